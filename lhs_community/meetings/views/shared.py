"""The blueprint, and what its views have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, request, url_for

from lhs_community.accounts import current
from lhs_community.communities.models import Community
from lhs_community.communities.queries.members import list_members
from lhs_community.foundation.errors import Invalid
from lhs_community.meetings import policy, times
from lhs_community.meetings.models import ANSWER_LABELS, KIND_LABELS, LINK_LABELS, Meeting
from lhs_community.meetings.queries.attendance import list_sign_ups

blueprint = Blueprint("meetings", __name__)


def meeting_when(meeting: Meeting) -> times.Shown:
    """For templates: in the viewer's own time zone, with the meeting's named where clocks differ."""
    return times.shown(meeting.starts_at, meeting.ends_at, meeting.time_zone, current.viewer().time_zone)


def tools() -> dict[str, Any]:
    return {
        "rules": policy, "kinds": KIND_LABELS, "answers": ANSWER_LABELS, "link_kinds": LINK_LABELS, "host_of": _host_of,
    }  # fmt: skip


def _host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def choice(*known: str) -> str:
    wish = request.form.get("do", "")
    if wish not in known:
        raise Invalid("This button does not do what the page thought. Reload the page and try again.")
    return wish


def members(community: Community) -> Sequence[tuple[int, str]]:
    return [(one.person_id, one.person.name) for one in list_members(current.viewer(), community)]


def people_of(meeting: Meeting) -> Sequence[tuple[int, str]]:
    """Members of its community, and who signed up from outside."""
    signed_up = [(one.person_id, one.person.name) for one in list_sign_ups(current.viewer(), meeting)]
    return [*members(meeting.community), *signed_up]


def page_of(meeting: Meeting, part: str = "") -> str:
    return url_for("meetings.show_meeting", meeting_id=meeting.id) + (f"#{part}" if part else "")
