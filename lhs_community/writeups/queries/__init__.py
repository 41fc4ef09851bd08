"""Reading reports and write-ups, and gathering what they are made of."""
