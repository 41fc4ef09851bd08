"""Reading: Whoosh's posting lists as NumPy arrays.

Whoosh writes, merges and commits; it scores one posting at a time in Python, which is what made it slow (20 ms for
3,000 hits). So a posting list is read once, block by block, kept as two arrays, and everything after that (ranking,
rights, facets, counts) is arithmetic on whole arrays. A segment never changes, so what was read of it stays right
until Whoosh merges it away. This file uses `SegmentReader._terms` and the blocks of `W3LeafMatcher`: one reason why
Whoosh's version is pinned.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from threading import RLock
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.reading import SegmentReader, TermNotFound

from lhs_community.search.whoosh_index.fields import NUMBERS

Ids = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

_NO_IDS: Ids = np.empty(0, dtype=np.int32)
_NO_FLOATS: Floats = np.empty(0, dtype=np.float32)
_MAX_KEPT = 4_000_000


class Segment:
    """One file of Whoosh's. `lock`: its readers move a file position, so only one thread may read at a time."""

    def __init__(self, reader: SegmentReader, lock: RLock) -> None:
        self._reader = reader
        self._lock = lock
        self._kept: dict[tuple[str, str], tuple[Ids, Floats]] = {}
        self._kept_size = 0
        self._values: dict[str, dict[str, Ids]] = {}
        self.size: int = reader.doc_count_all()
        raw = b"".join(reader._perdoc.column_reader("numbers", reader.schema["numbers"].column_type))
        self.numbers = np.frombuffer(raw, dtype=NUMBERS)

    def postings(self, field: str, term: str) -> tuple[Ids, Floats]:
        key = (field, term)
        found = self._kept.get(key)
        if found is None:
            with self._lock:
                found = self._read(field, term)
            if self._kept_size > _MAX_KEPT:
                self._kept, self._kept_size = {}, 0
            self._kept[key] = found
            self._kept_size += len(found[0]) + 16
        return found

    def _matcher(self, field: str, term: str) -> Any:
        try:
            return self._reader._terms.matcher(field, term.encode(), self._reader.schema[field].format)
        except (TermNotFound, KeyError):
            return None

    def _read(self, field: str, term: str) -> tuple[Ids, Floats]:
        matcher = self._matcher(field, term)
        if matcher is None:
            return _NO_IDS, _NO_FLOATS
        ids, weights = array("i"), array("f")
        for block_ids, block_weights, _ in _blocks(matcher):
            ids.extend(block_ids)
            weights.extend(block_weights)
        return np.array(ids, dtype=np.int32), np.array(weights, dtype=np.float32)

    def places(self, field: str, term: str, wanted: set[int]) -> dict[int, bytes]:
        """Where the term stands, in those of the wanted documents that hold it; still packed."""
        with self._lock:
            matcher = self._matcher(field, term)
            if matcher is None:
                return {}
            found: dict[int, bytes] = {}
            for ids, _, values in _blocks(matcher, with_values=True):
                found.update((id_, value) for id_, value in zip(ids, values, strict=True) if id_ in wanted)
            return found

    def lexicon(self, field: str, start: str = "", limit: int = 1_000_000) -> list[str]:
        """The terms of a field that begin with `start`."""
        prefix = start.encode()
        found: list[str] = []
        with self._lock:
            for name, term in self._reader._terms.terms_from(field, prefix):
                if name != field or not term.startswith(prefix) or len(found) >= limit:
                    break
                found.append(term.decode())
        return found

    def values(self, field: str) -> dict[str, Ids]:
        """Each value of a field of few values, with the documents that have it."""
        if field not in self._values:
            self._values[field] = {value: self.postings(field, value)[0] for value in self.lexicon(field)}
        return self._values[field]

    def kept(self, number: int) -> tuple[str, str]:
        """The reference and the text of a document."""
        with self._lock:
            ref, body = self._reader.stored_fields(number)["kept"]
        return ref, body

    @cached_property
    def words(self) -> tuple[list[str], npt.NDArray[np.uint64], npt.NDArray[np.int16]]:
        """The vocabulary, with the letter signature and length of each word (see spelling)."""
        from_lexicon = [word for word in self.lexicon("word") if 3 <= len(word) <= 24 and not word.isdigit()]
        signatures = np.fromiter(map(signature, from_lexicon), dtype=np.uint64, count=len(from_lexicon))
        lengths = np.fromiter(map(len, from_lexicon), dtype=np.int16, count=len(from_lexicon))
        return from_lexicon, signatures, lengths


Block = tuple[Sequence[int], Sequence[float], Sequence[bytes]]


def _blocks(matcher: Any, *, with_values: bool = False) -> Iterable[Block]:
    """The postings, a block at a time. A term of one document is kept inline by Whoosh, as a list."""
    if not hasattr(matcher, "_next_block"):
        while matcher.is_active():
            yield [matcher.id()], [matcher.weight()], [matcher.value()]
            matcher.next()
        return
    while matcher.is_active():
        matcher.id(), matcher.weight()
        values = matcher.value() if with_values else None
        # Asking for one posting unpacked the whole block.
        yield matcher._ids, matcher._weights, () if values is None else matcher._values
        matcher._next_block()


def signature(word: str) -> int:
    """64 bits that say which letters a word has, and which twice: one edit changes at most two of them."""
    bits = 0
    for letter in word:
        place = (ord(letter) - 97) % 32
        bit = 1 << place
        bits |= bit << 32 if bits & bit else bit
    return bits


class Snapshot:
    """The index at one moment, all segments as one. Documents are numbered through; deleted ones are not `alive`."""

    def __init__(self, parts: Sequence[tuple[Segment, Iterable[int]]]) -> None:
        self.segments = [segment for segment, _ in parts]
        self.offsets = np.cumsum([0, *(segment.size for segment in self.segments)])
        self.size = int(self.offsets[-1])
        self.numbers = (
            np.concatenate([segment.numbers for segment in self.segments]) if parts else np.empty(0, dtype=NUMBERS)
        )
        self.alive: Mask = np.ones(self.size, dtype=np.bool_)
        for offset, (_, deleted) in zip(self.offsets, parts, strict=False):
            gone = np.fromiter(deleted, dtype=np.int64)
            self.alive[gone + offset] = False
        self._values: dict[str, dict[str, Ids]] = {}

    def lengths(self, field: str) -> Floats:
        return self.numbers[field].astype(np.float32)

    def postings(self, field: str, term: str) -> tuple[Ids, Floats]:
        if len(self.segments) == 1:
            return self.segments[0].postings(field, term)
        ids, weights = [_NO_IDS], [_NO_FLOATS]
        for offset, segment in zip(self.offsets, self.segments, strict=False):
            found, weight = segment.postings(field, term)
            if len(found):
                ids.append(found + np.int32(offset))
                weights.append(weight)
        return np.concatenate(ids), np.concatenate(weights)

    def documents(self, field: str, term: str) -> Ids:
        return self.postings(field, term)[0]

    def values(self, field: str) -> dict[str, Ids]:
        if field not in self._values:
            merged: dict[str, list[Ids]] = {}
            for offset, segment in zip(self.offsets, self.segments, strict=False):
                for value, ids in segment.values(field).items():
                    merged.setdefault(value, []).append(ids + np.int32(offset))
            self._values[field] = {value: np.concatenate(ids) for value, ids in merged.items()}
        return self._values[field]

    def kept(self, number: int) -> tuple[str, str]:
        part = int(np.searchsorted(self.offsets, number, side="right")) - 1
        return self.segments[part].kept(int(number - self.offsets[part]))

    def places(self, field: str, term: str, wanted: Ids) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        for offset, segment in zip(self.offsets, self.segments, strict=False):
            inside = wanted[(wanted >= offset) & (wanted < offset + segment.size)] - offset
            if len(inside):
                places = segment.places(field, term, set(inside.tolist()))
                found.update((number + int(offset), value) for number, value in places.items())
        return found

    def mask(self, ids: Ids) -> Mask:
        chosen = np.zeros(self.size, dtype=np.bool_)
        chosen[ids] = True
        return chosen

    def any_of(self, lists: Iterable[Ids]) -> Mask:
        chosen = np.zeros(self.size, dtype=np.bool_)
        for ids in lists:
            chosen[ids] = True
        return chosen

    def where(self, field: str, fits: Callable[[str], bool]) -> Mask:
        return self.any_of(ids for value, ids in self.values(field).items() if fits(value))
