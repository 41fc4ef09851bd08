"""Meetings: agendas built from what waits, sign-up, calendar files and feeds, notes that lead to something."""
