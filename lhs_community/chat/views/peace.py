"""Being left in peace: settings of one's own, and muting a channel."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from lhs_community.accounts import current
from lhs_community.chat.actions import peace as actions
from lhs_community.chat.forms import SettingsForm
from lhs_community.chat.queries import peace as queries
from lhs_community.chat.views.shared import CHANNEL, blueprint
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to


@blueprint.route("/chat/settings", methods=["GET", "POST"])
@submitted_once
def change_settings() -> Response:
    viewer = current.viewer()
    wishes = queries.wishes_of(viewer)
    form = SettingsForm(shows_presence=wishes.shows_presence, accepts_direct=wishes.accepts_direct)
    if form.validate_on_submit():
        actions.choose(
            viewer,
            shows_presence=bool(form.shows_presence.data),
            accepts_direct=bool(form.accepts_direct.data),
        )
        flash("Your chat settings are saved.", "success")
        return go_to(url_for(".change_settings"))
    return form.page("chat/change_settings.html", refused=queries.list_refused(viewer))


@blueprint.post(f"{CHANNEL}/mute")
def mute_channel(kind: str, subject_id: int) -> Response:
    """`is_muted=y`, or nothing to hear of it again."""
    is_muted = request.form.get("is_muted") == "y"
    actions.set_muted(current.viewer(), Ref(kind, subject_id), is_muted=is_muted)
    flash("You get no notices and no counts of it now." if is_muted else "You hear of it again.", "success")
    return go_to(url_for(".show_channel", kind=kind, subject_id=subject_id))
