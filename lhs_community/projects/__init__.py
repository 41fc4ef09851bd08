"""Shared improvement projects: aim, team, drivers and change ideas, PDSA cycles, stage and pages."""
