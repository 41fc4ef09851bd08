"""Notes, and what they lead to: actions, links to recordings and slides."""

from __future__ import annotations

from flask import Response, flash, request

from lhs_community.accounts import current
from lhs_community.files.forms import takes_files
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, safe_next
from lhs_community.meetings import forms, policy
from lhs_community.meetings.actions import notes as actions, tasks as task_actions
from lhs_community.meetings.models import LinkKind
from lhs_community.meetings.queries import meetings as queries, tasks as task_queries
from lhs_community.meetings.queries.cards import meeting_part
from lhs_community.meetings.views.shared import blueprint, choice, page_of, people_of


@blueprint.route("/meetings/<int:meeting_id>/notes", methods=["GET", "POST"])
@submitted_once
def write_notes(meeting_id: int) -> Response:
    viewer = current.viewer()
    meeting = queries.get_meeting(viewer, meeting_id)
    policy.require_write_notes(viewer, meeting)
    form = forms.notes_form(meeting)
    if form.validate_on_submit():
        with form.refusals():
            actions.write_notes(viewer, meeting, form.texts(), version=form.read_version(), consent=form.consent())
            return go_to(page_of(meeting, "agenda"))
    return form.page("meetings/write_notes.html", meeting=meeting, community=meeting.community)


@blueprint.route("/meetings/<int:meeting_id>/actions/new", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
def add_task(meeting_id: int) -> Response:
    """`part` ("item-7") names the point of the agenda that it comes from."""
    viewer = current.viewer()
    meeting = queries.get_meeting(viewer, meeting_id)
    policy.require_write_notes(viewer, meeting)
    name = request.args.get("part", "")
    part = meeting_part(viewer, meeting_id, name)
    form = forms.TaskForm(owner_id=viewer.id)
    form.owner_id.choices = forms.people_choices([(viewer.person_id, viewer.name), *people_of(meeting)])
    if form.validate_on_submit():
        with form.refusals():
            number = name.removeprefix("item-")
            item_id = int(number) if part and number.isdecimal() else None
            task_actions.add_task(viewer, meeting, form.undertaking(item_id), consent=form.consent())
            return go_to(page_of(meeting, "actions"))
    return form.page("meetings/add_task.html", meeting=meeting, community=meeting.community, part=part)


@blueprint.post("/meetings/actions/<int:action_id>/tick")
def tick_task(action_id: int) -> Response:
    """`do` is done or open; `next` is where the button stood."""
    viewer = current.viewer()
    task = task_queries.get_task(viewer, action_id)
    is_done = choice("done", "open") == "done"
    task_actions.tick_task(viewer, task, is_done=is_done)
    flash("Done: thank you." if is_done else "Open again.", "success")
    return go_to(safe_next(request.form.get("next"), page_of(task.meeting, "actions")))


@blueprint.route("/meetings/<int:meeting_id>/links/new", methods=["GET", "POST"])
@limited("60 per hour")
@submitted_once
@takes_files
def add_link(meeting_id: int) -> Response:
    viewer = current.viewer()
    meeting = queries.get_meeting(viewer, meeting_id)
    policy.require_run(viewer, meeting)
    form = forms.LinkForm()
    if form.validate_on_submit():
        with form.refusals():
            if not (form.url.data or form.kept):
                raise Invalid("Enter the address of a link, or attach a file.", "url")
            if form.url.data:
                kind, label = LinkKind(form.kind.data), form.label.data or ""
                actions.add_link(viewer, meeting, kind, label, form.url.data, consent=form.consent())
            actions.attach_files(viewer, meeting, form.chosen(), consent=form.consent())
            return go_to(page_of(meeting))
    return form.page("meetings/add_link.html", meeting=meeting, community=meeting.community)


@blueprint.post("/meetings/<int:meeting_id>/links/<int:link_id>/remove")
def remove_link(meeting_id: int, link_id: int) -> Response:
    viewer = current.viewer()
    meeting = queries.get_meeting(viewer, meeting_id)
    actions.remove_link(viewer, meeting, link_id)
    flash("Taken away.", "success")
    return go_to(page_of(meeting))
