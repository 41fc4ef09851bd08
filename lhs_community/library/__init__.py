"""The library: lessons drafted, reviewed and published, and how others fared when they took them home."""
