"""Searching as somebody. The index answers within the viewer's communities, then the source of each hit has its say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.queries.communities import communities_by_id, readable_ids
from lhs_community.foundation import subjects
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.search import keeping
from lhs_community.search.index import Piece, Results, SearchQuery, Sort
from lhs_community.search.language.words import marked

PAGE_SIZE = 20
FEW = 3
_CHECKED = 100
_ROUNDS = 4

FACET_LABELS = {
    "kind": "Kind",
    "community": "Community",
    "topic": "Topic",
    "state": "Where it stands",
    "setting": "Setting",
    "method": "Method",
    "outcome": "Outcome",
    "evidence": "Evidence",
    "organisation": "Organisation",
    "year": "Year",
}


@dataclass(frozen=True, slots=True)
class Found:
    card: Card
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetShown:
    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`why` says in sentences why there are few results or none."""

    total: int
    found: tuple[Found, ...]
    facets: tuple[FacetShown, ...] = ()
    did_you_mean: str = ""
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    typed: str = ""
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    size: int = PAGE_SIZE

    @property
    def is_empty(self) -> bool:
        return not self.typed.strip() and not self.filters


def search(viewer: Viewer, wanted: Wanted) -> Answer:
    """What this viewer finds. Counts, choices and the suggested spelling come only from what they may read."""
    query = replace(
        _asked_by(viewer),
        typed=wanted.typed,
        filters=wanted.filters,
        sort=wanted.sort,
        offset=(wanted.page - 1) * wanted.size,
        limit=wanted.size,
    )
    sight = _Sight(viewer)
    query = replace(query, without=_refused(sight, query))
    results = keeping.index().search(query)
    for _ in range(_ROUNDS):
        if not results.did_you_mean:
            break
        # Words of hits that the source refuses must not be suggested either.
        refused = _refused(sight, replace(query, typed=results.did_you_mean, filters={}))
        if refused == query.without:
            break
        query = replace(query, without=refused)
        results = keeping.index().search(query)
    else:
        results = replace(results, did_you_mean="")
    cards = sight.cards(hit.ref for hit in results.hits)
    found = tuple(
        Found(card, _marked_title(card, results), hit.snippet, hit.score)
        for hit in results.hits
        if (card := cards.get(hit.ref))
    )
    return Answer(
        total=results.total - (len(results.hits) - len(found)),
        found=found,
        facets=_shown_facets(viewer, results),
        did_you_mean=results.did_you_mean,
        why=tuple(_why(results, wanted)),
    )


def similar(viewer: Viewer, text: str, kinds: Iterable[str], limit: int = 4) -> list[Found]:
    """The few things most like a text that somebody is still typing; the best first."""
    query = replace(
        _asked_by(viewer), typed=text, filters={"kind": frozenset(kinds)}, limit=limit * 4, with_snippets=False
    )
    hits = keeping.index().similar(query)
    cards = subjects.cards(viewer, [hit.ref for hit in hits])
    found = [Found(cards[hit.ref], (), (), hit.score) for hit in hits if hit.ref in cards]
    # The best of each kind first: three questions should not push out the one lesson.
    best = {one.card.ref.kind: one for one in reversed(found)}
    rest = [one for one in found if one not in best.values()]
    chosen = [*best.values(), *rest][: max(limit, len(best))]
    return sorted(chosen, key=lambda one: -one.score)


def _asked_by(viewer: Viewer) -> SearchQuery:
    return SearchQuery(readable=readable_ids(viewer), shared=not viewer.is_guest or viewer.guests_may_read)


class _Sight:
    """What this viewer is shown by the sources, each thing asked for once a search."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._asked: dict[Ref, Card | None] = {}

    def cards(self, refs: Iterable[Ref]) -> dict[Ref, Card]:
        wanted = list(refs)
        if new := [ref for ref in wanted if ref not in self._asked]:
            shown = subjects.cards(self._viewer, new)
            self._asked.update((ref, shown.get(ref)) for ref in new)
        return {ref: card for ref in wanted if (card := self._asked[ref])}


def _refused(sight: _Sight, query: SearchQuery) -> frozenset[Ref]:
    """Hits (of any filter) that the source does not show to this viewer: stale, hidden, or closed more finely.

    Each of up to 100 hits is asked for, so that a word of a hidden thing changes no count.
    """
    refused = query.without
    for _ in range(_ROUNDS):
        plain = replace(
            query, filters={}, without=refused, with_snippets=False, offset=0, limit=query.offset + _CHECKED
        )
        refs = {hit.ref for hit in keeping.index().search(plain).hits}
        missing = refs - sight.cards(refs).keys()
        if not missing:
            break
        refused |= missing
    return refused


def _marked_title(card: Card, results: Results) -> tuple[Piece, ...]:
    return marked(card.title, dict.fromkeys(results.marks, 1.0), results.beginnings)


def _shown_facets(viewer: Viewer, results: Results) -> tuple[FacetShown, ...]:
    names = _community_names(viewer, results)
    shown = []
    for facet in results.facets:
        labels = {value.value: _label(facet.name, value.value, names) for value in facet.values}
        choices = tuple(Choice(v.value, labels[v.value], v.count, v.chosen) for v in facet.values if labels[v.value])
        if _helps(choices, results.total):
            shown.append(FacetShown(facet.name, FACET_LABELS[facet.name], choices))
    return tuple(shown)


def _helps(choices: tuple[Choice, ...], total: int) -> bool:
    """Something to choose by: not one value for all, nor as many values as results."""
    if any(choice.chosen for choice in choices):
        return True
    return len(choices) > 1 and (total <= FEW or any(choice.count > 1 for choice in choices))


def _community_names(viewer: Viewer, results: Results) -> dict[str, str]:
    values = [value.value for facet in results.facets if facet.name == "community" for value in facet.values]
    found = communities_by_id(viewer, (int(value) for value in values if value.isdecimal()))
    return {str(id_): community.name for id_, community in found.items()}


def _plural(label: str) -> str:
    return f"{label[:-1]}ies" if label.endswith("y") else f"{label}s"


def _label(facet: str, value: str, community_names: Mapping[str, str]) -> str:
    if facet == "kind":
        subject = subjects.of(value)
        return _plural(subject.label) if subject else ""
    if facet == "community":
        return community_names.get(value, "")
    return value


def _why(results: Results, wanted: Wanted) -> Iterable[str]:
    yield from results.notes
    if results.left_out:
        yield f"Your question is long. It was searched for by its {len(results.marks)} rarest words."
    if results.total >= FEW:
        return
    if results.too_common:
        yield f"{_listed(results.too_common)}: too common to search by. Add a word that says what it is about."
    if results.unknown:
        yield f"Nothing that you can read has {_listed(results.unknown)}."
    for phrase in results.empty_phrases:
        yield f"Nothing that you can read has “{phrase}” word for word. Try it without quotation marks."
    if wanted.filters and results.without_filters > results.total:
        more = results.without_filters
        yield f"Your filters leave {results.total} of {more} {'result' if more == 1 else 'results'}. Take one off."


def _listed(words: Iterable[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    shown = quoted[:5] + ([f"{len(quoted) - 5} more words"] if len(quoted) > 5 else [])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
