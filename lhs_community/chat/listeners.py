"""What chat does when something has happened: bring messages to open pages, and cut off who lost a right."""

from __future__ import annotations

import threading
from collections import deque

from lhs_community.chat import delivery
from lhs_community.chat.events import MessagePosted
from lhs_community.foundation.bus import StoredEvent
from lhs_community.foundation.live.rooms import close_person, cut_off, emit_changed, in_background, soon

_waiting: deque[tuple[int, bool]] = deque()  # a message, and whether it is new
# One delivery at a time keeps the order of the messages.
_turn = threading.Lock()


def bring(happened: StoredEvent) -> None:
    """A message was posted, edited or deleted: soon everybody who has its channel open sees it."""
    _waiting.append((happened.subject_id, happened.name == MessagePosted.name))
    in_background(_deliver)


def renew(happened: StoredEvent) -> None:
    """A file was taken from a message."""
    if happened.subject_kind == "message":
        bring(happened)


def renew_side_thread(happened: StoredEvent) -> None:
    """Somebody replied: whoever has the page of the side thread open fetches it again."""
    emit_changed(f"message:{happened.subject_id}", message=happened.subject_id)


def renew_pins(happened: StoredEvent) -> None:
    in_background(delivery.tell_of_pins, happened.subject_id)


def _deliver() -> None:
    with _turn:
        batch: list[tuple[int, bool]] = []
        while _waiting:
            batch.append(_waiting.popleft())
        if batch:
            delivery.deliver([id_ for id_, _ in batch], {id_ for id_, is_new in batch if not is_new})


def ring(happened: StoredEvent) -> None:
    """A message was posted: lists of channels on other pages count it."""
    soon(delivery.ring, int(happened.payload["channel_id"]))


def cut_off_member(happened: StoredEvent) -> None:
    """A membership or role ended."""
    in_background(cut_off, [int(happened.payload["person_id"])])


def cut_off_person(happened: StoredEvent) -> None:
    """An account was disabled, or its password changed."""
    in_background(close_person, happened.subject_id)


def cut_off_session(happened: StoredEvent) -> None:
    in_background(cut_off, [happened.subject_id], happened.payload.get("sign_in_id"))


def cut_off_everybody_outside(happened: StoredEvent) -> None:
    """A community was closed further: whoever may not read it any more goes."""
    in_background(cut_off)
