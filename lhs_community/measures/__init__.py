"""Measures of an improvement project: their data, what the data say, and the charts that show it."""
