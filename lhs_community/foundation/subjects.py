"""The first socket between features: each says once, for each kind of thing it keeps, how to show it.

Rights are checked here, at the source: `cards` returns only what the viewer may read, so search, notices,
stories and home cannot leak what a stale list of theirs still holds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.foundation.memory import remembered
from lhs_community.foundation.refs import Ref

# The viewer belongs to a higher layer; here it is only handed through.
Viewer = Any


@dataclass(frozen=True, slots=True)
class Card:
    """What the product says of a thing in one breath, for one viewer. `body` is Markdown.

    `role`: what part it plays among its kind, in a word of its feature: a measure is an outcome, say.
    `at_work`: from when to when it was at work, for the time line of a chart; an open end is None.
    """

    ref: Ref
    title: str
    url: str
    excerpt: str = ""
    kind_label: str = ""
    community_id: int | None = None
    community_name: str = ""
    author_id: int | None = None
    author_name: str = ""
    when: datetime | None = None
    status: str = ""
    body: str = ""
    at_work: tuple[datetime, datetime | None] | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class IndexCard:
    """What search keeps of a thing: plain text, no Markdown. `community_id` None: for everyone signed in."""

    ref: Ref
    title: str
    body: str
    community_id: int | None
    kind_label: str
    facets: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    when: datetime | None = None
    author_name: str = ""
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class TopicUse:
    """How many things of a kind that the viewer may read bear a topic, and what one of them calls it."""

    count: int
    label: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a thing's own figures show and that asks to be explained, such as a signal on a chart.

    `is_better` None: neither better nor worse. `count`: how many periods it lasts; `is_latest`: to the last one.
    """

    name: str
    start: date
    end: date
    text: str
    is_better: bool | None
    count: int
    is_latest: bool


@dataclass(frozen=True)
class Subject:
    """One kind of thing. `outline` gives its text under a lesson record's headings, and as `decided`, `reasons` and
    `dissent` what a decision could say; `in_community(viewer, id)` those of one community, to choose from.

    Things that bear topics say which, as far as a viewer may read them (`topic_uses`; None: of all topics), for the
    index which of them bear one (`ids_with_topic`), and for notices which a thing bears (`topic_ids`).

    `set_hidden(actor, id, is_hidden, at_once)`: from all but convenors, or back. Asks for the right of a convenor;
    `at_once` only for that to read, as a report may hide what identifies somebody until a convenor has looked.
    `reported`: the card of one thing for those who settle reports, whatever else they may read; it leads to nothing
    around it. For things that may be hidden, or said where nobody who settles reports may read.
    `waiting`: what of this kind waits for talk in a community, most pressing first; each card's `status` says why.
    `path`: a regular expression for the address of its page, the id in its one group, so that links can be recognised.
    `part`: the title and text (`body`) of a named part of a thing, for a form that takes them over; "" names what is
    taken over of the whole.
    `findings`: what its figures show, oldest first; only of those that the viewer may read.
    `muted_by`: who wants no notice of anything about it, besides those who have muted it as a thing they follow.
    `people`: who works on it, its lead first, as ids of people; nobody where the viewer may not read it.
    `pieces`: what it holds, in order, each with its text and whose it is, for a thing that takes them over one by one.
    `refusal`: why this viewer may make nothing new of it; "" where they may.
    """

    kind: str
    label: str
    cards: Callable[[Viewer, Iterable[int]], Mapping[int, Card]]
    index_card: Callable[[int], IndexCard | None] | None = None
    may_edit: Callable[[Viewer, int], bool] | None = None
    mine: Callable[[Viewer], Sequence[Card]] | None = None
    outline: Callable[[Viewer, int], Mapping[str, str]] | None = None
    all_ids: Callable[[], Iterable[int]] | None = None
    topic_uses: Callable[[Viewer, Collection[int] | None], Mapping[int, TopicUse]] | None = None
    ids_with_topic: Callable[[int], Iterable[int]] | None = None
    topic_ids: Callable[[int], Iterable[int]] | None = None
    set_hidden: Callable[[Viewer, int, bool, bool], None] | None = None
    in_community: Callable[[Viewer, int], Sequence[Card]] | None = None
    waiting: Callable[[Viewer, int], Sequence[Card]] | None = None
    part: Callable[[Viewer, int, str], Card | None] | None = None
    findings: Callable[[Viewer, Iterable[int]], Mapping[int, Sequence[Finding]]] | None = None
    people: Callable[[Viewer, int], Sequence[int]] | None = None
    muted_by: Callable[[int], Collection[int]] | None = None
    pieces: Callable[[Viewer, int], Sequence[Card]] | None = None
    refusal: Callable[[Viewer, int], str] | None = None
    reported: Callable[[int], Card | None] | None = None
    path: str = ""


_subjects: dict[str, Subject] = {}


def register(subjects: Iterable[Subject]) -> None:
    for subject in subjects:
        _subjects[subject.kind] = subject


def forget() -> None:
    _subjects.clear()


def kinds() -> tuple[str, ...]:
    return tuple(_subjects)


def of(kind: str) -> Subject | None:
    return _subjects.get(kind)


def ref_at(path: str) -> Ref | None:
    """The thing whose page is at `path` of this site, whether or not it exists."""
    for subject in _subjects.values():
        if subject.path and (match := re.fullmatch(subject.path, path)) and len(match.group(1)) < 10:
            return Ref(subject.kind, int(match.group(1)))
    return None


def cards(viewer: Viewer, refs: Iterable[Ref]) -> dict[Ref, Card]:
    """The cards of those `refs` that the viewer may read, in the order asked for; one query a kind.

    While a page is made each is looked up once: several panels ask for the page's own thing.
    """
    wanted = list(dict.fromkeys(refs))
    found: dict[Ref, Card | None] = remembered(viewer, "cards")
    missing = [ref for ref in wanted if ref not in found]
    looked_up = _look_up(viewer, missing)
    found.update({ref: looked_up.get(ref) for ref in missing})
    return {ref: card for ref in wanted if (card := found.get(ref))}


def _look_up(viewer: Viewer, wanted: Iterable[Ref]) -> dict[Ref, Card]:
    by_kind: defaultdict[str, list[int]] = defaultdict(list)
    for ref in wanted:
        by_kind[ref.kind].append(ref.id)
    found: dict[Ref, Card] = {}
    for kind, ids in by_kind.items():
        if subject := _subjects.get(kind):
            found.update({Ref(kind, id_): card for id_, card in subject.cards(viewer, ids).items()})
    return found


def card(viewer: Viewer, ref: Ref) -> Card | None:
    return cards(viewer, [ref]).get(ref)


def require_card(viewer: Viewer, ref: Ref) -> Card:
    if (found := card(viewer, ref)) is None:
        raise NotThere
    return found


def find_origin(viewer: Viewer, named: str) -> Card | None:
    """What a new thing is to come of, as `?from=message:5` names it; None where nothing is named."""
    return require_origin(viewer, Ref.parse(named)) if named else None


def require_origin(viewer: Viewer, ref: Ref) -> Card:
    """Raises NotThere for what the viewer may not read, and Refused for what they may make nothing of."""
    found, subject = require_card(viewer, ref), _subjects.get(ref.kind)
    if subject and subject.refusal and (why := subject.refusal(viewer, ref.id)):
        raise Refused(why)
    return found


def topics_of(ref: Ref) -> tuple[Ref, ...]:
    """The topics that a thing bears, for whoever tells their followers of it."""
    subject = _subjects.get(ref.kind)
    return tuple(Ref("topic", id_) for id_ in subject.topic_ids(ref.id)) if subject and subject.topic_ids else ()


def may_edit(viewer: Viewer, ref: Ref) -> bool:
    """May the viewer work on it? No for a guest, for an unknown kind, and for one without such a rule."""
    subject = _subjects.get(ref.kind)
    if viewer.is_guest or subject is None or subject.may_edit is None:
        return False
    return bool(card(viewer, ref) and subject.may_edit(viewer, ref.id))


def require_edit(actor: Viewer, ref: Ref, refusal: str) -> None:
    """Raises NotThere for what the actor may not read, and Refused with `refusal` for what they may not work on."""
    require_card(actor, ref)
    if not may_edit(actor, ref):
        raise Refused(refusal)


def mine(viewer: Viewer, kind: str) -> Sequence[Card]:
    subject = _subjects.get(kind)
    return subject.mine(viewer) if subject and subject.mine else ()


def with_topics(topic_ids: Iterable[int]) -> set[Ref]:
    """Everything that bears one of these topics, for the index."""
    return {
        Ref(subject.kind, id_)
        for topic_id in topic_ids
        for subject in _subjects.values()
        if subject.ids_with_topic
        for id_ in subject.ids_with_topic(topic_id)
    }


def reported(viewer: Viewer, ref: Ref) -> Card | None:
    """For who settles a report on it, as the caller has asked: what they may read anyway, else what was reported."""
    subject = _subjects.get(ref.kind)
    return card(viewer, ref) or (subject.reported(ref.id) if subject and subject.reported else None)


def is_shown_to_who_settles(ref: Ref) -> bool:
    subject = _subjects.get(ref.kind)
    return bool(subject and subject.reported)


def can_hide(ref: Ref) -> bool:
    subject = _subjects.get(ref.kind)
    return bool(subject and subject.set_hidden)


def set_hidden(actor: Viewer, ref: Ref, *, is_hidden: bool, at_once: bool = False) -> None:
    """Raises NotThere for what the actor may not read, or cannot be hidden; Refused without the right."""
    subject = _subjects.get(ref.kind)
    if subject is None or subject.set_hidden is None:
        raise NotThere
    subject.set_hidden(actor, ref.id, is_hidden, at_once)


def in_community(viewer: Viewer, kind: str, community_id: int) -> Sequence[Card]:
    subject = _subjects.get(kind)
    return subject.in_community(viewer, community_id) if subject and subject.in_community else ()


def outline(viewer: Viewer, ref: Ref) -> Mapping[str, str]:
    subject = _subjects.get(ref.kind)
    if subject is None or subject.outline is None or card(viewer, ref) is None:
        return {}
    return subject.outline(viewer, ref.id)


def waiting(viewer: Viewer, community_id: int) -> list[Card]:
    """What waits for talk in a community, of every kind that knows such a state."""
    return [card for subject in _subjects.values() if subject.waiting for card in subject.waiting(viewer, community_id)]


def part(viewer: Viewer, ref: Ref, name: str) -> Card | None:
    """None for an unknown part, and for what the viewer may not read."""
    subject = _subjects.get(ref.kind)
    return subject.part(viewer, ref.id, name) if subject and subject.part else None


def pieces(viewer: Viewer, ref: Ref) -> Sequence[Card]:
    """None for a kind of thing that holds no others, and for what the viewer may not read."""
    subject = _subjects.get(ref.kind)
    return subject.pieces(viewer, ref.id) if subject and subject.pieces else ()


def findings(viewer: Viewer, refs: Iterable[Ref]) -> dict[Ref, Sequence[Finding]]:
    """What the figures of things show, for those that the viewer may read; a constant number of queries a kind."""
    by_kind: defaultdict[str, list[int]] = defaultdict(list)
    for ref in dict.fromkeys(refs):
        by_kind[ref.kind].append(ref.id)
    return {
        Ref(kind, id_): shown
        for kind, ids in by_kind.items()
        if (subject := _subjects.get(kind)) and subject.findings
        for id_, shown in subject.findings(viewer, ids).items()
    }


def muted_by(ref: Ref) -> Collection[int]:
    """Who wants no notice of anything about it, for whoever writes notices."""
    subject = _subjects.get(ref.kind)
    return subject.muted_by(ref.id) if subject and subject.muted_by else ()


def people(viewer: Viewer, ref: Ref) -> Sequence[int]:
    """Who works on a thing."""
    subject = _subjects.get(ref.kind)
    return subject.people(viewer, ref.id) if subject and subject.people else ()
