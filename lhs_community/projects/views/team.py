"""The page of a project's team."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from lhs_community.accounts import current
from lhs_community.accounts.models import Person
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to
from lhs_community.projects import policy
from lhs_community.projects.actions import team as actions
from lhs_community.projects.forms.projects import PlaceForm, RoleForm, TeamForm
from lhs_community.projects.models.projects import Project, TeamMember
from lhs_community.projects.models.terms import TeamPart
from lhs_community.projects.queries import projects as queries
from lhs_community.projects.views.projects import blueprint, page_of, to_change


@blueprint.route("/projects/<int:project_id>/team", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
def change_team(project_id: int) -> Response:
    """Everybody on the team, each with their role; and the form to add somebody."""
    viewer = current.viewer()
    project = to_change(project_id)
    form = TeamForm()
    candidates = queries.list_candidates(viewer, project)
    form.offer([(person.id, person.name) for person in candidates])
    if form.validate_on_submit():
        with form.refusals():
            person = _chosen(form, project, candidates)
            part = TeamPart(form.part.data)
            actions.add_team_member(viewer, project, person, form.role.data or "", form.consent(), part)
            flash(f"{person.name} is on the team.", "success")
            return go_to(url_for(".change_team", project_id=project_id))
    return form.page("projects/change_team.html", project=to_change(project_id))


def _chosen(form: TeamForm, project: Project, candidates: list[Person]) -> Person:
    handle = (form.handle.data or "").strip()
    if handle:
        person = queries.find_candidate(current.viewer(), project, handle)
        if person is None:
            raise Invalid("Nobody with this @name may read the project's community.", "handle")
        return person
    person = next((one for one in candidates if str(one.id) == form.person.data), None)
    if person is None:
        raise Invalid("Choose a person, or enter their @name.", "person")
    return person


@blueprint.route("/projects/<int:project_id>/team/<int:member_id>/role", methods=["GET", "POST"])
@submitted_once
def change_team_role(project_id: int, member_id: int) -> Response:
    project = to_change(project_id)
    member = _one_of(project, member_id)
    form = RoleForm(role=member.role, part=member.part.value)
    if form.validate_on_submit():
        with form.refusals():
            part = TeamPart(form.part.data)
            actions.change_team_role(current.viewer(), project, member, form.role.data or "", form.consent(), part)
            flash("The role is changed.", "success")
            return go_to(url_for(".change_team", project_id=project_id))
    project = to_change(project_id)
    return form.page("projects/change_team_role.html", project=project, member=_one_of(project, member_id))


@blueprint.route("/projects/<int:project_id>/team/place", methods=["GET", "POST"])
@limited("60 per hour")
@submitted_once
def add_place(project_id: int) -> Response:
    project = to_change(project_id)
    form = PlaceForm(part=TeamPart.LIVED_EXPERIENCE.value)
    if form.validate_on_submit():
        with form.refusals():
            part = TeamPart(form.part.data)
            actions.add_place(current.viewer(), project, part, form.words.data or "", form.consent())
            flash("The place is on the team.", "success")
            return go_to(url_for(".change_team", project_id=project_id))
    return form.page("projects/add_place.html", project=to_change(project_id))


@blueprint.post("/projects/<int:project_id>/team/place/<int:place_id>/remove")
def remove_place(project_id: int, place_id: int) -> Response:
    project = to_change(project_id)
    if (place := next((one for one in project.places if one.id == place_id), None)) is None:
        raise NotThere
    actions.remove_place(current.viewer(), project, place)
    flash("The place is taken off the team.", "success")
    return go_to(url_for(".change_team", project_id=project_id))


@blueprint.post("/projects/<int:project_id>/team/<int:member_id>")
def change_team_member(project_id: int, member_id: int) -> Response:
    """`do` is lead or remove."""
    viewer = current.viewer()
    project = to_change(project_id)
    member = _one_of(project, member_id)
    wish, name = request.form.get("do", ""), member.person.name
    if wish == "lead":
        actions.make_lead(viewer, project, member)
        flash(f"{name} leads the project now.", "success")
    elif wish == "remove":
        actions.remove_team_member(viewer, project, member)
        flash(f"{name} is no longer on the team.", "success")
    else:
        raise Invalid("Choose what to do.")
    is_still_mine = policy.may_edit(viewer, project)
    return go_to(url_for(".change_team", project_id=project_id) if is_still_mine else page_of(project))


def _one_of(project: Project, member_id: int) -> TeamMember:
    if (found := next((one for one in project.team if one.id == member_id), None)) is None:
        raise NotThere
    return found
