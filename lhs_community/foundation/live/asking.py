"""Who is asking over a socket, and what they may do at this moment; told by the features that know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lhs_community.foundation.errors import Refusal

_who: Callable[[], tuple[int, int] | None] = lambda: None  # noqa: E731  accounts says who is asking
_viewer_of: Callable[[int], Any] = lambda person_id: None  # noqa: E731  communities knows the roles


def asked_by(source: Callable[[], tuple[int, int] | None]) -> None:
    """`source()` -> (person id, sign-in id) of this request, or None for a guest."""
    global _who
    _who = source


def viewers_from(source: Callable[[int], Any]) -> None:
    """`source(person_id)` -> that person's viewer with the rights of this moment."""
    global _viewer_of
    _viewer_of = source


def viewer_of(person_id: int) -> Any:
    try:
        return _viewer_of(person_id)
    except Refusal:
        return None


def who() -> tuple[int, int] | None:
    """(person id, sign-in id) of this request, or None for a guest."""
    return _who()
