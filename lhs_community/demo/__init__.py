"""The invented community that shows what this site is for."""
