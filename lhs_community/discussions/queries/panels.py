"""What discussions add to the pages of communities, people and the start page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.queries import neighbours
from lhs_community.communities.policy import may_post
from lhs_community.communities.queries.communities import communities_by_id
from lhs_community.discussions import policy
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import QUESTION_KINDS, Thread, ThreadKind, ThreadState
from lhs_community.discussions.queries import threads
from lhs_community.discussions.queries.care import list_owned_briefly
from lhs_community.discussions.queries.threads import Filter
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref

MOST, MOST_OWNED = 6, 20
HANDED_OVER = 10
STALLED_AFTER, ACTIVE_WITHIN = timedelta(days=14), timedelta(days=90)


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


def interpretation_ask(viewer: Viewer, interpretation_id: int) -> Mapping[str, Any] | None:
    """Starting a thread about what a signal means, for who may post in its community."""
    ref = Ref("interpretation", interpretation_id)
    card = subjects.card(viewer, ref)
    community = communities_by_id(viewer, [card.community_id or 0]).get(card.community_id or 0) if card else None
    return {"origin": ref, "community": community} if community and may_post(viewer, community) else None


def project_threads(viewer: Viewer, project_id: int) -> Mapping[str, Any] | None:
    """Threads that led to the project or came of it, latest first; and the way to start one."""
    ref = Ref("project", project_id)
    if (card := subjects.card(viewer, ref)) is None:
        return None
    cards = {step.card.ref: step.card for step in neighbours(viewer, ref) if step.card.ref.kind == "thread"}
    community = communities_by_id(viewer, [card.community_id or 0]).get(card.community_id or 0)
    may_ask = community is not None and may_post(viewer, community)
    if not cards and not may_ask:
        return None
    return {"origin": ref, "cards": sorted(cards.values(), key=lambda one: -one.ref.id), "may_ask": may_ask}


def home_ask(viewer: Viewer, _subject_id: int) -> Mapping[str, Any] | None:
    return None if viewer.is_guest else {}


def handover_threads(viewer: Viewer, community_id: int) -> Mapping[str, Any] | None:
    """For the next convenor: what nobody has answered, what has come to a standstill, what is pinned."""
    if communities_by_id(viewer, [community_id]).get(community_id) is None:
        return None
    moment = clock.now()
    here = select(Thread).where(Thread.community_id == community_id, policy.readable_by(viewer))
    open_ones = here.where(Thread.state == ThreadState.OPEN, Thread.kind != ThreadKind.NOTICE)
    unanswered = open_ones.where(Thread.kind.in_(QUESTION_KINDS), Thread.first_reply_at.is_(None))
    stalled = open_ones.where(Thread.first_reply_at.is_not(None), Thread.last_post_at < moment - STALLED_AFTER)
    parts = {
        "Nobody has answered yet": unanswered.order_by(Thread.created_at),
        "At a standstill for two weeks": stalled.order_by(Thread.last_post_at),
        "Pinned": here.where(Thread.is_pinned.is_(True)).order_by(Thread.id),
    }
    found = {title: db.session.scalars(query.limit(HANDED_OVER)).all() for title, query in parts.items()}
    recent = (
        select(Post.author_id)
        .join(Post.thread)
        .where(Thread.community_id == community_id, Post.alias.is_(None), Post.is_hidden.is_(False))
        .where(Post.created_at > moment - ACTIVE_WITHIN, policy.readable_by(viewer))
    )
    people = db.session.scalars(
        select(Person).where(Person.id.in_(recent), Person.is_disabled.is_(False)).order_by(Person.name).limit(60)
    ).all()
    return {"parts": found, "people": people} if any(found.values()) or people else None
