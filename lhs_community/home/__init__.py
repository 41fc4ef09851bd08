"""The start page: what is new for me, or a welcome; and the help pages."""
