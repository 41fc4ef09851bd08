"""What can happen to a request to unseal. The subject is the request; no event says whose post it is.

`person_ids`: whom to tell. Whoever wrote the post is never among them for that reason, and never left out for it:
somebody who may decide and wrote it themself is told as all who may, and sees nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lhs_community.foundation.bus import Event
from lhs_community.unsealing.models import Ground


@dataclass(frozen=True, kw_only=True)
class UnsealingAsked(Event):
    name: ClassVar[str] = "unsealing.unsealing_asked"
    ground: Ground
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class UnsealingApproved(Event):
    name: ClassVar[str] = "unsealing.unsealing_approved"
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class UnsealingDeclined(Event):
    name: ClassVar[str] = "unsealing.unsealing_declined"
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class UnsealingExpired(Event):
    name: ClassVar[str] = "unsealing.unsealing_expired"
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class NameOpened(Event):
    """One of the two looked at the name; the actor says which."""

    name: ClassVar[str] = "unsealing.name_opened"


@dataclass(frozen=True, kw_only=True)
class AuthorTold(Event):
    """The author has mail, and a notice that hangs on this event."""

    name: ClassVar[str] = "unsealing.author_told"
