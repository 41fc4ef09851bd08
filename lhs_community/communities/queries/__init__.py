"""What there is to know of communities, by noun."""
