"""What there is to know of who knows what, by noun."""
