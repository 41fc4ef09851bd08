"""Notices as one person may see them now: what they can no longer read is left out, also of the count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import selectinload

from lhs_community.accounts.models import Person
from lhs_community.accounts.queries import people_by_id
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.policy import is_quiet
from lhs_community.communities.queries.communities import communities_by_id
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.notifications import policy
from lhs_community.notifications.hours import Peace, peace_at
from lhs_community.notifications.models import Notice, ProtectedTime

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
    peace: Peace | None = None


@dataclass(frozen=True)
class Bell:
    """How many notices wait; counting stops at a hundred. In protected time (`until`) it stands still."""

    count: int
    until: datetime | None = None


def find_bell(viewer: Viewer) -> Bell:
    """Of things the viewer may read now. The plan of protected time comes along with them: this is on every page."""
    if viewer.is_guest:
        return Bell(0)
    unread = (
        select(Notice.subject_kind, Notice.subject_id, ProtectedTime)
        .outerjoin(ProtectedTime, and_(ProtectedTime.person_id == Notice.person_id, ProtectedTime.is_on))
        .where(Notice.person_id == viewer.id, Notice.read_at.is_(None))
        .order_by(Notice.id.desc()).limit(MOST_COUNTED)
    )
    rows = db.session.execute(unread).all()
    peace = _peace_in(viewer, rows[0][2]) if rows else None
    if peace:
        rows = db.session.execute(unread.where(_is_shown_in(peace))).all()
    refs = [Ref(kind, id_) for kind, id_, _ in rows]
    readable = subjects.cards(viewer, refs)
    return Bell(sum(ref in readable for ref in refs), peace.until if peace else None)


def count_unread(viewer: Viewer) -> int:
    return find_bell(viewer).count


def find_peace(viewer: Viewer) -> Peace | None:
    """The protected time in which the viewer is now."""
    return _peace_in(viewer, find_protected_time(viewer))


def find_protected_time(viewer: Viewer) -> ProtectedTime | None:
    return db.session.get(ProtectedTime, viewer.id) if viewer.id is not None else None


def _peace_in(viewer: Viewer, kept: ProtectedTime | None) -> Peace | None:
    if kept is None or not kept.is_on:
        return None
    return peace_at(kept.plan, ZoneInfo(viewer.time_zone), clock.now())


def _is_shown_in(peace: Peace) -> ColumnElement[bool]:
    """On Notice: what was there before, and what is urgent."""
    urgent = select(EventRow.id).where(or_(*(EventRow.name.startswith(name) for name in policy.URGENT)))
    return or_(Notice.created_at < peace.since, Notice.event_id.in_(urgent))


def quiet_until(address: str) -> datetime | None:
    """For mail that can wait: until when whoever has that address is to be left in peace."""
    found = db.session.execute(
        select(ProtectedTime, Person.time_zone)
        .join(Person, Person.id == ProtectedTime.person_id)
        .where(Person.email == address, ProtectedTime.is_on)
    ).first()
    if found is None:
        return None
    peace = peace_at(found[0].plan, ZoneInfo(found[1]), clock.now())
    return peace.until if peace else None


def list_notices(viewer: Viewer, *, unread_only: bool = False, before: int | None = None, limit: int = PAGE) -> Page:
    """Grouped by the thing they are about; groups by their newest notice."""
    query = (
        select(Notice).where(Notice.person_id == viewer.id).options(selectinload(Notice.event))
        .order_by(Notice.id.desc()).limit(limit + 1)
    )
    peace = find_peace(viewer)
    if unread_only:
        query = query.where(Notice.read_at.is_(None))
        if peace:
            query = query.where(_is_shown_in(peace))
    if before is not None:
        query = query.where(Notice.id < before)
    notices = db.session.scalars(query).all()
    shown, more = notices[:limit], notices[limit:]
    return Page(
        groups=_groups(viewer, shown),
        newest_id=shown[0].id if shown else 0,
        older_before=shown[-1].id if more else None,
        peace=peace,
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
