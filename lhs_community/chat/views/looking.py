"""Looking for what was said: search in a channel, a day of it, what is pinned; and the list of commands."""

from __future__ import annotations

from flask import Response, flash, make_response, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.accounts.viewer import Viewer
from lhs_community.chat.commands import COMMANDS
from lhs_community.chat.forms import SearchForm, moment_of
from lhs_community.chat.queries import messages as messages_of, searching
from lhs_community.chat.queries.channels import Talk, get_talk
from lhs_community.chat.queries.pins import list_pinned
from lhs_community.chat.views.shared import CHANNEL, blueprint, tools
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.web.access import go_to


@blueprint.get(f"{CHANNEL}/search")
def search_channel(kind: str, subject_id: int) -> Response:
    """`q` words, `by` whom, `since` and `until` days; `?before=120` older ones."""
    viewer = current.viewer()
    talk = get_talk(viewer, Ref(kind, subject_id))
    form = SearchForm(request.args)
    page = searching.Page((), None)
    wanted = searching.Wanted()
    if form.validate():
        with form.refusals():
            wanted = form.wanted(viewer)
            page = searching.search_messages(viewer, talk.channel, wanted, request.args.get("before", type=int))
    asked = {name: value for name in ("q", "by", "since", "until") if (value := request.args.get(name))}
    return form.page("chat/search_channel.html", talk=talk, page=page, wanted=wanted, asked=asked)


def go_to_day(viewer: Viewer, talk: Talk, typed: str) -> Response:
    """To the first message on or after a day. A day that is none is said to be so, on the page with the form for it."""
    kind, subject_id = talk.subject.ref
    try:
        number = messages_of.find_number_on(viewer, talk.channel, moment_of(viewer, typed))
    except Invalid as refusal:
        form = SearchForm(request.args)
        page = form.page("chat/search_channel.html", talk=talk, page=None, asked={}, bad_day=refusal.message)
        return make_response(page, 422)
    if number is None:
        flash(f"Nothing has been said on or after {typed}. These are the latest messages.", "info")
        return go_to(url_for(".show_channel", kind=kind, subject_id=subject_id, _anchor="latest"))
    return go_to(url_for(".show_channel", kind=kind, subject_id=subject_id, at=number, _anchor=f"m{number}"))


@blueprint.get(f"{CHANNEL}/pins")
def list_pins(kind: str, subject_id: int) -> str:
    """`?fragment=pins`: only the list, for an open page that was told of a change."""
    viewer = current.viewer()
    talk = get_talk(viewer, Ref(kind, subject_id))
    pinned = list_pinned(viewer, talk.channel)
    template = "chat/_pins.html" if request.args.get("fragment") == "pins" else "chat/list_pins.html"
    return render_template(template, pinned=pinned, **tools(viewer, talk, pinned))


@blueprint.get(f"{CHANNEL}/commands")
def list_commands(kind: str, subject_id: int) -> str:
    talk = get_talk(current.viewer(), Ref(kind, subject_id))
    return render_template("chat/list_commands.html", talk=talk, commands=COMMANDS)
