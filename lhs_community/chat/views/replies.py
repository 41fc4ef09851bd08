"""Side threads: the replies to one message, on a page of their own."""

from __future__ import annotations

from flask import Response, make_response, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.chat.actions import channels as actions
from lhs_community.chat.actions.saying import say
from lhs_community.chat.forms import MessageForm
from lhs_community.chat.queries import messages as queries
from lhs_community.chat.queries.channels import get_talk
from lhs_community.chat.queries.replies import get_side_thread
from lhs_community.chat.views.shared import CHANNEL, blueprint, led_to, tools
from lhs_community.files.forms import takes_files
from lhs_community.foundation.limits import limited
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to

REPLIES = f"{CHANNEL}/replies/<int:number>"


@blueprint.get("/chat/messages/<int:message_id>/replies")
def find_side_thread(message_id: int) -> Response:
    """To the side thread of a message, or to the one that it is part of."""
    message = queries.get_message(current.viewer(), message_id)
    if message.is_reply:
        return go_to(queries.message_url(message))
    kind, subject_id = message.channel.subject
    return go_to(url_for(".show_replies", kind=kind, subject_id=subject_id, number=message.number))


@blueprint.route(REPLIES, methods=["GET", "POST"])
@limited("60 per minute")
@submitted_once
@takes_files
def show_replies(kind: str, subject_id: int, number: int) -> Response:
    """`?before=120` earlier ones, `?at=12` the page around one."""
    viewer, subject = current.viewer(), Ref(kind, subject_id)
    form = MessageForm()
    talk = get_talk(viewer, subject)
    before, at = request.args.get("before", type=int), request.args.get("at", type=int)
    side = get_side_thread(viewer, talk.channel, number, before=before, at=at)
    if form.validate_on_submit():
        with form.refusals():
            typed, files, consent = form.body.data or "", form.chosen(), form.consent()
            outcome = say(viewer, subject, typed, answers=number, chosen=files, consent=consent)
            return led_to(outcome, _latest(kind, subject_id, number))
    said = [*([side.root] if side.root else []), *side.replies]
    shown = {"side": side, **tools(viewer, talk, said)}
    if request.args.get("fragment") == "replies":
        return make_response(render_template("chat/_replies.html", **shown))
    return form.page("chat/show_replies.html", **shown)


@blueprint.post(f"{REPLIES}/read")
def mark_replies_read(kind: str, subject_id: int, number: int) -> Response:
    actions.mark_side_read(current.viewer(), Ref(kind, subject_id), number, request.form.get("number", 0, type=int))
    return go_to(_latest(kind, subject_id, number))


def _latest(kind: str, subject_id: int, number: int) -> str:
    return url_for(".show_replies", kind=kind, subject_id=subject_id, number=number, _anchor="latest")
