"""Chat over sockets: join, send, resume, who is here, who is typing. Rights are asked again at every step."""

from __future__ import annotations

from typing import Any

from lhs_community.accounts import current
from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import delivery
from lhs_community.chat.actions.channels import mark_read as mark_read_to
from lhs_community.chat.actions.saying import say
from lhs_community.chat.models.channels import Channel
from lhs_community.chat.models.messages import CLIENT_ID_LENGTH
from lhs_community.chat.queries.channels import get_talk
from lhs_community.chat.queries.lists import list_rows
from lhs_community.chat.queries.messages import list_after
from lhs_community.chat.queries.peace import shows_presence
from lhs_community.foundation import relay, seats
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.live.events import on_event
from lhs_community.foundation.live.rooms import join, mine
from lhs_community.foundation.live.server import here
from lhs_community.foundation.refs import Ref
from lhs_community.safety.guard import Consent


def register() -> None:
    seats.on_change(delivery.tell_who_stayed)
    relay.hear("chat typing", delivery.hear_of_typing)
    relay.hear("chat read", delivery.hear_of_reading)

    @on_event("chat join", {"subject": str, "after": int}, rate="60 per minute", may_write=False)
    def join_channel(subject: str, after: int) -> dict[str, Any]:
        """Into the room first, then what was missed: a message in between comes twice and is dropped by its number."""
        viewer, ref = current.viewer(), Ref.parse(subject)
        get_talk(viewer, ref)
        is_followed = delivery.is_followed(ref)
        join(delivery.room_of(ref), ref)
        talk = get_talk(viewer, ref)  # read anew: see join()
        if not is_followed:
            delivery.follow(ref, talk.channel.last_number if talk.channel else 0)
        delivery.tell_who_came(ref, talk.community)
        return _missed(viewer, talk.channel, after) | {"may_post": talk.may_post}

    @on_event("chat since", {"subject": str, "after": int}, rate="120 per minute", may_write=False)
    def list_since(subject: str, after: int) -> dict[str, Any]:
        viewer, ref = current.viewer(), Ref.parse(subject)
        return _missed(viewer, get_talk(viewer, ref).channel, after)

    @on_event(
        "chat send", {"subject": str, "client_id": str, "body": str, "confirmed": bool}, rate="30 per 20 second",
        turn="subject",
    )  # fmt: skip
    def send(subject: str, client_id: str, body: str, confirmed: bool) -> dict[str, Any]:
        """Answered only after the commit: what was acknowledged is kept."""
        if not 8 <= len(client_id) <= CLIENT_ID_LENGTH:
            raise Invalid("That message is not of the form this site expects.", field="client_id")
        outcome = say(current.viewer(), Ref.parse(subject), body, client_id=client_id, consent=Consent(confirmed))
        if outcome.message is None:  # a command
            return {"go": outcome.url}
        return {"number": outcome.message.number, "id": outcome.message.id}

    _register_signs()


def _register_signs() -> None:
    """What pages say and ask besides messages."""

    @on_event("chat typing", {"subject": str}, rate="30 per minute", may_write=False)
    def tell_typing(subject: str) -> None:
        viewer, ref = current.viewer(), Ref.parse(subject)
        talk = get_talk(viewer, ref)
        if talk.may_post and shows_presence(viewer):
            delivery.tell_typing(ref, talk.community, viewer.person_id, skip=here())
            relay.tell("chat typing", {"subject": str(ref), "person": viewer.person_id})

    @on_event("chat read", {"subject": str, "number": int}, rate="120 per minute")
    def mark_read(subject: str, number: int) -> None:
        viewer, ref = current.viewer(), Ref.parse(subject)
        read = mark_read_to(viewer, ref, number)
        delivery.tell_read(ref, viewer.person_id, read)
        relay.tell("chat read", {"subject": str(ref), "person": viewer.person_id, "number": read})

    @on_event("chat bells", {}, rate="30 per minute", may_write=False)
    def count_unread() -> dict[str, Any]:
        """From now on the page hears of every channel of the viewer's; what is unread there at this moment."""
        viewer = current.viewer()
        me = Ref("person", viewer.person_id)
        join(mine(viewer.person_id), me)
        join(delivery.BELLS, me)
        rows = list_rows(viewer)
        return {"rows": [[str(row.subject.ref), row.unread, row.latest.number if row.latest else 0] for row in rows]}


def _missed(viewer: Viewer, channel: Channel | None, after: int) -> dict[str, Any]:
    messages = list_after(viewer, channel, after)
    last = channel.last_number if channel else 0
    has_more = bool(messages) and messages[-1].number < last
    return {"messages": [delivery.shown(message) for message in messages], "last": last, "more": has_more}
