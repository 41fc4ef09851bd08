"""What people have said about being left in peace."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.chat.models.channels import Channel
from lhs_community.chat.models.messages import Message
from lhs_community.chat.models.peace import ChatSettings, Mute, Refusal
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref


def find_settings(viewer: Viewer) -> ChatSettings | None:
    return db.session.get(ChatSettings, viewer.id) if viewer.id is not None else None


def shows_presence(viewer: Viewer) -> bool:
    found = find_settings(viewer)
    return found is None or found.shows_presence


def list_refused(viewer: Viewer) -> Sequence[Person]:
    """With whom the viewer wants no direct talk."""
    mine = select(Refusal.refused_id).where(Refusal.person_id == viewer.id)
    return db.session.scalars(select(Person).where(Person.id.in_(mine)).order_by(Person.name)).all()


def muted_refs(viewer: Viewer, refs: Iterable[Ref]) -> frozenset[Ref]:
    """Those of the things whose channels the viewer has muted."""
    wanted = set(refs)
    rows = db.session.execute(
        select(Mute.subject_kind, Mute.subject_id).where(
            Mute.person_id == viewer.id, Mute.subject_id.in_({ref.id for ref in wanted})
        )
    )
    return frozenset(ref for kind, id_ in rows if (ref := Ref(kind, id_)) in wanted)


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
