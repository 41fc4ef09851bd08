"""Pages of programmes: the list, a programme, what it is, who leads it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.communities.queries.communities import get_community
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public
from lhs_community.programmes import policy
from lhs_community.programmes.actions import programmes as actions
from lhs_community.programmes.forms import LeadForm, ProgrammeForm
from lhs_community.programmes.models.programmes import Programme
from lhs_community.programmes.queries import programmes as queries
from lhs_community.programmes.queries.definitions import list_definitions, list_sites
from lhs_community.programmes.queries.learning import learned_across

blueprint = Blueprint("programmes", __name__)
PAGE = 30


def page_of(programme_id: int) -> str:
    return url_for("programmes.show_programme", programme_id=programme_id)


def to_run(programme_id: int) -> Programme:
    """A programme the viewer may run. Raises NotThere or Refused."""
    programme = queries.get_programme(current.viewer(), programme_id)
    policy.require_run(current.viewer(), programme)
    return programme


@blueprint.get("/programmes")
@public
def list_programmes() -> str:
    """`community` (slug) and `before` (id) narrow the list."""
    viewer = current.viewer()
    slug = request.args.get("community", "")[:60]
    community = get_community(viewer, slug) if slug else None
    found = queries.list_programmes(viewer, community, request.args.get("before", type=int), limit=PAGE + 1)
    return render_template(
        "programmes/list_programmes.html",
        programmes=found[:PAGE],
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        community=community,
        may_start=community is not None and policy.may_start_in(viewer, community),
    )


@blueprint.get("/programmes/<int:programme_id>")
@public
def show_programme(programme_id: int) -> str:
    viewer = current.viewer()
    programme = queries.get_programme(viewer, programme_id)
    children = queries.list_children(viewer, programme)
    definitions = list_definitions(viewer, programme)
    may_run = policy.may_run(viewer, programme)
    return render_template(
        "programmes/show_programme.html",
        programme=programme,
        children=children,
        asked=queries.list_children(viewer, programme, queries.UNSETTLED) if may_run else (),
        definitions=definitions,
        sites=list_sites(viewer, definitions),
        learning=learned_across(viewer, children),
        may_run=may_run,
        takers=() if viewer.is_guest else queries.list_takers(viewer, programme),
    )


@blueprint.route("/programmes/new", methods=["GET", "POST"])
@limited("30 per hour")
@submitted_once
def start_programme() -> Response:
    """`?community=slug`: in which."""
    viewer = current.viewer()
    community = get_community(viewer, request.args.get("community", "")[:60])
    policy.require_start_in(viewer, community)
    form = ProgrammeForm()
    if form.validate_on_submit():
        with form.refusals():
            programme = actions.start_programme(viewer, community, form.outline(), form.consent())
            flash("The programme has begun. Now invite projects, and write down what all measure.", "success")
            return go_to(page_of(programme.id))
    return form.page("programmes/start_programme.html", community=community)


@blueprint.route("/programmes/<int:programme_id>/change", methods=["GET", "POST"])
@submitted_once
def change_programme(programme_id: int) -> Response:
    programme = to_run(programme_id)
    form = ProgrammeForm(data=ProgrammeForm.values_of(programme))
    form.show(programme)
    if form.validate_on_submit():
        with form.refusals():
            actions.change_programme(current.viewer(), programme, form.outline(), form.read_version(), form.consent())
            flash("The programme is saved.", "success")
            return go_to(page_of(programme_id))
    return form.page("programmes/change_programme.html", programme=to_run(programme_id))


@blueprint.route("/programmes/<int:programme_id>/leads", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
def change_leads(programme_id: int) -> Response:
    viewer = current.viewer()
    programme = to_run(programme_id)
    people = queries.list_possible_leads(viewer, programme)
    form = LeadForm()
    form.offer([(person.id, person.name) for person in people])
    if form.validate_on_submit():
        with form.refusals():
            person = next((one for one in people if str(one.id) == form.person.data), None)
            if person is None:
                raise Invalid("Choose a person.", "person")
            actions.add_lead(viewer, programme, person)
            flash(f"{person.name} leads the programme too.", "success")
            return go_to(url_for(".change_leads", programme_id=programme_id))
    return form.page("programmes/change_leads.html", programme=to_run(programme_id))


@blueprint.post("/programmes/<int:programme_id>/leads/<int:person_id>/remove")
def remove_lead(programme_id: int, person_id: int) -> Response:
    viewer = current.viewer()
    programme = to_run(programme_id)
    actions.remove_lead(viewer, programme, person_id)
    flash("The programme has one lead fewer.", "success")
    is_still_mine = policy.may_run(viewer, programme)
    return go_to(url_for(".change_leads", programme_id=programme_id) if is_still_mine else page_of(programme_id))
