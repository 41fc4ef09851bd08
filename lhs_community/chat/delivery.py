"""Bringing messages, and who is here, to open pages: only to people who may read the channel at that moment."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from itertools import groupby
from typing import Any

from lhs_community.chat.models.messages import Message
from lhs_community.chat.queries import readers
from lhs_community.communities.models import Community
from lhs_community.foundation import seats
from lhs_community.foundation.live.rooms import emit, emit_changed, in_background, mine, put_out, soon
from lhs_community.foundation.refs import Ref

MOST_NAMES = 50
CROWD = 20  # open pages of one channel
_LINK = re.compile(r'<a href="(?!/people/)')
BELLS = "bells"  # the room of all pages that show a list of channels
SOME = 20  # messages
_brought: dict[str, int] = {}  # room -> the highest number its pages were given, in this process


def shown(message: Message) -> dict[str, Any]:
    """A message as pages get it. The HTML was made safe when it was written."""
    return {
        "id": message.id,
        "number": message.number,
        "client_id": message.client_id,
        "author_id": message.author_id,
        "author": message.author.name,
        "when": message.created_at.isoformat(),
        "html": str(message.body_html),
        "edited": message.edited_at is not None,
        "deleted": message.is_deleted,
        "gone": message.gone_words if message.is_deleted else "",
        "root": message.root_number,
        "more": _has_more(message),
        "pinned": message.is_pinned,
    }


def _has_more(message: Message) -> bool:
    """Is there anything besides its words? Pages then fetch its item, with what their reader may see of it."""
    if message.is_deleted:
        return False
    is_dressed = message.has_files or message.reaction_count or message.last_reply_at or message.is_pinned
    return bool(is_dressed or _LINK.search(message.body_html))


def deliver(message_ids: Iterable[int], changed_ids: Container[int] = ()) -> None:
    """To everybody who has the channel open and may read it now; who may not is put out first."""
    for _, group in groupby(readers.messages_by_id(message_ids), key=lambda message: message.channel_id):
        messages = list(group)
        channel = messages[0].channel
        room = room_of(channel.subject)
        keep_only_readers(channel.subject, channel.community)
        if not seats.in_room(room):
            _brought.pop(room, None)
        elif content := [shown(message) for message in _in_order(room, messages, changed_ids)]:
            emit("chat messages", {"subject": str(channel.subject), "messages": content}, room)


def tell_of_pins(message_id: int) -> None:
    """Whoever has that channel open fetches what is pinned, as far as they may read it."""
    for message in readers.messages_by_id([message_id]):
        emit_changed(str(message.channel.subject), message=message_id)


def is_followed(subject: Ref) -> bool:
    """Has the room of `subject` been given all there is? Then whoever comes in and reads lacks nothing."""
    return room_of(subject) in _brought


def follow(subject: Ref, last: int) -> None:
    """Somebody came into a room that was not followed, and has read all up to `last`."""
    room = room_of(subject)
    _brought[room] = min(last, _brought.get(room, last))


def _in_order(room: str, messages: list[Message], changed_ids: Container[int]) -> list[Message]:
    """What the room lacks up to the newest of `messages`, and what of the others has changed.

    A process hears of its own messages at once and of those of other processes a little later, but pages drop what is
    older than what they show. Numbers are committed in their order, so what lies before can be brought too; its own
    turn then finds it done. In a room of which nothing is known yet some are brought too many, which pages drop.
    """
    before = _brought.get(room, max(0, messages[0].number - SOME))
    newest = messages[-1].number
    new = [message for message in messages if message.number > before]
    if len(new) < newest - before:
        new = readers.messages_between(messages[0].channel_id, before, newest)
    _brought[room] = max(before, newest)
    return [message for message in messages if message.number <= before and message.id in changed_ids] + new


def ring(channel_id: int) -> None:
    """Tell the lists of channels on other pages how far a channel has come: to people who may read it now."""
    waiting = seats.in_room(BELLS)
    if not waiting or (channel := readers.find_channel_by_id(channel_id)) is None:
        return
    # Whoever has it open has its messages.
    elsewhere = [seat for seat in waiting if room_of(channel.subject) not in seat.rooms]
    may_read = readers.readers_among({seat.person_id for seat in elsewhere}, channel.subject, channel.community)
    for seat in elsewhere:
        if seat.person_id in may_read:
            emit("chat bell", {"subject": str(channel.subject), "last": channel.last_number}, seat.sid)


def room_of(subject: Ref) -> str:
    """Apart from the room of those who only watch the thing."""
    return f"chat:{subject}"


def keep_only_readers(subject: Ref, community: Community | None) -> None:
    room = room_of(subject)
    inside = seats.in_room(room)
    may_read = readers.readers_among({seat.person_id for seat in inside}, subject, community)
    for seat in inside:
        if seat.person_id not in may_read:
            put_out(seat.sid, room)


def tell_presence(ref: Ref, community: Community | None) -> None:
    room = room_of(ref)
    keep_only_readers(ref, community)
    names = readers.people_names(readers.readers_among(seats.people_in(room), ref, community))
    people = [{"id": id_, "name": name} for id_, name in sorted(names.items(), key=lambda one: one[1])]
    emit("chat presence", {"subject": str(ref), "people": people[:MOST_NAMES], "count": len(people)}, room)


def tell_who_came(ref: Ref, community: Community | None) -> None:
    """At once; in a crowd once for all who come within half a second, or each would be told of each."""
    if len(seats.in_room(room_of(ref))) > CROWD:
        soon(_in_its_community, tell_presence, ref)
    else:
        tell_presence(ref, community)


def tell_typing(subject: Ref, community: Community | None, person_id: int, skip: str | None = None) -> None:
    """To those who have the channel open in this process. The caller has checked that this person may post there."""
    keep_only_readers(subject, community)
    for id_, name in readers.people_names([person_id]).items():
        emit("chat typing", {"subject": str(subject), "id": id_, "name": name}, room_of(subject), skip=skip)


def hear_of_typing(said: dict[str, Any]) -> None:
    """Somebody types, in another process."""
    subject = Ref.parse(said["subject"])
    if seats.in_room(room_of(subject)):
        in_background(_in_its_community, tell_typing, subject, said["person"])


def tell_read(subject: Ref, person_id: int, number: int) -> None:
    """To the person's own other pages in this process: how far they have read."""
    emit("chat read", {"subject": str(subject), "number": number}, mine(person_id))


def hear_of_reading(said: dict[str, Any]) -> None:
    """Somebody has read on, in another process."""
    tell_read(Ref.parse(said["subject"]), said["person"], said["number"])


def tell_who_stayed(room: str) -> None:
    if not seats.in_room(room):
        _brought.pop(room, None)
    elif room.startswith("chat:"):
        soon(_in_its_community, tell_presence, Ref.parse(room.removeprefix("chat:")))


def _in_its_community(tell: Callable[..., None], subject: Ref, *more: Any) -> None:
    community = readers.find_community_of(subject)
    if community or subject.kind == "direct":  # else nobody has spoken there yet, and who may read is not known here
        tell(subject, community, *more)
