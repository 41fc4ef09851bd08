"""The page of a change idea: what it works on, how it was tested, what it should move."""

from __future__ import annotations

from flask import render_template

from lhs_community.accounts import current
from lhs_community.foundation.web.access import public
from lhs_community.projects import policy
from lhs_community.projects.queries import cycles as queries
from lhs_community.projects.views.projects import blueprint


@blueprint.get("/ideas/<int:idea_id>")
@public
def show_idea(idea_id: int) -> str:
    viewer = current.viewer()
    idea = queries.get_idea(viewer, idea_id)
    return render_template(
        "projects/show_idea.html",
        idea=idea,
        measures=queries.measures_of(viewer, *idea.cycles),
        may_edit=policy.may_edit(viewer, idea.project),
    )
