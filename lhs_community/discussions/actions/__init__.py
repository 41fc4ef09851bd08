"""What changes in discussions, by noun."""
