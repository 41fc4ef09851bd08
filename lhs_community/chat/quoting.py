"""Messages as the beginning of another text: who wrote what and when, in the order chosen. Pure: the same messages, the
same words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from lhs_community.chat.models.messages import Message
from lhs_community.foundation import clock
from lhs_community.foundation.text import literal

GONE = "*This message was deleted.*"


def quoted(messages: Iterable[Message], time_zone: str, address: str = "") -> str:
    """As block quotes. `address`: of the talk, for a link to each message; "" where readers could not follow one."""
    return "\n\n".join(_quote(message, time_zone, address) for message in messages)


def _quote(message: Message, time_zone: str, address: str) -> str:
    wrote = f"[wrote]({address}?at={message.number}#m{message.number})" if address else "wrote"
    # The hour alone: a date beside a ward or a bed is what the guard looks for, and the link leads to the day.
    head = f"**{literal(message.author.name)}** {wrote} at {_hour(message.created_at, time_zone)}:"
    lines = [head, "", *(GONE if message.is_deleted else message.body).splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _hour(when: datetime, time_zone: str) -> str:
    return f"{when.astimezone(clock.zone(time_zone)):%H:%M}"
