"""People: how they come in, sign in, describe themselves and leave."""
