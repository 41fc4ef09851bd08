"""Who else is editing the same page at this moment."""
