"""What things are about: a controlled list of topics with their other words, and what members suggest for it."""
