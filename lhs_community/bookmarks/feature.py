"""The door of bookmarks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from flask import g

from lhs_community.accounts import current
from lhs_community.bookmarks import actions, queries, views
from lhs_community.foundation.features import Feature, Periodic
from lhs_community.foundation.refs import Ref


def bookmarked(refs: Iterable[Ref]) -> frozenset[Ref]:
    """For the links beside things. A page that asks for all of its things at once costs one statement."""
    known: dict[Ref, bool] = g.setdefault("bookmarked", {})
    wanted = list(refs)
    if unknown := [ref for ref in wanted if ref not in known]:
        found = queries.bookmarked_among(current.viewer(), unknown)
        known.update({ref: ref in found for ref in unknown})
    return frozenset(ref for ref in wanted if known[ref])


feature = Feature(
    name="bookmarks",
    blueprint=views.blueprint,
    periodic=(Periodic("bookmarks.remind_due", timedelta(minutes=1), actions.remind_due),),
    context={"bookmarked": bookmarked},
    forgets=actions.forget,
)
