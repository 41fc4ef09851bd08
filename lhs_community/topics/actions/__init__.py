"""What changes topics, by what people do: naming what they write, curating the list, merging, importing."""
