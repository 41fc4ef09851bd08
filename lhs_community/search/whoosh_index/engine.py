"""The embedded search engine: Whoosh keeps and commits, NumPy ranks and counts."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
from whoosh.index import TOC
from whoosh.reading import SegmentReader

from lhs_community.foundation.refs import Ref
from lhs_community.search.index import (
    FACETS,
    Facet,
    FacetValue,
    Hit,
    IndexState,
    Results,
    SearchDocument,
    SearchQuery,
    Sort,
)
from lhs_community.search.language import typed as typing_box
from lhs_community.search.language.typed import Typed
from lhs_community.search.language.words import snippet, tokens
from lhs_community.search.whoosh_index import scoring, spelling
from lhs_community.search.whoosh_index.fields import SHARED, space_of
from lhs_community.search.whoosh_index.segments import Ids, Mask, Segment, Snapshot
from lhs_community.search.whoosh_index.store import Index, Store, WhooshRebuild, write

log = logging.getLogger(__name__)
_MAX_FACET_VALUES = 50


class WhooshIndex:
    """See `search.index.SearchIndex`. One object a process; safe for threads and greenlets."""

    def __init__(self, folder: Path) -> None:
        self._store = Store(folder)
        self._lock = RLock()
        self._writing = RLock()
        self._snapshot: Snapshot | None = None
        self._read_at: tuple[str, int] = ("", -1)
        self._segments: dict[str, Segment] = {}

    # Writing

    def apply(self, add: Iterable[SearchDocument] = (), remove: Iterable[Ref] = ()) -> None:
        with self._writing, self._store.writing() as writer:
            write(self._store.live(), writer, add, remove)

    def rebuild(self) -> WhooshRebuild:
        return WhooshRebuild(self._store)

    def check(self) -> bool:
        """Opens all of the index. One that cannot be read gives way to an empty one, and False."""
        try:
            self._fresh()
        except Exception:
            log.exception("the search index cannot be read; an empty one takes its place until it is rebuilt")
            self._store.replace_broken()
            self._snapshot = None
            return False
        return True

    # Reading

    def state(self) -> IndexState:
        snapshot = self._fresh()
        store = self._store
        return IndexState(int(snapshot.alive.sum()), store.is_filled(), store.made_at(), store.size_bytes())

    def refs(self, kind: str | None = None) -> Iterator[Ref]:
        snapshot = self._fresh()
        for text, ids in snapshot.values("ref").items():
            if snapshot.alive[ids].any():
                ref = Ref.parse(text)
                if kind in (None, ref.kind):
                    yield ref

    def search(self, query: SearchQuery) -> Results:
        return _Search(self._fresh(), query, typing_box.read(query.typed)).results()

    def similar(self, query: SearchQuery) -> tuple[Hit, ...]:
        return _Search(self._fresh(), query, typing_box.read_plain(query.typed)).similar()

    def _fresh(self) -> Snapshot:
        """The newest state; what was read of unchanged segments is used again."""
        for attempt in range(4):
            try:
                index = self._store.live()
                stamp = (index.storage.folder, index.latest_generation())
                if self._snapshot is None or stamp != self._read_at:
                    with self._lock:
                        self._open(index, stamp)
                assert self._snapshot is not None
                return self._snapshot
            except (OSError, EOFError):
                # A writer merged a file away, or a rebuild took over, while we were opening it.
                if attempt == 3:
                    raise
        raise AssertionError

    def _open(self, index: Index, stamp: tuple[str, int]) -> None:
        read: Any = TOC.read
        toc = read(index.storage, index.indexname, schema=index._schema)
        kept: dict[str, Segment] = {}
        parts = []
        for written in toc.segments:
            name = f"{stamp[0]}/{written.segment_id()}"
            segment = self._segments.get(name)
            if segment is None:
                reader = SegmentReader(index.storage, toc.schema, written)
                segment = Segment(reader, self._lock)
                weakref.finalize(segment, reader.close)
            kept[name] = segment
            parts.append((segment, tuple(written.deleted_docs())))
        self._snapshot, self._segments, self._read_at = Snapshot(parts), kept, (stamp[0], toc.generation)


def _numbers(mask: Mask) -> Ids:
    return np.flatnonzero(mask).astype(np.int32)


class _Search:
    """One question put to one snapshot."""

    def __init__(self, snapshot: Snapshot, query: SearchQuery, typed: Typed) -> None:
        self.snapshot, self.query, self.typed = snapshot, query, typed
        self.allowed = self._allowed()

    def _allowed(self) -> Mask:
        snapshot, query = self.snapshot, self.query
        if query.readable is None:
            allowed = snapshot.alive.copy()
        else:
            spaces = snapshot.values("space")
            names = [space_of(number) for number in query.readable] + ([SHARED] if query.shared else [])
            allowed = snapshot.alive & snapshot.any_of(spaces[name] for name in names if name in spaces)
        for ref in query.without:
            allowed[snapshot.documents("ref", str(ref))] = False
        return allowed

    def results(self) -> Results:
        typed, query = self.typed, self.query
        must, empty_phrases = self._conditions()
        ranking = scoring.rank(self.snapshot, [t.stem for t in typed.words], typed.prefixes, self.allowed)
        matches = must
        if typed.words or typed.prefixes or typed.too_common:
            matches = must & ranking.hits
        chosen = {name: self._chosen(name) for name in FACETS if query.filters.get(name)}
        final = self._all(matches, chosen.values())
        ids = self._ordered(_numbers(final), ranking)
        page = ids[query.offset : query.offset + query.limit]
        return Results(
            total=len(ids),
            hits=tuple(self._hits(page, ranking)),
            facets=tuple(self._facets(matches, chosen)),
            did_you_mean=self._did_you_mean(),
            marks=tuple(term.name for term in ranking.terms if not term.is_beginning),
            beginnings=tuple(typed.prefixes),
            unknown=self._as_typed(ranking.unknown),
            left_out=self._as_typed(ranking.left_out),
            too_common=tuple(typed.too_common),
            empty_phrases=tuple(empty_phrases),
            without_filters=int(matches.sum()),
            notes=tuple(typed.notes),
        )

    def similar(self) -> tuple[Hit, ...]:
        ranking = scoring.rank(self.snapshot, [t.stem for t in self.typed.words], (), self.allowed)
        matches = self.allowed & ranking.hits
        for name in self.query.filters:
            matches &= self._chosen(name)
        ids = self._ordered(_numbers(matches), ranking)[: self.query.limit]
        return tuple(self._hits(ids, ranking))

    def _all(self, matches: Mask, masks: Iterable[Mask]) -> Mask:
        for mask in masks:
            matches = matches & mask
        return matches

    def _chosen(self, facet: str) -> Mask:
        wanted = self.query.filters[facet]
        return self.snapshot.where(f"facet_{facet}", wanted.__contains__)

    def _conditions(self) -> tuple[Mask, list[str]]:
        """Phrases, fields and exclusions, and the phrases that nothing readable holds."""
        must, empty = self.allowed, []
        for stems, text in zip(self.typed.phrases, self.typed.phrase_texts, strict=True):
            found = scoring.with_phrase(self.snapshot, stems, self.allowed)
            if not found.any():
                empty.append(text)
            must = must & found
        for name, value in self.typed.fields:
            must = must & self._with_field(name, value)
        for stem in self.typed.not_words:
            must = must & ~self.snapshot.mask(self.snapshot.documents("text", stem))
        for stems in self.typed.not_phrases:
            must = must & ~scoring.with_phrase(self.snapshot, stems, must)
        return must, empty

    def _with_field(self, name: str, value: str) -> Mask:
        snapshot = self.snapshot
        if name == "author":
            lists = [snapshot.documents("author", word) for word in value.split()]
        elif name == "title":
            lists = [snapshot.documents("title", token.stem) for token in tokens(value)]
        else:
            wanted = {token.stem for token in tokens(value)}
            found = snapshot.where(f"facet_{name}", lambda label: wanted <= {token.stem for token in tokens(label)})
            if name == "kind":
                found = found | self._all(self.allowed, (snapshot.mask(snapshot.documents("label", s)) for s in wanted))
            return found
        return self._all(self.allowed, map(snapshot.mask, lists))

    def _ordered(self, ids: Ids, ranking: scoring.Ranking) -> Ids:
        when = self.snapshot.numbers["when"][ids]
        if self.query.sort is Sort.NEWEST or not ranking.terms:
            return ids[np.argsort(-when, kind="stable")]
        scores = ranking.scores[ids] * self.snapshot.numbers["boost"][ids]
        return ids[np.lexsort((-when, -scores))]

    def _hits(self, ids: Ids, ranking: scoring.Ranking) -> Iterator[Hit]:
        weights = {term.name: term.idf for term in ranking.terms if not term.is_beginning}
        starts = [term.name for term in ranking.terms if term.is_beginning]
        for number in ids.tolist():
            ref, body = self.snapshot.kept(number)
            score = float(ranking.scores[number]) * float(self.snapshot.numbers["boost"][number])
            shown = snippet(body, weights, starts) if self.query.with_snippets else ()
            yield Hit(Ref.parse(ref), round(score, 4), shown)

    def _facets(self, matches: Mask, chosen: dict[str, Mask]) -> Iterator[Facet]:
        """Counts of each value as if that facet were not filtered by, so that another value can be chosen."""
        for name in FACETS:
            others = self._all(matches, (mask for facet, mask in chosen.items() if facet != name))
            wanted = self.query.filters.get(name, frozenset())
            counted = [
                FacetValue(value, int(others[ids].sum()), value in wanted)
                for value, ids in self.snapshot.values(f"facet_{name}").items()
            ]
            shown = sorted((v for v in counted if v.count or v.chosen), key=lambda v: (-v.count, v.value))
            if name == "year":
                shown.sort(key=lambda v: v.value, reverse=True)
            if shown:
                yield Facet(name, tuple(shown[:_MAX_FACET_VALUES]))

    def _did_you_mean(self) -> str:
        """The text as typed, with the words that nothing readable holds put right; "" if none can be."""
        parts, at, changed = [], 0, False
        for token in sorted(self.typed.words)[: scoring.MAX_TERMS]:
            ids, _ = scoring.readable_documents(self.snapshot, token.stem, self.allowed)
            if len(ids) > 1:
                continue
            # What one document holds may be a slip in that document: then only a far commoner word is offered.
            better = spelling.best_word(self.snapshot, token.word, self.allowed, at_least=1 if not len(ids) else 10)
            if better:
                parts += [self.typed.text[at : token.start], better]
                at, changed = token.end, True
        return "".join([*parts, self.typed.text[at:]]) if changed else ""

    def _as_typed(self, names: list[str]) -> tuple[str, ...]:
        by_stem = {token.stem: token.word for token in reversed(self.typed.words)}
        return tuple(by_stem.get(name, f"{name}*") for name in names)
