"""What meetings do when somebody may no longer come."""

from __future__ import annotations

from lhs_community.foundation.bus import StoredEvent
from lhs_community.meetings.actions import attendance


def free_places(happened: StoredEvent) -> None:
    """Who left a community, or whose account was closed, makes room for those who wait. Safe to run twice."""
    attendance.release_places(int(happened.payload.get("person_id", happened.subject_id)))
