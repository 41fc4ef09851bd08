"""How a community is doing: the indicators of its health, each week on a chart, never about single people."""
