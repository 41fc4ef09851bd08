"""Notices as one person may see them now: what they can no longer read is left out, also of the count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lhs_community.accounts.models import Person
from lhs_community.accounts.queries import people_by_id
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.policy import is_quiet
from lhs_community.communities.queries.communities import communities_by_id
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.notifications.models import Notice

MOST_COUNTED = 100
PAGE = 60


@dataclass(frozen=True)
class Line:
    """What happened once or several times to a thing; the template of its event makes the words."""

    id: int
    name: str
    actors: Sequence[str]
    when: datetime
    is_unread: bool
    payload: Mapping[str, object]

    @property
    def actor(self) -> str:
        """"Ada", "Ada and Ben", "Ada and 2 others"."""
        first, *others = self.actors or ("Somebody",)
        if not others:
            return first
        return f"{first} and {others[0] if len(others) == 1 else f'{len(others)} others'}"


@dataclass(frozen=True)
class Group:
    """The notices about one thing, newest first. `title` is neutral where the community is confidential."""

    card: Card
    title: str
    newest_id: int
    lines: Sequence[Line]

    @property
    def is_unread(self) -> bool:
        return any(line.is_unread for line in self.lines)


@dataclass(frozen=True)
class Page:
    groups: Sequence[Group]
    newest_id: int
    older_before: int | None


def count_unread(viewer: Viewer) -> int:
    """How many notices wait, of things the viewer may read now; counting stops at a hundred."""
    if viewer.is_guest:
        return 0
    rows = db.session.execute(
        select(Notice.subject_kind, Notice.subject_id)
        .where(Notice.person_id == viewer.id, Notice.read_at.is_(None))
        .order_by(Notice.id.desc()).limit(MOST_COUNTED)
    ).all()
    refs = [Ref(kind, id_) for kind, id_ in rows]
    readable = subjects.cards(viewer, refs)
    return sum(ref in readable for ref in refs)


def list_notices(viewer: Viewer, *, unread_only: bool = False, before: int | None = None, limit: int = PAGE) -> Page:
    """Grouped by the thing they are about; groups by their newest notice."""
    query = (
        select(Notice).where(Notice.person_id == viewer.id).options(selectinload(Notice.event))
        .order_by(Notice.id.desc()).limit(limit + 1)
    )
    if unread_only:
        query = query.where(Notice.read_at.is_(None))
    if before is not None:
        query = query.where(Notice.id < before)
    notices = db.session.scalars(query).all()
    shown, more = notices[:limit], notices[limit:]
    return Page(
        groups=_groups(viewer, shown),
        newest_id=shown[0].id if shown else 0,
        older_before=shown[-1].id if more else None,
    )


def _groups(viewer: Viewer, notices: Sequence[Notice]) -> list[Group]:
    about: dict[Ref, list[Notice]] = {}
    for notice in notices:
        about.setdefault(Ref(notice.subject_kind, notice.subject_id), []).append(notice)
    cards = subjects.cards(viewer, about)
    quiet = _quiet_ids(viewer, cards.values())
    people = people_by_id(notice.event.actor_id for notice in notices if notice.event.actor_id is not None)
    return [
        Group(card, _title(card, quiet), about[ref][0].id, _lines(about[ref], people))
        for ref, card in cards.items()
    ]


def _quiet_ids(viewer: Viewer, cards: Iterable[Card]) -> frozenset[int]:
    wanted = {card.community_id for card in cards if card.community_id is not None}
    return frozenset(
        id_ for id_, community in communities_by_id(viewer, wanted).items() if is_quiet(community)
    ) if wanted else frozenset()


def _title(card: Card, quiet: frozenset[int]) -> str:
    if card.community_id in quiet:
        if card.ref.kind == "community":
            return "a confidential community"
        return f"{card.kind_label or 'Something'} in a confidential community"
    return card.title


def _lines(notices: Sequence[Notice], people: Mapping[int, Person]) -> list[Line]:
    """One for each kind of event, with everybody who did it; newest first."""
    by_name: dict[str, list[Notice]] = {}
    for notice in notices:
        by_name.setdefault(notice.event.name, []).append(notice)
    return [
        Line(
            id=same[0].id,
            name=name,
            actors=list(dict.fromkeys(_actor(notice, people) for notice in same)),
            when=same[0].event.happened_at,
            is_unread=any(notice.read_at is None for notice in same),
            payload=same[0].event.payload,
        )
        for name, same in by_name.items()
    ]


def _actor(notice: Notice, people: Mapping[int, Person]) -> str:
    person = people.get(notice.event.actor_id) if notice.event.actor_id is not None else None
    if person is None:
        return "Somebody"
    return "An anonymous member" if person.is_anonymous else person.name


def home_panel(viewer: Viewer, _subject_id: int) -> Mapping[str, object] | None:
    """The newest unread notices, for the start page."""
    groups = list_notices(viewer, unread_only=True, limit=12).groups[:5]
    return {"groups": groups} if groups else None
