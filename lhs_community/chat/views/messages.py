"""Changing and deleting one's own messages."""

from __future__ import annotations

from flask import Response, flash

from lhs_community.accounts import current
from lhs_community.chat import policy
from lhs_community.chat.actions import messages as actions
from lhs_community.chat.forms import MessageForm
from lhs_community.chat.queries import messages as queries
from lhs_community.chat.queries.places import get_place
from lhs_community.chat.views.shared import blueprint
from lhs_community.foundation.limits import limited
from lhs_community.foundation.web.access import go_to


@blueprint.route("/chat/messages/<int:message_id>/edit", methods=["GET", "POST"])
@limited("60 per minute")
def edit_message(message_id: int) -> Response:
    viewer = current.viewer()
    message = queries.get_message(viewer, message_id)
    policy.require_change(viewer, message, get_place(viewer, message.channel.subject))
    form = MessageForm(obj=message)
    if form.validate_on_submit():
        with form.refusals():
            actions.edit_message(viewer, message, form.body.data or "", consent=form.consent())
            return go_to(queries.message_url(message))
    return form.page("chat/edit_message.html", message=message, back=queries.message_url(message))


@blueprint.post("/chat/messages/<int:message_id>/delete")
@limited("60 per minute")
def delete_message(message_id: int) -> Response:
    viewer = current.viewer()
    message = queries.get_message(viewer, message_id)
    actions.delete_message(viewer, message)
    flash("Your message is deleted.", "success")
    return go_to(queries.message_url(message))
