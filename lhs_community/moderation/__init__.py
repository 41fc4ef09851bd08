"""Reports that something should not be there: to the convenors, who look and say what came of it."""
