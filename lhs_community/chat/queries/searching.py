"""Searching in one channel: the latest first, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import policy
from lhs_community.chat.models.channels import Channel
from lhs_community.chat.models.messages import Message
from lhs_community.chat.queries.messages import message_url, readable_messages
from lhs_community.foundation.database import db
from lhs_community.foundation.text import folded, words_of

PAGE = 25
MOST_WORDS = 8
AROUND = 160  # letters shown before what was found


@dataclass(frozen=True)
class Wanted:
    """`since` and `until` are moments: what was said from the one until just before the other."""

    words: str = ""
    by: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def terms(self) -> list[str]:
        return list(dict.fromkeys(folded(self.words).split()))[:MOST_WORDS]

    @property
    def is_empty(self) -> bool:
        return not (self.terms or self.by.strip() or self.since or self.until)


@dataclass(frozen=True)
class Found:
    """A message and its words in pieces: those that were looked for are marked."""

    message: Message
    url: str
    pieces: Sequence[tuple[str, bool]]


@dataclass(frozen=True)
class Page:
    rows: Sequence[Found]
    older_before: int | None


def search_messages(viewer: Viewer, channel: Channel | None, wanted: Wanted, before: int | None = None) -> Page:
    """Every word must be in the message, anywhere in it. The channel's messages are gone through from the latest on,
    as their index has them, and no further than a page needs."""
    if channel is None or wanted.is_empty:
        return Page((), None)
    query = readable_messages(viewer).where(Message.channel_id == channel.id, Message.is_deleted.is_(False))
    for term in wanted.terms:
        query = query.where(Message.words.contains(term, autoescape=True))
    if name := wanted.by.strip().removeprefix("@"):
        said_by = select(Person.id).where(
            or_(Person.name.icontains(name, autoescape=True), Person.handle == name.lower())
        )
        query = query.where(Message.author_id.in_(said_by))
    if wanted.since:
        query = query.where(Message.created_at >= wanted.since)
    if wanted.until:
        query = query.where(Message.created_at < wanted.until)
    if before is not None:
        query = query.where(Message.number < min(max(before, 0), policy.LARGEST))
    found = db.session.scalars(query.order_by(Message.number.desc()).limit(PAGE + 1)).all()
    rows = [Found(one, message_url(one), _pieces(words_of(one.body_html), wanted.terms)) for one in found[:PAGE]]
    return Page(rows, found[PAGE - 1].number if len(found) > PAGE else None)


def _pieces(words: str, terms: Sequence[str]) -> list[tuple[str, bool]]:
    """The words around what was found, cut where it begins and ends; nothing in it is HTML."""
    spots = _spots(folded(words), terms)
    start = max(0, min((begin for begin, _ in spots), default=0) - AROUND // 2)
    end = min(len(words), start + 3 * AROUND)
    found: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for begin, stop in spots:
        if begin >= at and stop <= end:
            found += [(words[at:begin], False), (words[begin:stop], True)]
            at = stop
    found.append((words[at:end] + ("…" if end < len(words) else ""), False))
    return [(text, is_found) for text, is_found in found if text]


def _spots(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    """Where the terms stand, first to last; where two overlap, the longer."""
    spots = []
    for term in terms:
        at = text.find(term)
        while at >= 0:
            spots.append((at, at + len(term)))
            at = text.find(term, at + len(term))
    return sorted(spots, key=lambda spot: (spot[0], -spot[1]))
