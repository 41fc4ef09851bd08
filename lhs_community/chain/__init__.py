"""The learning chain: what led to what, so that it can be walked both ways."""
