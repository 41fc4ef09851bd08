"""Many charts on one page: a definition at all its sites, and portfolios."""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from lhs_community.accounts import current
from lhs_community.communities.queries.communities import get_community
from lhs_community.foundation.web.access import public
from lhs_community.measures.queries.multiples import wall_as_csv
from lhs_community.programmes import policy
from lhs_community.programmes.queries import pictures as queries
from lhs_community.programmes.queries.definitions import get_definition
from lhs_community.programmes.queries.programmes import get_programme, list_takers
from lhs_community.programmes.terms import facts
from lhs_community.programmes.views.programmes import blueprint


@blueprint.get("/definitions/<int:definition_id>")
@public
def show_definition(definition_id: int) -> str:
    """`?axes=own`: each chart on axes of its own."""
    viewer = current.viewer()
    definition = get_definition(viewer, definition_id)
    return render_template(
        "programmes/show_definition.html",
        definition=definition,
        roll_up=queries.roll_up(viewer, definition, is_shared=request.args.get("axes") != "own"),
        facts_of=facts(definition.newest),
        may_run=policy.may_run(viewer, definition.programme),
        takers=() if viewer.is_guest else list_takers(viewer, definition.programme),
    )


@blueprint.get("/definitions/<int:definition_id>/figures.csv")
@public
def export_definition(definition_id: int) -> Response:
    viewer = current.viewer()
    definition = get_definition(viewer, definition_id)
    answer = make_response(wall_as_csv(queries.roll_up(viewer, definition, is_shared=True).wall))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="definition-{definition.id}.csv"'
    return answer


@blueprint.get("/programmes/<int:programme_id>/portfolio")
@public
def show_programme_portfolio(programme_id: int) -> str:
    viewer = current.viewer()
    programme = get_programme(viewer, programme_id)
    portfolio = queries.programme_portfolio(viewer, programme)
    return render_template("programmes/show_programme_portfolio.html", programme=programme, portfolio=portfolio)


@blueprint.get("/c/<slug>/portfolio")
@public
def show_community_portfolio(slug: str) -> str:
    viewer = current.viewer()
    community = get_community(viewer, slug)
    portfolio = queries.community_portfolio(viewer, community)
    return render_template("programmes/show_community_portfolio.html", community=community, portfolio=portfolio)
