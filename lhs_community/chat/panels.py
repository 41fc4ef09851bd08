"""What chat shows on other pages."""

from __future__ import annotations

from typing import Any

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat.queries import channels as queries
from lhs_community.chat.queries.messages import list_before
from lhs_community.communities.queries.communities import communities_by_id
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref

LATEST = 3


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


def home_panel(viewer: Viewer, _subject_id: int) -> dict[str, Any] | None:
    unread = [row for row in queries.list_rows(viewer) if row.unread]
    return {"rows": unread[:5]} if unread else None
