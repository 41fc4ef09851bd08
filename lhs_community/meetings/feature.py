"""The door of meetings."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app

from lhs_community.accounts.events import PersonDisabled
from lhs_community.communities.events import MemberLeft
from lhs_community.foundation.bus import Listener
from lhs_community.foundation.features import Feature, NavItem, Periodic
from lhs_community.foundation.subjects import Subject
from lhs_community.meetings import listeners, panels
from lhs_community.meetings.actions import attendance
from lhs_community.meetings.queries import cards
from lhs_community.meetings.views import agenda, arranging, feeds, notes, reading, shared

# Their views are on the blueprint once they are imported.
WITH_VIEWS = (reading, arranging, agenda, notes, feeds)


def remind() -> int:
    """For the worker, which knows no request to take the site's address from."""
    site = str(current_app.config["PUBLIC_URL"]).rstrip("/")
    return attendance.remind(lambda meeting_id: f"{site}/meetings/{meeting_id}")


feature = Feature(
    name="meetings",
    blueprint=shared.blueprint,
    subjects=(
        Subject(
            "meeting",
            "Meeting",
            path=r"/meetings/([0-9]+)",
            cards=cards.meeting_cards,
            index_card=cards.meeting_index_card,
            may_edit=cards.may_edit,
            mine=cards.my_meetings,
            outline=cards.meeting_outline,
            all_ids=cards.all_meeting_ids,
            part=cards.meeting_part,
        ),
    ),
    panels=panels.PANELS,
    listeners=(Listener("meetings.free_places", (MemberLeft, PersonDisabled), listeners.free_places),),
    nav=(NavItem("Meetings", "meetings.list_meetings", 35),),
    periodic=(Periodic("meetings.remind", timedelta(minutes=10), remind),),
    context={"meeting_when": shared.meeting_when},
)
