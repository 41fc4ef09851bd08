"""Finding the right person: what people say of themselves, and what they have done that the reader may read."""
