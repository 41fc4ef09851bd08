"""Threads: ask, answer, say what worked, summarise, close with an outcome; and the convenor's queue."""
