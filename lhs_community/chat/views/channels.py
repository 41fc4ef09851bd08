"""The list of channels, and one of them."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.accounts.viewer import Viewer
from lhs_community.chat.actions import channels as actions
from lhs_community.chat.actions.saying import say
from lhs_community.chat.commands import COMMANDS
from lhs_community.chat.forms import MessageForm
from lhs_community.chat.queries import channels as queries, messages as messages_of
from lhs_community.chat.queries.lists import list_channels as list_channels_of
from lhs_community.chat.queries.pins import list_pinned
from lhs_community.chat.views.looking import go_to_day
from lhs_community.chat.views.shared import CHANNEL, blueprint, led_to, tools
from lhs_community.files.forms import takes_files
from lhs_community.foundation.limits import limited
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to


@blueprint.get("/chat")
def list_channels() -> str:
    """`?find=` part of a name."""
    channel_list = list_channels_of(current.viewer(), request.args.get("find", "")[:60])
    return render_template("chat/list_channels.html", channel_list=channel_list)


@blueprint.route(CHANNEL, methods=["GET", "POST"])
@limited("60 per minute")
@submitted_once
@takes_files
def show_channel(kind: str, subject_id: int) -> Response:
    """With the list of channels beside it. `?fragment=messages`: only a page of messages, for chat/history.js."""
    viewer, subject = current.viewer(), Ref(kind, subject_id)
    form = MessageForm()
    talk = queries.get_talk(viewer, subject)
    if form.validate_on_submit():
        with form.refusals():
            outcome = say(viewer, subject, form.body.data or "", chosen=form.chosen(), consent=form.consent())
            return led_to(outcome, url_for(".show_channel", kind=kind, subject_id=subject_id, _anchor="latest"))
    if (day := request.args.get("on")) is not None:
        return go_to_day(viewer, talk, day)
    page = _page_of(viewer, talk)
    if request.args.get("fragment") == "messages":
        return make_response(render_template("chat/_messages.html", **page))
    return form.page("chat/show_channel.html", **page, **_around(viewer, talk))


def _page_of(viewer: Viewer, talk: queries.Talk) -> dict[str, Any]:
    """`?before=120` older ones, `?after=120` newer ones, `?at=12` the page around a message, else the latest."""
    before, after, at = (request.args.get(name, type=int) for name in ("before", "after", "at"))
    if at is not None:
        before = min(at + messages_of.PAGE // 2, talk.last_number) + 1
    if after is not None:
        said = messages_of.list_newer(viewer, talk.channel, after)
    else:
        said = messages_of.list_before(viewer, talk.channel, before)
    is_latest = (before is None and after is None) or not said
    is_latest = is_latest or said[-1].number >= messages_of.last_number_in_talk(viewer, talk.channel)
    return {"said": said, "is_latest": is_latest, **tools(viewer, talk, said)}


def _around(viewer: Viewer, talk: queries.Talk) -> dict[str, Any]:
    return {
        "channel_list": list_channels_of(viewer),
        "blank": messages_of.make_blank(viewer),
        "pinned": list_pinned(viewer, talk.channel),
        "commands": [{"handle": command.name, "note": command.words} for command in COMMANDS],
    }


@blueprint.post(f"{CHANNEL}/read")
def mark_read(kind: str, subject_id: int) -> Response:
    actions.mark_read(current.viewer(), Ref(kind, subject_id), request.form.get("number", 0, type=int))
    return go_to(url_for(".show_channel", kind=kind, subject_id=subject_id, _anchor="latest"))
