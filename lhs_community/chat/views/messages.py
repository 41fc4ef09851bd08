"""One message: its address, its item, changing and deleting it, what it said before, reactions, pins."""

from __future__ import annotations

from flask import Response, flash, render_template, request

from lhs_community.accounts import current
from lhs_community.chat import policy
from lhs_community.chat.actions import history as history_actions, messages as actions, pins, reactions
from lhs_community.chat.forms import EditMessageForm
from lhs_community.chat.queries import history, messages as queries
from lhs_community.chat.queries.extras import list_reactors
from lhs_community.chat.queries.places import get_place
from lhs_community.chat.views.shared import after_change, blueprint, item
from lhs_community.foundation.differences import changes
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.limits import limited
from lhs_community.foundation.reactions import REACTION_LABELS, ReactionKind
from lhs_community.foundation.web.access import go_to

MESSAGE = "/chat/messages/<int:message_id>"


@blueprint.get(MESSAGE)
def show_message(message_id: int) -> Response:
    """The address to hand on: to where the message stands now."""
    return go_to(queries.message_url(queries.get_message(current.viewer(), message_id)))


@blueprint.get(f"{MESSAGE}/item")
def show_item(message_id: int) -> Response:
    """Its HTML alone, for an open page that was told of a change."""
    viewer = current.viewer()
    return item(viewer, queries.get_message(viewer, message_id))


@blueprint.route(f"{MESSAGE}/edit", methods=["GET", "POST"])
@limited("60 per minute")
def edit_message(message_id: int) -> Response:
    viewer = current.viewer()
    message = queries.get_message(viewer, message_id)
    policy.require_change(viewer, message, get_place(viewer, message.channel.subject))
    form = EditMessageForm(obj=message)
    if form.validate_on_submit():
        with form.refusals():
            actions.edit_message(viewer, message, form.body.data or "", consent=form.consent())
            return go_to(queries.message_url(message))
    return form.page("chat/edit_message.html", message=message, back=queries.message_url(message))


@blueprint.post(f"{MESSAGE}/delete")
@limited("60 per minute")
def delete_message(message_id: int) -> Response:
    viewer = current.viewer()
    message = queries.get_message(viewer, message_id)
    actions.delete_message(viewer, message)
    flash("Your message is deleted.", "success")
    return go_to(queries.message_url(message))


@blueprint.get(f"{MESSAGE}/history")
def show_message_history(message_id: int) -> str:
    viewer = current.viewer()
    message = queries.get_message(viewer, message_id)
    return render_template(
        "chat/show_message_history.html",
        message=message,
        versions=history.list_versions(viewer, message),
        may_open=policy.may_open_deleted(viewer, message) and not history.is_opened(viewer, message),
        changes=changes,
        back=queries.message_url(message),
    )


@blueprint.post(f"{MESSAGE}/deleted-words")
@limited("30 per hour")
def open_deleted(message_id: int) -> Response:
    viewer = current.viewer()
    message = queries.get_message(viewer, message_id)
    history_actions.open_deleted(viewer, message)
    return go_to(f"/chat/messages/{message.id}/history")


@blueprint.get(f"{MESSAGE}/reactions")
def list_message_reactions(message_id: int) -> str:
    viewer = current.viewer()
    message = queries.get_message(viewer, message_id)
    return render_template(
        "chat/list_message_reactions.html",
        message=message,
        reactors=list_reactors(viewer, message),
        reactions=REACTION_LABELS,
        back=queries.message_url(message),
    )


@blueprint.post(f"{MESSAGE}/react")
@limited("120 per minute")
def react_to_message(message_id: int) -> Response:
    """`on` or `off` names the reaction to leave or to take back."""
    viewer = current.viewer()
    message = queries.get_message(viewer, message_id)
    kind = request.form.get("on") or request.form.get("off") or ""
    if kind not in set(ReactionKind):
        raise Invalid("Choose one of the reactions offered.")
    reactions.react(viewer, message, ReactionKind(kind), is_on="on" in request.form)
    return after_change(viewer, message)


@blueprint.post(f"{MESSAGE}/pin")
@limited("60 per minute")
def pin_message(message_id: int) -> Response:
    """`do` is pin or unpin."""
    viewer = current.viewer()
    message = queries.get_message(viewer, message_id)
    change = {"pin": pins.pin_message, "unpin": pins.unpin_message}.get(request.form.get("do", ""))
    if change is None:
        raise Invalid("This button does not do what the page thought. Reload the page and try again.")
    change(viewer, message)
    return after_change(viewer, message)
