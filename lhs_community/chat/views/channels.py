"""The list of channels, and one of them."""

from __future__ import annotations

from flask import Response, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.chat.actions import channels as actions
from lhs_community.chat.actions.messages import post_message
from lhs_community.chat.forms import MessageForm
from lhs_community.chat.queries import channels as queries, messages as messages_of
from lhs_community.chat.views.shared import blueprint
from lhs_community.foundation.limits import limited
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to

CHANNEL = "/chat/<any(community, project, meeting, room, direct):kind>/<int:subject_id>"


@blueprint.get("/chat")
def list_channels() -> str:
    return render_template("chat/list_channels.html", rows=queries.list_rows(current.viewer()))


@blueprint.route(CHANNEL, methods=["GET", "POST"])
@limited("60 per minute")
@submitted_once
def show_channel(kind: str, subject_id: int) -> Response:
    """`?before=120` older ones, `?at=12` the page around a message."""
    viewer, subject = current.viewer(), Ref(kind, subject_id)
    form = MessageForm()
    talk = queries.get_talk(viewer, subject)
    if form.validate_on_submit():
        with form.refusals():
            post_message(viewer, subject, form.body.data or "", consent=form.consent())
            return go_to(url_for(".show_channel", kind=kind, subject_id=subject_id, _anchor="latest"))
    before = request.args.get("before", type=int)
    if (at := request.args.get("at", type=int)) is not None:
        before = min(at + messages_of.PAGE // 2, talk.last_number) + 1
    messages = messages_of.list_before(viewer, talk.channel, before)
    return form.page(
        "chat/show_channel.html",
        talk=talk,
        said=messages,
        kept=messages_of.kept_from(viewer, messages),
        is_latest=not messages or messages[-1].number >= talk.last_number,
        subject=subject,
    )


@blueprint.post(f"{CHANNEL}/read")
def mark_read(kind: str, subject_id: int) -> Response:
    actions.mark_read(current.viewer(), Ref(kind, subject_id), request.form.get("number", 0, type=int))
    return go_to(url_for(".show_channel", kind=kind, subject_id=subject_id, _anchor="latest"))
