"""Tasks that hang on projects and cycles: who does what, where and by when."""
