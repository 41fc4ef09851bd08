"""Channels for talking now; what matters is kept as a thread."""
