"""The one face of search: what is asked, what comes back, and what an engine must do.

Nothing here knows which engine answers, the web, or the database. Rights are part of the question, so an engine
counts, ranks, corrects and suggests only from what the viewer may read: words of other people's documents do not
even move a score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from lhs_community.foundation.refs import Ref

# Facets in the order a page shows them; `kind` is always there.
FACETS = (
    "kind", "community", "topic", "state", "setting", "method", "outcome", "evidence", "organisation", "year"
)  # fmt: skip

MAX_TYPED = 10_000


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDocument:
    """A thing as search keeps it: plain text. `community_id` None: belongs to no community."""

    ref: Ref
    title: str
    body: str = ""
    kind_label: str = ""
    community_id: int | None = None
    author: str = ""
    when: datetime | None = None
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    boost: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What is asked, and by whom: `readable` holds the communities the viewer may read (None: all of them).

    `shared` says whether things of no community count as readable. `without` names things that are to be treated
    as if they were not there: the page puts those in that the source refused to show.
    """

    typed: str = ""
    readable: frozenset[int] | None = frozenset()
    shared: bool = True
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    without: frozenset[Ref] = frozenset()
    with_snippets: bool = True


class Piece(NamedTuple):
    """A stretch of plain text; `is_hit` when it is a word that was searched for."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Hit:
    ref: Ref
    score: float
    snippet: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """`total` counts every hit under the viewer's rights and the filters; `hits` is the page asked for.

    `marks` are the stems and `beginnings` the starts of words to mark in a title.
    The rest explains: `unknown` words that nothing readable holds, `left_out` words of a long question that were
    not needed, `too_common` words nobody could search by, `empty_phrases` that nothing readable holds,
    `without_filters` the total if no filter were chosen, `notes` on the way the query was read.
    """

    total: int = 0
    hits: tuple[Hit, ...] = ()
    facets: tuple[Facet, ...] = ()
    did_you_mean: str = ""
    marks: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    too_common: tuple[str, ...] = ()
    empty_phrases: tuple[str, ...] = ()
    without_filters: int = 0
    notes: tuple[str, ...] = ()


class IndexState(NamedTuple):
    """`is_filled` is false for an index that was made anew and waits for its first rebuild."""

    documents: int
    is_filled: bool
    made_at: datetime | None
    size_bytes: int


class Rebuild(Protocol):
    """A second index, built beside the live one; nobody sees it before `switch`."""

    def add(self, documents: Iterable[SearchDocument]) -> None: ...

    def apply(self, add: Iterable[SearchDocument], remove: Iterable[Ref]) -> None: ...

    def switch(self, last: Callable[[], None] | None = None) -> None:
        """Make it the live one. `last` runs while no other writer can change the old one."""
        ...

    def abandon(self) -> None: ...


class SearchIndex(Protocol):
    """What an engine offers. Reading is safe from any thread or greenlet, also while somebody writes."""

    def apply(self, add: Iterable[SearchDocument] = (), remove: Iterable[Ref] = ()) -> None:
        """Put in, replace and take out, in one commit; the same again changes nothing.

        `add` and then `remove` are walked through while nobody else can write, so a generator that loads the present
        state never overwrites a newer one.
        """
        ...

    def search(self, query: SearchQuery) -> Results: ...

    def similar(self, query: SearchQuery) -> tuple[Hit, ...]:
        """What is most like a text as it is typed: no query language, no counts, the best few or none."""
        ...

    def refs(self, kind: str | None = None) -> Iterable[Ref]: ...

    def state(self) -> IndexState: ...

    def rebuild(self) -> Rebuild: ...
