"""What somebody missed, in at most ten minutes of reading: as a page, and by mail as often as they like."""
