"""The search page, and what is similar to a text while somebody types it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.foundation.limits import limited
from lhs_community.foundation.web.access import public
from lhs_community.search import queries
from lhs_community.search.index import MAX_TYPED, Sort

blueprint = Blueprint("search", __name__)
MAX_PAGE = 50
MAX_IN_A_LINK = 2000  # a page holds dozens of links
SIMILAR_KINDS = ("thread", "lesson", "project")
LINKED_KINDS = (*SIMILAR_KINDS, "measure", "decision")  # what the editor offers to link


@blueprint.get("/search")
@public
@limited("120 per minute", methods=("GET",))
def show_results() -> str:
    wanted = _wanted()
    answer = None if wanted.is_empty else queries.search(current.viewer(), wanted)
    return render_template(
        "search/show_results.html", wanted=wanted, answer=answer, link=_link, sorts=tuple(Sort), max_page=MAX_PAGE
    )


@blueprint.get("/search/similar")
@public
@limited("240 per minute", methods=("GET",))
def show_similar() -> str:
    """A fragment: the few questions, lessons and projects most like `q`."""
    text = _legible(request.args.get("q", ""))[:MAX_TYPED]
    asked = [kind for kind in request.args.get("kinds", "").split(",") if kind in LINKED_KINDS]
    found = queries.similar(current.viewer(), text, asked or SIMILAR_KINDS)
    return render_template("search/_similar.html", found=found)


def _legible(typed: str) -> str:
    """Without control characters and marks that turn the direction of a line: the page shows it again."""
    return "".join(letter if letter.isprintable() else " " for letter in typed)


def _wanted() -> queries.Wanted:
    filters = {name: frozenset(value for value in request.args.getlist(name) if value) for name in queries.FACET_LABELS}
    sort, page = request.args.get("sort", ""), request.args.get("page", "")
    return queries.Wanted(
        typed=_legible(request.args.get("q", "")),
        filters={name: values for name, values in filters.items() if values},
        sort=Sort(sort) if sort in tuple(Sort) else Sort.RELEVANCE,
        page=min(MAX_PAGE, int(page)) if page.isascii() and page.isdecimal() and int(page[:6]) else 1,
    )


def _link(wanted: queries.Wanted, **change: Any) -> str:
    """The page of the same search with something changed; a facet's value is added, or taken off if it is there."""
    filters = {name: set(values) for name, values in wanted.filters.items()}
    for name in queries.FACET_LABELS.keys() & change.keys():
        filters[name] = filters.get(name, set()) ^ {change[name]}
    if "only_kind" in change:
        filters["kind"] = {change["only_kind"]} - {""}
    if "filters" in change:
        filters = {}
    chosen = {name: sorted(values) for name, values in filters.items() if values}
    sort = change.get("sort", wanted.sort)
    return url_for(
        "search.show_results",
        q=change.get("typed", wanted.typed)[:MAX_IN_A_LINK],
        sort=None if sort is Sort.RELEVANCE else sort.value,
        page=change.get("page"),
        **chosen,  # type: ignore[arg-type]  # lists are repeated
    )
