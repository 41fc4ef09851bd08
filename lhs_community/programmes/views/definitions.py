"""Shared definitions: writing one, proposing a new version, taking it up, answering for a project."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, flash, request, url_for

from lhs_community.accounts import current
from lhs_community.foundation.errors import Refused
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to
from lhs_community.measures import policy as measures
from lhs_community.measures.models.measures import Measure
from lhs_community.programmes import policy
from lhs_community.programmes.actions import definitions as actions
from lhs_community.programmes.forms import DefinitionForm, ProposalForm, TakeUpForm, VersionForm
from lhs_community.programmes.models.definitions import Definition
from lhs_community.programmes.queries import definitions as queries
from lhs_community.programmes.queries.programmes import list_takers
from lhs_community.programmes.terms import facts
from lhs_community.programmes.views.programmes import blueprint, to_run
from lhs_community.projects.models.projects import Project


def roll_up_of(definition: Definition) -> str:
    return url_for("programmes.show_definition", definition_id=definition.id)


@blueprint.route("/programmes/<int:programme_id>/definitions/new", methods=["GET", "POST"])
@limited("60 per hour")
@submitted_once
def write_definition(programme_id: int) -> Response:
    programme = to_run(programme_id)
    form = DefinitionForm()
    if form.validate_on_submit():
        with form.refusals():
            definition = actions.write_definition(current.viewer(), programme, form.terms(), form.consent())
            flash("The definition is there. Each project takes it up for itself.", "success")
            return go_to(roll_up_of(definition))
    return form.page("programmes/write_definition.html", programme=programme)


@blueprint.route("/definitions/<int:definition_id>/propose", methods=["GET", "POST"])
@limited("60 per hour")
@submitted_once
def propose_version(definition_id: int) -> Response:
    viewer = current.viewer()
    definition = queries.get_definition(viewer, definition_id)
    policy.require_run(viewer, definition.programme)
    form = ProposalForm(data=ProposalForm.values_of(definition))
    form.show(definition)
    if form.validate_on_submit():
        with form.refusals():
            reason, version = form.reason.data or "", form.read_version()
            actions.propose_version(viewer, definition, form.terms(), reason, version, form.consent())
            flash("The new version is proposed to each project that uses the definition.", "success")
            return go_to(roll_up_of(definition))
    return form.page("programmes/propose_version.html", definition=queries.get_definition(viewer, definition_id))


@blueprint.route("/definitions/<int:definition_id>/take-up", methods=["GET", "POST"])
@limited("60 per hour")
@submitted_once
def take_up(definition_id: int) -> Response:
    """`?project=3` chooses it beforehand."""
    viewer = current.viewer()
    definition = queries.get_definition(viewer, definition_id)
    takers = list_takers(viewer, definition.programme)
    if not takers:
        raise Refused("Only the team of a project that belongs to the programme can take it up.")
    form = TakeUpForm(project=request.args.get("project"))
    linkable = queries.list_linkable(viewer, takers)
    titles = {one.id: one.title for one in takers}
    form.offer(list(titles.items()), [(one.id, f"{titles[one.project_id]}: {one.title}") for one in linkable])
    if form.validate_on_submit():
        with form.refusals():
            return go_to(_taken_up(form, definition, takers, linkable))
    return form.page("programmes/take_up.html", definition=definition, facts_of=facts(definition.newest))


def _taken_up(form: TakeUpForm, definition: Definition, takers: Sequence[Project], linkable: Sequence[Measure]) -> str:
    """Takes it up as the form says; where to go on."""
    viewer = current.viewer()
    if form.measure.data:
        known = next(one for one in linkable if str(one.id) == form.measure.data)
        actions.link_measure(viewer, definition, known)
        flash("Your measure stands beside the others now. See how the two differ.", "success")
        return url_for("programmes.answer_version", definition_id=definition.id, measure_id=known.id)
    project = next(one for one in takers if str(one.id) == form.project.data)
    measure = actions.take_up(viewer, definition, project, form.site.data or "", form.consent())
    flash("The measure is there. Now give it figures.", "success")
    return url_for("measures.add_readings", measure_id=measure.id)


@blueprint.route("/definitions/<int:definition_id>/measures/<int:measure_id>/answer", methods=["GET", "POST"])
@submitted_once
def answer_version(definition_id: int, measure_id: int) -> Response:
    """The differences field by field, and what the project does about them. `number`: the version that was shown."""
    viewer = current.viewer()
    definition = queries.get_definition(viewer, definition_id)
    site = queries.get_site(viewer, definition, measure_id)
    measures.require_change(viewer, site.measure)
    form = VersionForm()
    if form.validate_on_submit():
        with form.refusals():
            shown = request.form.get("number", 0, type=int)
            if form.choice.data == "accept":
                actions.accept_version(viewer, site, shown)
                flash("The measure follows the new version. Look at its chart, and note what changed.", "success")
            else:
                actions.decline_version(viewer, site, shown, form.reason.data or "", form.consent())
                flash("Your project keeps its own. The programme reads why.", "success")
            return go_to(url_for("measures.show_measure", measure_id=measure_id))
    return form.page("programmes/answer_version.html", definition=definition, site=site)
