"""Programmes: many projects that measure one thing one way, and learn from each other without being ranked."""
