"""Things that are deleted when their time has come: what another feature still needs stays, and what others kept of
them goes with them.

Features meet here as they do in subjects: the one that deletes asks by kind and id, and knows none of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import ColumnElement, Select, false, or_
from sqlalchemy.orm import InstrumentedAttribute

Holds = Callable[[str], Select[int]]  # the ids of those things of a kind that must stay
Forgets = Callable[[str, Collection[int]], object]  # rows about things of a kind that are being deleted go

_holds: list[Holds] = []
_forgets: list[Forgets] = []


def register(holds: Holds | None, forgets: Forgets | None) -> None:
    if holds:
        _holds.append(holds)
    if forgets:
        _forgets.append(forgets)


def clear() -> None:
    """For a second create_app() with other features."""
    _holds.clear()
    _forgets.clear()


def is_held(kind: str, column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """The condition that `column` names a thing of that kind which somebody still needs."""
    return or_(false(), *(column.in_(holds(kind)) for holds in _holds))


def forget(kind: str, ids: Collection[int]) -> None:
    """In the transaction that deletes the things themselves."""
    for forgets in _forgets:
        forgets(kind, ids)
