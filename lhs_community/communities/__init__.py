"""A community: what it is for, who belongs to it, who may read it, and who follows what."""
