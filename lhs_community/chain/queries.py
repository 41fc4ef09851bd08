"""Walking the chain. Every end is shown by its own feature's card, so nothing a viewer may not read appears;
a thing that may not be read also ends the walk, since what lies behind it could be guessed from the gap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, or_, select, true, tuple_

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.models import WORDS, Link, Relation
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card

FURTHEST = 8  # steps from where the walk begins
MOST = 120  # things on one story page


@dataclass(frozen=True)
class Step:
    """One neighbour: in words along the arrow ("led to") or against it ("came from")."""

    card: Card
    relation: Relation
    is_later: bool

    @property
    def words(self) -> str:
        return WORDS[self.relation][0 if self.is_later else 1]


@dataclass(frozen=True)
class Chapter:
    """A thing of a story with the steps that lead to it from earlier ones. `depth` 0: where a strand begins."""

    card: Card
    depth: int
    came_from: Sequence[Step]
    led_to: Sequence[Step]
    is_here: bool


@dataclass(frozen=True)
class Story:
    here: Card
    chapters: Sequence[Chapter]
    is_cut: bool


def _links_of(refs: Iterable[Ref]) -> Sequence[Link]:
    ends = [(ref.kind, ref.id) for ref in refs]
    return db.session.scalars(
        select(Link)
        .where(
            or_(
                tuple_(Link.origin_kind, Link.origin_id).in_(ends),
                tuple_(Link.result_kind, Link.result_id).in_(ends),
            )
        )
        .order_by(Link.id)
        .limit(MOST * 4)
    ).all()


def _ends(link: Link) -> tuple[Ref, Ref]:
    return Ref(link.origin_kind, link.origin_id), Ref(link.result_kind, link.result_id)


def neighbours(viewer: Viewer, ref: Ref) -> Sequence[Step]:
    """One step in both directions, earlier things first."""
    steps = []
    links = _links_of([ref])
    cards = subjects.cards(viewer, {end for link in links for end in _ends(link)})
    for link in links:
        origin, result = _ends(link)
        other = result if origin == ref else origin
        if other in cards and ref in cards:
            steps.append(Step(cards[other], link.relation, is_later=origin == ref))
    return sorted(steps, key=lambda step: step.is_later)


def results_of(viewer: Viewer, origin: Ref, relation: Relation) -> Sequence[Card]:
    """What came of `origin` by `relation`, as cards the viewer may read, oldest first."""
    ids = db.session.execute(
        select(Link.result_kind, Link.result_id)
        .where(and_(Link.origin_kind == origin.kind, Link.origin_id == origin.id, Link.relation == relation))
        .order_by(Link.id)
        .limit(MOST)
    )
    return list(subjects.cards(viewer, [Ref(kind, id_) for kind, id_ in ids]).values())


def list_origins(
    viewer: Viewer, result: Ref, kind: str, limit: int, relation: Relation = Relation.LED_TO
) -> Sequence[tuple[Ref, datetime]]:
    """The things of one kind that led to `result`, and when each was joined to it; those the viewer may read."""
    rows = db.session.execute(
        select(Link.origin_id, Link.linked_at)
        .where(
            Link.result_kind == result.kind,
            Link.result_id == result.id,
            Link.origin_kind == kind,
            Link.relation == relation,
        )
        .order_by(Link.id)
        .limit(limit)
    ).all()
    readable = subjects.cards(viewer, [Ref(kind, id_) for id_, _ in rows]) if rows else {}
    return [(Ref(kind, id_), moment) for id_, moment in rows if Ref(kind, id_) in readable]


def results_of_each(
    viewer: Viewer, origins: Iterable[Ref], relation: Relation | None = None
) -> dict[Ref, list[Card]]:
    """What came of each of many things of a page, by one relation or any, as cards the viewer may read; a query, and
    those of the cards."""
    wanted = set(origins)
    if not wanted:
        return {}
    rows = db.session.execute(
        select(Link.origin_kind, Link.origin_id, Link.result_kind, Link.result_id)
        .where(Link.origin_kind.in_({ref.kind for ref in wanted}), Link.origin_id.in_({ref.id for ref in wanted}))
        .where(Link.relation == relation if relation else true())
        .order_by(Link.id)
        .limit(MOST * 4)
    )
    pairs = [(Ref(kind, id_), Ref(to_kind, to_id)) for kind, id_, to_kind, to_id in rows]
    cards = subjects.cards(viewer, [result for origin, result in pairs if origin in wanted])
    found: dict[Ref, list[Card]] = {}
    for origin, result in pairs:
        if origin in wanted and result in cards:
            found.setdefault(origin, []).append(cards[result])
    return found


def with_results(kind: str) -> Select[int]:
    """The ids of the things of a kind that something came of, for whoever deletes the rest."""
    return select(Link.origin_id).where(Link.origin_kind == kind)


def story(viewer: Viewer, ref: Ref) -> Story:
    """The whole chain that `ref` belongs to, earliest first. Raises NotThere."""
    here = subjects.require_card(viewer, ref)
    cards, links, is_cut = {ref: here}, {}, False
    frontier = {ref}
    for _ in range(FURTHEST):
        found = _links_of(frontier)
        unknown = {end for link in found for end in _ends(link)} - set(cards)
        fresh = subjects.cards(viewer, sorted(unknown)) if unknown else {}
        if len(cards) + len(fresh) > MOST:
            is_cut = True
            break
        cards.update(fresh)
        links.update({link.id: link for link in found})
        frontier = set(fresh)
        if not frontier:
            break
    shown = [link for link in links.values() if all(end in cards for end in _ends(link))]
    return Story(here, _chapters(cards, shown, ref), is_cut)


def _chapters(cards: dict[Ref, Card], links: Sequence[Link], here: Ref) -> list[Chapter]:
    earlier: dict[Ref, list[Step]] = {}
    later: dict[Ref, list[Step]] = {}
    for link in links:
        origin, result = _ends(link)
        earlier.setdefault(result, []).append(Step(cards[origin], link.relation, is_later=False))
        later.setdefault(origin, []).append(Step(cards[result], link.relation, is_later=True))
    depth = _depths(cards, links)
    order = sorted(cards, key=lambda ref: (depth[ref], cards[ref].when is None, cards[ref].when, ref))
    return [
        Chapter(cards[ref], depth[ref], earlier.get(ref, ()), later.get(ref, ()), is_here=ref == here) for ref in order
    ]


def _depths(cards: dict[Ref, Card], links: Sequence[Link]) -> dict[Ref, int]:
    """The longest way to each thing from where its strand begins; a loop somebody made stops the count."""
    depth = dict.fromkeys(cards, 0)
    for _ in range(min(len(cards), 20)):
        has_moved = False
        for link in links:
            origin, result = _ends(link)
            if depth[result] < depth[origin] + 1 <= len(cards):
                depth[result] = depth[origin] + 1
                has_moved = True
        if not has_moved:
            break
    return depth
