"""Starting, describing, closing and opening rooms."""

from __future__ import annotations

import unicodedata

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import events, policy
from lhs_community.chat.models.rooms import ABOUT_LENGTH, NAME_LENGTH, Room
from lhs_community.communities.models import Community
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear

TAKEN = "There is a room of that name in this community already. It may be closed: it can be opened again."


def start_room(
    actor: Viewer, community: Community, name: str, about: str = "", *, consent: Consent = NO_CONSENT
) -> Room:
    policy.require_start_room(actor, community)
    name, about = _clean(actor, name, about, consent)
    room = Room(community_id=community.id, started_by_id=actor.person_id, started_at=clock.now())
    room.name, room.name_key, room.about = name, _name_key(name), about
    _require_free(room)
    try:
        with db.session.begin_nested():
            db.session.add(room)
    except IntegrityError:  # somebody else was faster with the same name
        raise Invalid(TAKEN, field="name") from None
    _tell(events.RoomStarted, actor, room)
    return room


def change_room(actor: Viewer, room: Room, name: str, about: str, *, consent: Consent = NO_CONSENT) -> None:
    policy.require_change_room(actor, room)
    name, about = _clean(actor, name, about, consent)
    if (name, about) == (room.name, room.about):
        return
    was = room.name_key
    room.name, room.name_key, room.about = name, _name_key(name), about
    if room.name_key != was:
        _require_free(room)
    _tell(events.RoomChanged, actor, room)


def close_room(actor: Viewer, room: Room) -> None:
    """No more is said in it; what was said stays to be read."""
    policy.require_change_room(actor, room)
    if room.closed_at is None:
        room.closed_at = clock.now()
        _tell(events.RoomClosed, actor, room)


def reopen_room(actor: Viewer, room: Room) -> None:
    policy.require_change_room(actor, room)
    if room.closed_at is not None:
        room.closed_at = None
        _tell(events.RoomReopened, actor, room)


def _name_key(name: str) -> str:
    """Names that a reader cannot tell apart are the same."""
    return unicodedata.normalize("NFKC", name).casefold()[: 2 * NAME_LENGTH]


def _clean(actor: Viewer, name: str, about: str, consent: Consent) -> tuple[str, str]:
    name, about = " ".join(name.split()), " ".join(about.split())
    if not name:
        raise Invalid("Give the room a name.", field="name")
    if len(name) > NAME_LENGTH:
        raise Invalid(f"Keep the name under {NAME_LENGTH} characters.", field="name")
    if len(about) > ABOUT_LENGTH:
        raise Invalid(f"Keep it under {ABOUT_LENGTH} characters.", field="about")
    require_clear(actor, {"name": name, "about": about}, consent)
    return name, about


def _require_free(room: Room) -> None:
    query = select(Room.id).where(Room.community_id == room.community_id, Room.name_key == room.name_key)
    with db.session.no_autoflush:
        if db.session.scalar(query.where(Room.id != room.id) if room.id else query) is not None:
            raise Invalid(TAKEN, field="name")


def _tell(kind: type[events.RoomEvent], actor: Viewer, room: Room) -> None:
    record(kind(actor_id=actor.id, subject_kind="room", subject_id=room.id, community_id=room.community_id))
