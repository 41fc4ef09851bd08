"""One file for each family of identifier; each reads a view and yields findings."""
