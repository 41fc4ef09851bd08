"""What chat shows on other pages."""

from __future__ import annotations

from typing import Any

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import policy
from lhs_community.chat.queries import channels as queries
from lhs_community.chat.queries.direct import find_reachable
from lhs_community.chat.queries.lists import list_new
from lhs_community.chat.queries.messages import list_before
from lhs_community.chat.queries.peace import refuses
from lhs_community.chat.queries.rooms import list_rooms
from lhs_community.communities.queries.communities import communities_by_id, get_community_by_id
from lhs_community.foundation import subjects
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref

LATEST, MOST_NEW = 3, 5
MOST_ROOMS = 8


def community_panel(viewer: Viewer, community_id: int) -> dict[str, Any] | None:
    return _channel_panel(viewer, Ref("community", community_id))


def project_panel(viewer: Viewer, project_id: int) -> dict[str, Any] | None:
    return _channel_panel(viewer, Ref("project", project_id))


def meeting_panel(viewer: Viewer, meeting_id: int) -> dict[str, Any] | None:
    return _channel_panel(viewer, Ref("meeting", meeting_id))


def _channel_panel(viewer: Viewer, subject: Ref) -> dict[str, Any] | None:
    """The way in, and the last words."""
    if viewer.is_guest:
        return None
    try:
        talk = queries.get_talk(viewer, subject)
    except NotThere:
        return None
    return {"talk": talk, "latest": list_before(viewer, talk.channel)[-LATEST:]}


def retention_action(viewer: Viewer, community_id: int) -> dict[str, Any] | None:
    """For convenors: how long talk stays."""
    if community_id not in viewer.convenes:
        return None
    return {"community": communities_by_id(viewer, [community_id])[community_id]}


def rooms_panel(viewer: Viewer, community_id: int) -> dict[str, Any] | None:
    """For those who read the community, once there is a room or the viewer may start one."""
    if viewer.is_guest:
        return None
    try:
        community = get_community_by_id(viewer, community_id)
    except NotThere:
        return None
    rooms = list_rooms(viewer, community_id)
    if not rooms and not policy.may_start_room(viewer, community):
        return None
    return {"rooms": rooms[:MOST_ROOMS], "slug": community.slug}


def person_panel(viewer: Viewer, person_id: int) -> dict[str, Any] | None:
    """Writing to somebody, or not being written to by them."""
    if viewer.is_guest or viewer.id == person_id or not (card := subjects.card(viewer, Ref("person", person_id))):
        return None
    return {
        "person_id": person_id,
        "name": card.title,
        "is_reachable": bool(find_reachable(viewer, [person_id])),
        "is_refused": refuses(viewer, person_id),
    }


def home_panel(viewer: Viewer, _subject_id: int) -> dict[str, Any] | None:
    unread = list_new(viewer, MOST_NEW)
    return {"rows": unread} if unread else None
