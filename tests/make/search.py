"""Search documents and an index of them, without the rest of the product."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lhs_community.foundation.refs import Ref
from lhs_community.search.index import SearchDocument
from lhs_community.search.whoosh_index.engine import WhooshIndex

EVERYONE = None


def make_document(number: int, title: str, body: str = "", kind: str = "lesson", **more: object) -> SearchDocument:
    """Of no community and of 2026, unless `more` says otherwise; facets as plain texts or tuples."""
    facets = {name: (value,) if isinstance(value, str) else value for name, value in more.pop("facets", {}).items()}  # type: ignore[attr-defined]  # a dict
    more.setdefault("when", datetime(2026, 1, 1 + number % 28, tzinfo=UTC))
    return SearchDocument(ref=Ref(kind, number), title=title, body=body, facets=facets, **more)  # type: ignore[arg-type]  # fields by name


@pytest.fixture
def make_index(tmp_path: Path) -> Iterator[Callable[..., WhooshIndex]]:
    """make_index(document, ...) -> an index that holds them."""

    def make(*documents: SearchDocument) -> WhooshIndex:
        index = WhooshIndex(tmp_path / "index")
        if documents:
            index.apply(documents)
        return index

    return make
