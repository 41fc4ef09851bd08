"""Direct talk: choosing people, leaving, refusing."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from lhs_community.accounts import current
from lhs_community.chat.actions import direct as actions, peace
from lhs_community.chat.forms import PeopleForm
from lhs_community.chat.queries import direct as queries
from lhs_community.chat.views.shared import blueprint
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to


@blueprint.route("/chat/direct/new", methods=["GET", "POST"])
@limited("30 per minute")
@submitted_once
def start_direct() -> Response:
    """`?find=` part of a name, `?people=` who is chosen already: the page is asked again for each search."""
    viewer = current.viewer()
    find = request.values.get("find", "")[:60]
    form = PeopleForm(find=find, people=request.args.getlist("people", type=int))
    form.offer(queries.list_choices(viewer, find, form.people.data or ()))
    if "search" in request.form:
        return go_to(url_for(".start_direct", find=find, people=form.people.data or []))
    if form.validate_on_submit():
        with form.refusals():
            talk = actions.start_direct(viewer, form.people.data or ())
            return go_to(url_for(".show_channel", kind="direct", subject_id=talk.id))
    return form.page("chat/start_direct.html", find=find)


@blueprint.post("/chat/direct/<int:talk_id>/leave")
def leave_direct(talk_id: int) -> Response:
    viewer = current.viewer()
    actions.leave_direct(viewer, queries.get_direct(viewer, talk_id))
    flash("You have left the talk.", "success")
    return go_to(url_for(".list_channels"))


@blueprint.post("/chat/refused/<int:person_id>")
def refuse_direct(person_id: int) -> Response:
    """`is_refused=y`, or nothing to allow it again."""
    is_refused = request.form.get("is_refused") == "y"
    peace.set_refused(current.viewer(), person_id, is_refused=is_refused)
    flash("You two cannot write to each other directly now." if is_refused else "You two can write again.", "success")
    return go_to(url_for(".change_settings"))
