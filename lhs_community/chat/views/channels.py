"""The list of channels, and one of them."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.accounts.viewer import Viewer
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
    """With the list of channels beside it. `?fragment=messages`: only a page of messages, for chat/history.js."""
    viewer, subject = current.viewer(), Ref(kind, subject_id)
    form = MessageForm()
    talk = queries.get_talk(viewer, subject)
    if form.validate_on_submit():
        with form.refusals():
            post_message(viewer, subject, form.body.data or "", consent=form.consent())
            return go_to(url_for(".show_channel", kind=kind, subject_id=subject_id, _anchor="latest"))
    page = _page_of(viewer, talk)
    if request.args.get("fragment") == "messages":
        return make_response(render_template("chat/_messages.html", **page))
    rows = queries.list_rows(viewer)
    return form.page("chat/show_channel.html", rows=rows, blank=messages_of.make_blank(viewer), **page)


def _page_of(viewer: Viewer, talk: queries.Talk) -> dict[str, Any]:
    """`?before=120` older ones, `?after=120` newer ones, `?at=12` the page around a message, else the latest."""
    before, after, at = (request.args.get(name, type=int) for name in ("before", "after", "at"))
    if at is not None:
        before = min(at + messages_of.PAGE // 2, talk.last_number) + 1
    if after is not None:
        said = messages_of.list_after(viewer, talk.channel, after)[: messages_of.PAGE]
    else:
        said = messages_of.list_before(viewer, talk.channel, before)
    return {
        "talk": talk,
        "subject": talk.subject.ref,
        "path": f"{talk.subject.ref.kind}/{talk.subject.ref.id}",
        "said": said,
        "kept": messages_of.kept_from(viewer, said),
        "is_latest": not said or said[-1].number >= talk.last_number,
    }


@blueprint.post(f"{CHANNEL}/read")
def mark_read(kind: str, subject_id: int) -> Response:
    actions.mark_read(current.viewer(), Ref(kind, subject_id), request.form.get("number", 0, type=int))
    return go_to(url_for(".show_channel", kind=kind, subject_id=subject_id, _anchor="latest"))
