"""The convenor's workbench: what needs a convenor now, each row with what can be done about it."""
