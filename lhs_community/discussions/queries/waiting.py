"""Threads that wait for talk in a community: a meeting may take them up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, case, or_, select

from lhs_community.accounts.viewer import Viewer
from lhs_community.discussions import policy
from lhs_community.discussions.models.threads import Thread, ThreadKind, ThreadState
from lhs_community.discussions.queries.cards import thread_cards
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.subjects import Card

STALLED_AFTER, FORGOTTEN_AFTER = timedelta(days=14), timedelta(days=365)
WORDS = ("No reply yet", "Nobody has said what worked", "Nothing new for two weeks or more")


def waiting_threads(viewer: Viewer, community_id: int, limit: int = 15) -> list[Card]:
    """Questions without a reply, questions nobody has settled, talk that has stalled; each longest waiting first."""
    unanswered, unsettled, stalled = _conditions()
    rank = case((unanswered, 0), (unsettled, 1), else_=2)
    rows = db.session.execute(
        select(Thread.id, rank)
        .where(
            policy.readable_by(viewer),
            Thread.community_id == community_id,
            Thread.is_hidden.is_(False),
            Thread.last_post_at > clock.now() - FORGOTTEN_AFTER,
            or_(unanswered, unsettled, stalled),
        )
        .order_by(rank, Thread.last_post_at, Thread.id)
        .limit(limit)
    ).all()
    cards = thread_cards(viewer, [id_ for id_, _ in rows])
    return [replace(cards[id_], status=WORDS[number]) for id_, number in rows if id_ in cards]


def _conditions() -> tuple[ColumnElement[bool], ColumnElement[bool], ColumnElement[bool]]:
    is_open = Thread.state == ThreadState.OPEN
    asked = and_(Thread.kind == ThreadKind.QUESTION, is_open)
    unanswered = and_(asked, Thread.first_reply_at.is_(None))
    unsettled = and_(asked, Thread.first_reply_at.is_not(None))
    stalled = and_(
        is_open,
        Thread.kind.not_in((ThreadKind.QUESTION, ThreadKind.NOTICE)),
        Thread.last_post_at < clock.now() - STALLED_AFTER,
    )
    return unanswered, unsettled, stalled
