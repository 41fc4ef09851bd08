"""Tables of programmes, by noun."""
