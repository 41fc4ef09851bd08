"""How long talk is kept: what holds where, what is due, and what stays whatever its age."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat.models.channels import Channel
from lhs_community.chat.models.excerpts import ExcerptItem
from lhs_community.chat.models.messages import Message
from lhs_community.chat.models.retention import Retention
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community
from lhs_community.foundation import clock, expiry, settings
from lhs_community.foundation.database import db

MOST_COUNTED = 10_000
MOST_CHANNELS = 200


@dataclass(frozen=True)
class Line:
    """What the page of a talk says: what holds now, and what from when on. None: everything stays."""

    days: int | None
    next_days: int | None
    changes_at: datetime | None

    @property
    def says_something(self) -> bool:
        return self.days is not None or self.changes_at is not None


@dataclass(frozen=True)
class Due:
    """What a number of days would delete at a moment, and what is old enough but stays."""

    going: int
    staying: int

    @property
    def in_words(self) -> str:
        most = f"more than {MOST_COUNTED:,}" if self.going > MOST_COUNTED else f"{self.going:,}"
        return f"{most} message{'' if self.going == 1 else 's'}"


def get_retention(viewer: Viewer, community: Community) -> Retention | None:
    """What its convenors set, and who did; None as long as nobody has."""
    communities.require_convene(viewer, community)
    return db.session.scalars(
        select(Retention)
        .where(Retention.community_id == community.id)
        .options(joinedload(Retention.changed_by))
        .execution_options(populate_existing=True)
    ).first()


def line_of(viewer: Viewer, community: Community | None) -> Line:
    """For everybody who reads the talk: of a community, or (None) of a direct talk."""
    if community is None:
        return Line(direct_days(), None, None)
    communities.require_read(viewer, community)
    found, moment = db.session.get(Retention, community.id), clock.now()
    if found is None:
        return Line(None, None, None)
    is_pending = moment < found.holds_from
    return Line(found.days_at(moment), found.days if is_pending else None, found.holds_from if is_pending else None)


def count_due(viewer: Viewer, community: Community, days: int, moment: datetime) -> Due:
    """Of the messages that there are now, up to a bound."""
    communities.require_convene(viewer, community)
    of_community = select(Channel.id).where(Channel.community_id == community.id)
    old = select(Message.id).where(Message.channel_id.in_(of_community), Message.created_at < cutoff(days, moment))
    return Due(_counted(old.where(~is_kept())), _counted(old.where(is_kept())))


def _counted(query: Select[int]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.limit(MOST_COUNTED + 1).subquery())) or 0


def direct_days() -> int | None:
    return settings.number("CHAT_DIRECT_DAYS") or None


def cutoff(days: int, moment: datetime) -> datetime:
    """What was written before is old. Whole days of 24 hours: clocks that change make none longer."""
    return moment - timedelta(days=days)


def is_kept() -> ColumnElement[bool]:
    """On Message: it stays whatever its age. Somebody kept it, pinned it, made something of it, or reported it."""
    of_excerpts = select(ExcerptItem.message_id)
    return or_(Message.pinned_at.is_not(None), Message.id.in_(of_excerpts), expiry.is_held("message", Message.id))


def days_of(channel: Channel, moment: datetime) -> int | None:
    """What holds in a channel at a moment."""
    if channel.community_id is None:
        return direct_days()
    found = db.session.get(Retention, channel.community_id, populate_existing=True)
    return found.days_at(moment) if found else None


def is_overdue(channel: Channel, message_ids: Iterable[int]) -> bool:
    """Is one of them past its time, so that it only waits for the sweep?"""
    moment = clock.now()
    if (days := days_of(channel, moment)) is None:
        return False
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    Message.id.in_(set(message_ids)), Message.created_at < cutoff(days, moment), ~is_kept()
                )
            )
        )
    )


def list_due_channels(moment: datetime) -> list[int]:
    """Channels in which a message is past its time; some of them, where there are many."""
    found: list[int] = []
    for row in db.session.scalars(select(Retention).order_by(Retention.community_id)):
        if (days := row.days_at(moment)) is not None:
            found += _with_old(Channel.community_id == row.community_id, cutoff(days, moment))
    if (days := direct_days()) is not None:
        found += _with_old(Channel.community_id.is_(None), cutoff(days, moment))
    return found


def _with_old(of_whom: ColumnElement[bool], before: datetime) -> list[int]:
    has_old = exists().where(Message.channel_id == Channel.id, Message.created_at < before, ~is_kept())
    query = select(Channel.id).where(of_whom, has_old).order_by(Channel.id).limit(MOST_CHANNELS)
    return list(db.session.scalars(query))


def list_old(channel: Channel, before: datetime, limit: int) -> list[int]:
    """The oldest of those that go. Rows that somebody holds at this moment, to make something of, are left out."""
    query = (
        select(Message.id)
        .where(Message.channel_id == channel.id, Message.created_at < before, ~is_kept())
        .order_by(Message.created_at, Message.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Message)
    )
    return list(db.session.scalars(query))
