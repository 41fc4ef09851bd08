"""What Whoosh keeps of a document. The words are counted here once, so no analyser of Whoosh's is involved.

`text` holds the stems of title and body with their places, `title` the stems of the title, `word` each word as
written (folded) for spelling and beginnings; facets, rights and author are plain terms; `numbers` is one record.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from whoosh import columns, formats
from whoosh.fields import COLUMN, STORED, FieldType, Schema

from lhs_community.search.index import FACETS, SearchDocument
from lhs_community.search.language.words import UNINDEXED, fold, tokens

# Goes up when what is written here changes: an index of another version is made anew.
VERSION = 2

NUMBERS = np.dtype([("when", "<i8"), ("text", "<i4"), ("title", "<i2"), ("boost", "<f2")])

# The space of things that belong to no community.
SHARED = "shared"

Places = dict[str, list[int]]

_MAX_BODY = 100_000
_MAX_VALUE = 100


class Terms(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A field whose value arrives as {term: places}; `keeps_places` also writes where each term stands."""

    indexed = True

    def __init__(self, *, keeps_places: bool = False) -> None:
        self.keeps_places = keeps_places
        kind = formats.Positions if keeps_places else formats.Existence
        super().__init__(kind(), None, scorable=False, stored=False)

    def index(self, value: Mapping[str, list[int]], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term, places in value.items():
            packed = array("I", places).tobytes() if self.keeps_places else b""
            yield term.encode(), len(places), float(len(places)), packed

    def to_bytes(self, value: str | bytes) -> bytes:
        return value if isinstance(value, bytes) else value.encode()

    def from_bytes(self, value: bytes) -> str:
        return value.decode()


def schema() -> Schema:
    return Schema(
        ref=Terms(),
        space=Terms(),
        label=Terms(),
        author=Terms(),
        text=Terms(keeps_places=True),
        title=Terms(),
        word=Terms(),
        **{f"facet_{name}": Terms() for name in FACETS},
        numbers=COLUMN(columns.FixedBytesColumn(NUMBERS.itemsize)),
        kept=STORED(),
    )


def places_of(data: bytes) -> set[int]:
    return set(array("I", data))


def space_of(community_id: int | None) -> str:
    return SHARED if community_id is None else f"c{community_id}"


def fields_of(document: SearchDocument) -> dict[str, Any]:
    body = " ".join(document.body[:_MAX_BODY].replace("\0", " ").split())
    title = " ".join(document.title.replace("\0", " ").split())
    facets = dict(document.facets)
    text, words, in_title = _terms(title, body, " ".join(facets.get("topic", ())))
    facets["kind"] = (document.ref.kind,)
    if document.when and "year" not in facets:
        facets["year"] = (str(document.when.year),)
    seconds = int(document.when.timestamp()) if document.when else 0
    lengths = (sum(map(len, text.values())), min(sum(map(len, in_title.values())), 30_000))
    written: dict[str, Any] = {
        "ref": {str(document.ref): [0]},
        "space": {space_of(document.community_id): [0]},
        "label": {token.stem: [0] for token in tokens(document.kind_label)},
        "author": {word: [0] for word in fold(document.author).split()},
        "text": text,
        "title": in_title,
        "word": words,
        "numbers": np.array([(seconds, *lengths, document.boost)], dtype=NUMBERS).tobytes(),
        "kept": (str(document.ref), body),
    }
    for name in FACETS:
        values = (" ".join(value.split())[:_MAX_VALUE] for value in facets.get(name, ()))
        written[f"facet_{name}"] = {value: [0] for value in values if value}
    return written


def _terms(title: str, body: str, topics: str) -> tuple[Places, Places, Places]:
    """Stems with their places, words, stems of the title. The parts stand apart: no phrase spans two of them."""
    text: Places = {}
    words: Places = {}
    in_title: Places = {}
    place = 0
    for number, part in enumerate((title, body, topics)):
        for token in tokens(part):
            place += 1
            if token.word in UNINDEXED:
                continue
            text.setdefault(token.stem, []).append(place)
            words.setdefault(token.word, [0])
            if number == 0:
                in_title.setdefault(token.stem, []).append(place)
        place += 100
    return text, words, in_title
