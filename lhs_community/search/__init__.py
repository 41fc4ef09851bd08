"""Find anything: one box over everything a person may read."""
