"""The charter: reading it, its history, and writing it."""

from __future__ import annotations

from flask import Response, flash, render_template, url_for

from lhs_community.accounts import current
from lhs_community.communities import policy
from lhs_community.communities.actions import charters as charter_actions
from lhs_community.communities.forms import CharterForm
from lhs_community.communities.queries import charters as charter_queries
from lhs_community.communities.queries.communities import get_community
from lhs_community.communities.views.shared import blueprint
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public


@blueprint.get("/c/<slug>/charter")
@blueprint.get("/c/<slug>/charter/<int:number>")
@public
def show_charter(slug: str, number: int | None = None) -> str:
    """The one that holds, or an earlier one; below it all versions."""
    viewer = current.viewer()
    community = get_community(viewer, slug)
    versions = charter_queries.list_charters(viewer, community)
    charter = charter_queries.get_charter(viewer, community, number) if number is not None else None
    return render_template(
        "communities/show_charter.html",
        community=community,
        charter=charter or (versions[0] if versions else None),
        versions=versions,
        is_due=charter_queries.is_due(community),
        may_write=policy.may_convene(viewer, community),
    )


@blueprint.route("/c/<slug>/charter/write", methods=["GET", "POST"])
@submitted_once
def write_charter(slug: str) -> Response:
    viewer = current.viewer()
    community = get_community(viewer, slug)
    policy.require_convene(viewer, community)
    latest = charter_queries.find_charter(viewer, community)
    form = CharterForm.of(latest)
    if form.validate_on_submit():
        with form.refusals():
            charter_actions.write_charter(
                viewer, community, form.written(), on_top_of=form.on_top_of(), consent=form.consent()
            )
            flash("The charter is saved. Earlier versions are kept.", "success")
            return go_to(url_for(".show_charter", slug=slug))
    if form.number.errors:  # whoever saves once more has been told of the other's version
        form.number.data = str(latest.number if latest else 0)
    return form.page("communities/write_charter.html", community=community)
