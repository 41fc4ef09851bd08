"""Tables of measures, by noun."""
