"""Inviting a project, answering for it, and leaving."""

from __future__ import annotations

from flask import Response, flash, url_for

from lhs_community.accounts import current
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to
from lhs_community.programmes import policy
from lhs_community.programmes.actions import children as actions
from lhs_community.programmes.forms import AnswerForm, InviteForm
from lhs_community.programmes.models.programmes import ChildState
from lhs_community.programmes.queries import programmes as queries
from lhs_community.programmes.views.programmes import blueprint, page_of, to_run


@blueprint.route("/programmes/<int:programme_id>/invite", methods=["GET", "POST"])
@limited("60 per hour")
@submitted_once
def invite_project(programme_id: int) -> Response:
    viewer = current.viewer()
    programme = to_run(programme_id)
    candidates = queries.list_candidates(viewer, programme)
    form = InviteForm()
    form.offer([(one.id, f"{one.title} ({one.community.name})") for one in candidates])
    if form.validate_on_submit():
        with form.refusals():
            project = next((one for one in candidates if str(one.id) == form.project.data), None)
            if project is None:
                raise Invalid("Choose a project.", "project")
            child = actions.invite_project(viewer, programme, project, form.note.data or "", form.consent())
            joined = child.state is ChildState.JOINED
            flash("The project belongs to the programme." if joined else "Its lead has been asked.", "success")
            return go_to(page_of(programme_id))
    return form.page("programmes/invite_project.html", programme=programme)


@blueprint.route("/programmes/<int:programme_id>/projects/<int:project_id>/answer", methods=["GET", "POST"])
@submitted_once
def answer_invitation(programme_id: int, project_id: int) -> Response:
    viewer = current.viewer()
    child = queries.get_child(viewer, programme_id, project_id, queries.ASKED)
    policy.require_speak_for(viewer, child)
    form = AnswerForm()
    if form.validate_on_submit():
        with form.refusals():
            join = form.choice.data == "join"
            actions.answer_invitation(viewer, child, join=join, words=form.words.data or "", consent=form.consent())
            flash("The project belongs to the programme." if join else "Whoever asked is told.", "success")
            return go_to(url_for("projects.show_project", project_id=project_id))
    return form.page("programmes/answer_invitation.html", child=child)


@blueprint.post("/programmes/<int:programme_id>/projects/<int:project_id>/leave")
def leave_programme(programme_id: int, project_id: int) -> Response:
    viewer = current.viewer()
    programme = queries.get_programme(viewer, programme_id)
    child = queries.get_child(viewer, programme_id, project_id)
    actions.leave_programme(viewer, child, programme)
    flash("The project no longer belongs to the programme. Its measures stay its own.", "success")
    return go_to(page_of(programme_id))
