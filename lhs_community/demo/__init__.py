"""The invented community: two organisations that learn together, so that every page has something true on it."""
