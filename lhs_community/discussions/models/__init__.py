"""Tables of discussions, by noun."""
