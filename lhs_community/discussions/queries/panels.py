"""What discussions add to the pages of communities, people and the start page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.policy import may_post
from lhs_community.communities.queries.communities import communities_by_id
from lhs_community.discussions.queries import threads
from lhs_community.discussions.queries.care import list_owned_briefly
from lhs_community.discussions.queries.threads import Filter
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.refs import Ref

MOST, MOST_OWNED = 6, 20


def community_threads(viewer: Viewer, community_id: int) -> Mapping[str, Any] | None:
    community = communities_by_id(viewer, [community_id]).get(community_id)
    if community is None:
        return None
    rows = threads.list_latest(viewer, community_id)
    return {"community": community, "rows": rows, "may_ask": may_post(viewer, community)}


def topic_threads(viewer: Viewer, topic_id: int) -> Mapping[str, Any] | None:
    topic = subjects.card(viewer, Ref("topic", topic_id))
    if topic is None:
        return None
    wanted = Filter(tag=topic.title)
    page = threads.list_threads(viewer, wanted, limit=MOST * 2)
    if not page.rows:
        return None
    return {"topic": topic, "rows": page.rows, "has_more": bool(page.older), "signed_in": not viewer.is_guest}


def community_actions(viewer: Viewer, community_id: int) -> Mapping[str, Any] | None:
    community = communities_by_id(viewer, [community_id]).get(community_id)
    if community is None or not may_post(viewer, community):
        return None
    convenes = community_id in viewer.convenes
    waiting = threads.count_threads(viewer, Filter("unanswered", community_id=community_id)) if convenes else 0
    return {"community": community, "convenes": convenes, "waiting": waiting}


def home_unread(viewer: Viewer, _subject_id: int) -> Mapping[str, Any] | None:
    page = threads.list_threads(viewer, Filter("unread"), limit=MOST)
    return {"rows": page.rows, "has_more": bool(page.older)} if page.rows else None


def home_unanswered(viewer: Viewer, _subject_id: int) -> Mapping[str, Any] | None:
    """For convenors: what waits longest in their communities."""
    rows = threads.list_unanswered(viewer, viewer.convenes, limit=MOST + 1) if viewer.convenes else []
    if not rows:
        return None
    return {"rows": rows[:MOST], "has_more": len(rows) > MOST, "now": clock.now()}


def home_owned(viewer: Viewer, _subject_id: int) -> Mapping[str, Any] | None:
    """Open questions that the viewer sees to."""
    found = list_owned_briefly(viewer, limit=MOST_OWNED)
    return {"threads": found, "now": clock.now()} if found else None


def measure_ask(viewer: Viewer, measure_id: int) -> Mapping[str, Any] | None:
    return None if viewer.is_guest else {"origin": Ref("measure", measure_id)}


def home_ask(viewer: Viewer, _subject_id: int) -> Mapping[str, Any] | None:
    return None if viewer.is_guest else {}
