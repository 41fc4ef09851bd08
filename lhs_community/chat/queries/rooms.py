"""Rooms of communities, as far as the viewer reads those."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import policy
from lhs_community.chat.models.rooms import Room
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card, IndexCard

MOST_ROOMS, MOST_LISTED = 200, 500


def get_room(viewer: Viewer, room_id: int) -> Room:
    found = None
    if not viewer.is_guest and room_id <= policy.LARGEST:
        query = select(Room).where(Room.id == room_id, policy.room_readable_by(viewer))
        found = db.session.scalars(query.options(joinedload(Room.community))).first()
    if found is None:
        raise NotThere
    return found


def list_rooms(viewer: Viewer, community_id: int, *, with_closed: bool = False) -> Sequence[Room]:
    """By name. Empty for guests: chat is for people who are signed in."""
    if viewer.is_guest:
        return []
    query = select(Room).where(Room.community_id == community_id, policy.room_readable_by(viewer))
    if not with_closed:
        query = query.where(Room.closed_at.is_(None))
    return db.session.scalars(query.order_by(Room.closed_at.is_not(None), Room.name_key).limit(MOST_ROOMS)).all()


def room_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    return _cards(viewer, Room.id.in_(set(ids)))


def my_room_cards(viewer: Viewer) -> dict[int, Card]:
    """The open rooms of the viewer's own communities."""
    return _cards(viewer, and_(Room.community_id.in_(set(viewer.roles)), Room.closed_at.is_(None)))


def _cards(viewer: Viewer, condition: ColumnElement[bool]) -> dict[int, Card]:
    if viewer.is_guest:
        return {}
    query = select(Room).where(condition, policy.room_readable_by(viewer)).order_by(Room.name_key).limit(MOST_LISTED)
    return {
        room.id: Card(
            ref=Ref("room", room.id),
            title=room.name,
            url=f"/chat/room/{room.id}",
            excerpt=room.about,
            kind_label="Room",
            community_id=room.community_id,
            community_name=room.community.name,
            when=room.started_at,
            status="Closed" if room.closed_at else "",
        )
        for room in db.session.scalars(query.options(joinedload(Room.community)))
    }


def room_index_card(room_id: int) -> IndexCard | None:
    """What it is for; what is said in it is not searched from outside."""
    room = db.session.get(Room, room_id)
    if room is None:
        return None
    return IndexCard(
        ref=Ref("room", room.id),
        title=room.name,
        body=room.about,
        community_id=room.community_id,
        kind_label="Room",
        when=room.started_at,
    )


def all_room_ids() -> Sequence[int]:
    """For reindexing."""
    return db.session.scalars(select(Room.id)).all()
