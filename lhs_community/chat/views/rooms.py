"""The rooms of a community: starting, describing, closing and opening them."""

from __future__ import annotations

from flask import Response, flash, url_for

from lhs_community.accounts import current
from lhs_community.chat import policy
from lhs_community.chat.actions import rooms as actions
from lhs_community.chat.forms import RoomForm
from lhs_community.chat.queries import rooms as queries
from lhs_community.chat.views.shared import blueprint
from lhs_community.communities.queries.communities import get_community
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to


@blueprint.route("/c/<slug>/rooms", methods=["GET", "POST"])
@limited("20 per minute")
@submitted_once
def list_rooms(slug: str) -> Response:
    viewer = current.viewer()
    community = get_community(viewer, slug)
    form = RoomForm()
    if form.validate_on_submit():
        with form.refusals():
            room = actions.start_room(viewer, community, *form.words(), consent=form.consent())
            return go_to(url_for(".show_channel", kind="room", subject_id=room.id))
    rooms = queries.list_rooms(viewer, community.id, with_closed=True)
    may_start = policy.may_start_room(viewer, community)
    return form.page("chat/list_rooms.html", community=community, rooms=rooms, may_start=may_start)


@blueprint.route("/chat/room/<int:room_id>/change", methods=["GET", "POST"])
@submitted_once
def change_room(room_id: int) -> Response:
    viewer = current.viewer()
    room = queries.get_room(viewer, room_id)
    policy.require_change_room(viewer, room)
    form = RoomForm(obj=room)
    if form.validate_on_submit():
        with form.refusals():
            actions.change_room(viewer, room, *form.words(), consent=form.consent())
            return go_to(url_for(".show_channel", kind="room", subject_id=room.id))
    return form.page("chat/change_room.html", room=room)


@blueprint.post("/chat/room/<int:room_id>/close")
def close_room(room_id: int) -> Response:
    viewer = current.viewer()
    room = queries.get_room(viewer, room_id)
    actions.close_room(viewer, room)
    flash("The room is closed. What was said can still be read.", "success")
    return go_to(url_for(".show_channel", kind="room", subject_id=room.id))


@blueprint.post("/chat/room/<int:room_id>/reopen")
def reopen_room(room_id: int) -> Response:
    viewer = current.viewer()
    room = queries.get_room(viewer, room_id)
    actions.reopen_room(viewer, room)
    flash("The room is open again.", "success")
    return go_to(url_for(".show_channel", kind="room", subject_id=room.id))
