"""Decisions: what was decided, why, by whom and how, what was not taken, and when to look again."""
