"""What all changes of a channel do besides: one lock a channel, what events carry, and how far each has read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat.models.channels import Channel, ReadMarker, SideMarker
from lhs_community.chat.models.messages import Message
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref


def lock_channel(subject: Ref, community_id: int | None) -> Channel:
    query = _locked(Channel.subject_kind == subject.kind, Channel.subject_id == subject.id)
    if channel := db.session.scalars(query).first():
        return channel
    new = Channel(
        subject_kind=subject.kind, subject_id=subject.id, community_id=community_id, last_message_at=clock.now()
    )
    try:
        with db.session.begin_nested():
            db.session.add(new)
    except IntegrityError:  # somebody else's first message came first
        pass
    return db.session.scalars(query).one()


def lock_message(message: Message) -> None:
    """For what is counted on it: two who change that at once wait for each other."""
    db.session.refresh(message, ["reaction_count"], with_for_update=True)


def about(actor: Viewer, message: Message) -> dict[str, Any]:
    """What all events of messages carry. The message's channel must be loaded."""
    return {
        "actor_id": actor.id,
        "subject_kind": "message",
        "subject_id": message.id,
        "channel_id": message.channel_id,
        "community_id": message.channel.community_id,
    }


def mark(actor: Viewer, channel: Channel, number: int) -> int:
    """How far they have read then."""
    mine = (ReadMarker.person_id == actor.id, ReadMarker.channel_id == channel.id)
    further = update(ReadMarker).where(*mine, ReadMarker.number < number).values(number=number)
    changed = db.session.execute(further)
    if changed.rowcount:  # type: ignore[attr-defined]  # of a CursorResult
        return number  # nearly always, in one statement
    query = select(ReadMarker).where(*mine)
    if marker := db.session.scalars(query).first():
        marker.number = max(marker.number, number)
        return marker.number
    try:
        with db.session.begin_nested():
            db.session.add(ReadMarker(person_id=actor.person_id, channel_id=channel.id, number=number))
    except IntegrityError:  # another page of the same person was faster
        marker = db.session.scalars(query).one()
        marker.number = number = max(marker.number, number)
    return number


def lock_existing(channel: Channel) -> Channel:
    """The channel as it is once nobody else changes it."""
    if (found := find_and_lock(channel.id)) is None:
        raise NotThere
    return found


def find_and_lock(channel_id: int) -> Channel | None:
    return db.session.scalars(_locked(Channel.id == channel_id)).first()


def _locked(*conditions: ColumnElement[bool]) -> Select[Channel]:
    """As it is once nobody else changes it, whatever the session knew of it before."""
    return (
        select(Channel)
        .where(*conditions)
        .options(joinedload(Channel.community))
        .with_for_update(of=Channel)
        .execution_options(populate_existing=True)
    )


def mark_side(person_id: int, channel: Channel, root_number: int, number: int) -> None:
    """How far somebody has read in a side thread. From the first mark on they take part in it."""
    query = select(SideMarker).where(
        SideMarker.person_id == person_id,
        SideMarker.channel_id == channel.id,
        SideMarker.root_number == root_number,
    )
    if marker := db.session.scalars(query).first():
        marker.number = max(marker.number, number)
        return
    fresh = SideMarker(person_id=person_id, channel_id=channel.id, root_number=root_number, number=number)
    try:
        with db.session.begin_nested():
            db.session.add(fresh)
    except IntegrityError:  # another page of the same person was faster
        found = db.session.scalars(query).one()
        found.number = max(found.number, number)
