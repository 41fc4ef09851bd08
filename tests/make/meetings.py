"""Meetings for tests, made through the product's own actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.foundation import clock
from lhs_community.meetings.actions.meetings import Plan, Repeats, arrange_meeting
from lhs_community.meetings.models import Meeting
from lhs_community.meetings.queries.meetings import get_meeting
from lhs_community.meetings.times import resolve

MakeMeeting = Callable[..., Meeting]
ONCE = Repeats()


def days_on(days: float = 7, at: str = "12:30") -> datetime:
    """A time on the wall so many days from now."""
    return datetime.fromisoformat(f"{clock.now() + timedelta(days=days):%Y-%m-%d}T{at}")


def wall(text: str) -> datetime:
    """What the clock on the wall shows: "2027-03-16T09:00"."""
    return datetime.fromisoformat(text)


@pytest.fixture
def make_meeting(make_community, make_member) -> MakeMeeting:
    """`make_meeting(community=, actor=Viewer, wall=, zone=, repeats=, **fields of Plan)`, as its arranger sees it."""

    def make(
        community: Community | None = None,
        actor: Viewer | None = None,
        wall: datetime | None = None,
        zone: str = "Europe/London",
        which: str = "",
        repeats: Repeats = ONCE,
        **fields: object,
    ) -> Meeting:
        community = community or make_community()
        actor = actor or make_member(community, "convenor")
        plan = Plan(**({"title": "Falls huddle"} | fields), when=resolve(wall or days_on(), zone, which))
        return get_meeting(actor, arrange_meeting(actor, community, plan, repeats).id)

    return make
