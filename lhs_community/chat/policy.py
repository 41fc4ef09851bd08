"""Who reads the thing a channel is about reads its talk; who may post in its community takes part.

room     a topic of its community: whoever reads that reads it, whoever posts there posts, until it is closed
direct   those in it, and nobody else, whatever their role; one writes as long as somebody in it can be written to

Two people can write to each other as long as they share a community and neither has refused the other. To start a talk
with somebody they must accept it besides: staff do until they say otherwise, patients and partners from outside do not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select

from lhs_community.accounts.models import Person, PersonKind
from lhs_community.accounts.viewer import Viewer
from lhs_community.chat.models.channels import KINDS, Channel
from lhs_community.chat.models.direct import DirectPerson, DirectTalk
from lhs_community.chat.models.excerpts import Excerpt
from lhs_community.chat.models.messages import Message
from lhs_community.chat.models.peace import ChatSettings, Refusal
from lhs_community.chat.models.rooms import Room
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community
from lhs_community.foundation import subjects
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card

LARGEST = 2**31 - 1  # the largest number a database key holds
NOT_YOURS = "Only the author of a message can change it."
CLOSED = "This room is closed. It can be read, and opened again by who looks after it."
TOO_OLD = "The time of what was said here is over: it is being deleted, and can no longer be kept."
NOT_YOURS_TO_KEEP = (
    "A direct talk is private to those in it: only your own messages can become something for others. "
    "Ask whoever wrote the rest to keep it themselves."
)
NOBODY_HEARS = "Nobody in this talk can be written to now."
ACCEPT_WHEN_THEY_SAY_SO = (PersonKind.PATIENT_CARER, PersonKind.EXTERNAL)


@dataclass(frozen=True)
class Other:
    """Somebody else in a direct talk; `hears`: can be written to by the viewer now."""

    id: int
    name: str
    handle: str
    hears: bool


@dataclass(frozen=True)
class Place:
    """Where people talk, with what the rules ask for; queries/places.py loads it for one viewer.

    `community` is None for a direct talk alone; `others` are who else is in that.
    """

    subject: Ref
    community: Community | None
    room: Room | None = None
    others: tuple[Other, ...] = ()

    @property
    def hears(self) -> frozenset[int]:
        return frozenset(other.id for other in self.others if other.hears)

    @property
    def is_closed(self) -> bool:
        return self.room is not None and self.room.closed_at is not None


def require_subject(viewer: Viewer, subject: Ref) -> Card:
    """The thing that is talked about, if the viewer may read it. Chat is for people who are signed in."""
    if viewer.is_guest or subject.kind not in KINDS or subject.id > LARGEST:
        raise NotThere
    card = subjects.require_card(viewer, subject)
    if card.community_id is None and subject.kind != "direct":
        raise NotThere
    return card


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """On Channel. Things that can be talked about are read with their community, direct talk by those in it."""
    is_mine = and_(Channel.subject_kind == "direct", Channel.subject_id.in_(_my_talks(viewer)))
    return or_(communities.in_readable(viewer, Channel.community_id), is_mine)


def message_readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """On Message."""
    return Message.channel_id.in_(select(Channel.id).where(readable_by(viewer)))


def may_read_direct(viewer: Viewer, talk: DirectTalk) -> bool:
    """The talk's people must be loaded."""
    return viewer.id is not None and any(one.person_id == viewer.id and not one.left_at for one in talk.people)


def direct_readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_read_direct, on DirectTalk."""
    return DirectTalk.id.in_(_my_talks(viewer))


def _my_talks(viewer: Viewer) -> Select[int]:
    return select(DirectPerson.talk_id).where(DirectPerson.person_id == viewer.id, DirectPerson.left_at.is_(None))


def may_post(actor: Viewer, place: Place) -> bool:
    if actor.is_guest or place.is_closed:
        return False
    if place.community is None:
        return bool(place.hears)
    return communities.may_post(actor, place.community)


def require_post(actor: Viewer, place: Place) -> None:
    if place.community is not None:
        communities.require_post(actor, place.community)
    if not may_post(actor, place):
        raise Refused(CLOSED if place.is_closed else NOBODY_HEARS)


def may_change(actor: Viewer, message: Message) -> bool:
    return actor.id is not None and message.author_id == actor.id and not message.is_deleted


def require_change(actor: Viewer, message: Message, place: Place) -> None:
    require_post(actor, place)
    if message.is_deleted:
        raise NotThere
    if not may_change(actor, message):
        raise Refused(NOT_YOURS)


def may_start_room(actor: Viewer, community: Community) -> bool:
    """Convenors, and members where their community lets them."""
    if communities.may_convene(actor, community):
        return True
    return community.members_start_rooms and communities.is_member(actor, community.id)


def require_start_room(actor: Viewer, community: Community) -> None:
    communities.require_read(actor, community)
    if not may_start_room(actor, community):
        raise Refused("Only a convenor of this community can start a room. Ask one of them.")


def room_readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """On Room."""
    return communities.in_readable(viewer, Room.community_id)


def may_change_room(actor: Viewer, room: Room) -> bool:
    """Convenors, and who started it while they belong. The room's community must be loaded."""
    if communities.may_convene(actor, room.community):
        return True
    return room.started_by_id == actor.id and communities.is_member(actor, room.community_id)


def require_change_room(actor: Viewer, room: Room) -> None:
    communities.require_read(actor, room.community)
    if not may_change_room(actor, room):
        raise Refused("Only a convenor, or who started this room, can do this.")


def written_to_by(actor: Viewer) -> ColumnElement[bool]:
    """On Person: whom the actor can write to directly where they talk already."""
    by_me = select(Refusal.refused_id).where(Refusal.person_id == actor.id)
    to_me = select(Refusal.person_id).where(Refusal.refused_id == actor.id)
    return and_(
        Person.id != actor.id,
        Person.is_disabled.is_(False),
        communities.shares_community_with(actor, Person.id),
        Person.id.not_in(by_me),
        Person.id.not_in(to_me),
    )


def reached_by(actor: Viewer) -> ColumnElement[bool]:
    """On Person: with whom the actor can start a talk."""
    refuse = select(ChatSettings.person_id).where(ChatSettings.accepts_direct.is_(False))
    accept = select(ChatSettings.person_id).where(ChatSettings.accepts_direct.is_(True))
    usually = and_(Person.kind.not_in(ACCEPT_WHEN_THEY_SAY_SO), Person.id.not_in(refuse))
    return and_(written_to_by(actor), or_(Person.id.in_(accept), usually))


def accepts_direct(kind: PersonKind | None, said: bool | None) -> bool:
    """What holds for a person of that kind who has said so, or nothing."""
    return kind not in ACCEPT_WHEN_THEY_SAY_SO if said is None else said


def excerpt_readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """On Excerpt: whoever reads the talk that it was taken from."""
    return Excerpt.channel_id.in_(select(Channel.id).where(readable_by(viewer)))


def may_keep(actor: Viewer, message: Message) -> bool:
    """Make something new of a message: in a community whoever takes part, since it stays there. Words of a direct
    talk are taken out of it by nobody but who wrote them. The message's channel must be loaded with its community."""
    community = message.channel.community
    if actor.is_guest or message.is_deleted:
        return False
    return communities.may_post(actor, community) if community else message.author_id == actor.id


def require_keep(actor: Viewer, messages: Iterable[Message]) -> None:
    for message in messages:
        if message.channel.community is not None:
            communities.require_post(actor, message.channel.community)
        if not may_keep(actor, message):
            raise Refused(NOT_YOURS_TO_KEEP)


def may_hide(actor: Viewer, message: Message) -> bool:
    """Convenors of its community; of direct talk administrators, who see of it what was reported to them alone."""
    community = message.channel.community
    return communities.may_convene(actor, community) if community else actor.is_administrator


def require_hide(actor: Viewer, message: Message, *, at_once: bool = False) -> None:
    """`at_once`: whoever reads it, until somebody has looked; the caller has asked for that."""
    if not at_once and not may_hide(actor, message):
        raise Refused("Only who looks at reports can do this.")


def may_let_go(actor: Viewer, kept: Excerpt) -> bool:
    """Who kept it, and the convenors. The excerpt's channel must be loaded with its community."""
    community = kept.channel.community
    is_convenor = community is not None and communities.may_convene(actor, community)
    return is_convenor or (actor.id is not None and kept.made_by_id == actor.id)


def require_let_go(actor: Viewer, kept: Excerpt) -> None:
    if not may_let_go(actor, kept):
        raise Refused("Only who kept this, or a convenor, can let it go.")


def may_react(actor: Viewer, message: Message) -> bool:
    """Asked of who may post in its channel. One's own words are not one's to thank for."""
    return actor.id is not None and message.author_id != actor.id and not message.is_deleted


def require_react(actor: Viewer, message: Message, place: Place) -> None:
    require_post(actor, place)
    if message.is_deleted:
        raise NotThere
    if not may_react(actor, message):
        raise Refused("You cannot react to your own message.")


def may_pin(actor: Viewer, community: Community | None) -> bool:
    """In a channel that the actor reads: its community's convenors; in a direct talk everybody who is in it."""
    return not actor.is_guest and (community is None or communities.may_convene(actor, community))


def require_pin(actor: Viewer, message: Message) -> None:
    """The message's channel and community must be loaded."""
    if not may_pin(actor, message.channel.community):
        raise Refused("Only the convenors of this community pin messages.")
    if message.is_deleted:
        raise NotThere


def may_see_history(viewer: Viewer, message: Message) -> bool:
    """What a message said before is for all who read it; what one said that is deleted is not."""
    return not viewer.is_guest and not message.is_deleted


def may_open_deleted(viewer: Viewer, message: Message) -> bool:
    """The author, and the convenors, for whom it goes on record. Not what a report has hidden: see require_hide."""
    if viewer.is_guest or not message.is_deleted or message.is_hidden:
        return False
    community = message.channel.community
    return message.author_id == viewer.id or (community is not None and communities.may_convene(viewer, community))


def require_open_deleted(actor: Viewer, message: Message) -> None:
    """The message's channel and community must be loaded."""
    if not may_open_deleted(actor, message):
        raise Refused("What a deleted message said is for its author and the convenors.")
