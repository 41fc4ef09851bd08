"""The blueprint, and what its views have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, current_app, flash, make_response, render_template, request

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import policy
from lhs_community.chat.actions.saying import Outcome
from lhs_community.chat.models.messages import Message
from lhs_community.chat.queries import messages as queries
from lhs_community.chat.queries.channels import Talk, get_talk
from lhs_community.chat.queries.extras import extras_of
from lhs_community.foundation.reactions import REACTION_LABELS, Reactions
from lhs_community.foundation.web.access import go_to

blueprint = Blueprint("chat", __name__)
CHANNEL = "/chat/<any(community, project, meeting, room, direct):kind>/<int:subject_id>"


def tools(viewer: Viewer, talk: Talk, messages: Sequence[Message]) -> dict[str, Any]:
    """What items of messages need, on the page of a channel and alone."""
    subject = talk.subject.ref
    return {
        "talk": talk,
        "subject": subject,
        "path": f"{subject.kind}/{subject.id}",
        "kept": queries.kept_from(viewer, messages),
        "extras": extras_of(viewer, messages, current_app.config["PUBLIC_URL"] or request.host_url),
        "reactions": REACTION_LABELS,
        "no_reactions": Reactions(),
        "may_pin": policy.may_pin(viewer, talk.community),
    }


def led_to(outcome: Outcome, otherwise: str) -> Response:
    """After the box was sent: to what was said, or where a command leads."""
    if outcome.words:
        flash(outcome.words, "success")
    return go_to(outcome.url or otherwise)


def after_change(viewer: Viewer, message: Message) -> Response:
    """Back to the message; to its item alone where the page's script asks, which puts it in place."""
    if request.form.get("in_place"):
        return go_to(f"/chat/messages/{message.id}/item")
    return go_to(queries.message_url(message))


def item(viewer: Viewer, message: Message) -> Response:
    talk = get_talk(viewer, message.channel.subject)
    return make_response(render_template("chat/_item.html", message=message, **tools(viewer, talk, [message])))
