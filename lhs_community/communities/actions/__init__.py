"""What changes in communities, by noun."""
