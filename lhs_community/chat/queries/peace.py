"""What people have said about being left in peace."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import select

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import policy
from lhs_community.chat.models.channels import Channel
from lhs_community.chat.models.messages import Message
from lhs_community.chat.models.peace import ChatSettings, Mute, Refusal
from lhs_community.foundation.database import db
from lhs_community.foundation.memory import remembered
from lhs_community.foundation.refs import Ref


class Wishes(NamedTuple):
    """What holds for somebody, whether or not they have ever said so."""

    shows_presence: bool
    accepts_direct: bool


def wishes_of(viewer: Viewer) -> Wishes:
    found = db.session.get(ChatSettings, viewer.id) if viewer.id is not None else None
    said = found.accepts_direct if found else None
    return Wishes(found is None or found.shows_presence, policy.accepts_direct(viewer.kind, said))


def shows_presence(viewer: Viewer) -> bool:
    return wishes_of(viewer).shows_presence


def refuses(viewer: Viewer, person_id: int) -> bool:
    mine = (Refusal.person_id == viewer.id, Refusal.refused_id == person_id)
    return db.session.scalar(select(Refusal.id).where(*mine)) is not None


def list_refused(viewer: Viewer) -> Sequence[Person]:
    """With whom the viewer wants no direct talk."""
    mine = select(Refusal.refused_id).where(Refusal.person_id == viewer.id)
    return db.session.scalars(select(Person).where(Person.id.in_(mine)).order_by(Person.name)).all()


def muted_refs(viewer: Viewer, refs: Iterable[Ref]) -> frozenset[Ref]:
    """Those of the things whose channels the viewer has muted. Asked for by the open channel and by the list."""
    known: dict[str, frozenset[Ref]] = remembered(viewer, "muted channels")
    if "all" not in known:
        mine = select(Mute.subject_kind, Mute.subject_id).where(Mute.person_id == viewer.id)
        known["all"] = frozenset(Ref(kind, id_) for kind, id_ in db.session.execute(mine))
    return known["all"].intersection(refs)


def muters_of_message(message_id: int) -> Collection[int]:
    """Who has muted the channel it was said in, for notices."""
    return db.session.scalars(
        select(Mute.person_id)
        .join(Channel, (Channel.subject_kind == Mute.subject_kind) & (Channel.subject_id == Mute.subject_id))
        .join(Message, Message.channel_id == Channel.id)
        .where(Message.id == message_id)
    ).all()


def muters_of_room(room_id: int) -> Collection[int]:
    return db.session.scalars(
        select(Mute.person_id).where(Mute.subject_kind == "room", Mute.subject_id == room_id)
    ).all()
