"""The refusals. Raised deep, caught only at the edges (web, sockets, command line)."""

from __future__ import annotations

from typing import Protocol


class Refusal(Exception):
    """A refusal with words for people: what is wrong and what to do next."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refused(Refusal):
    """The actor may read this, but may not do that (403)."""

    def __init__(
        self, message: str = "You cannot do this. Ask a convenor of the community if you think you should."
    ) -> None:
        super().__init__(message)


class NotThere(Refusal):
    """Does not exist, or not for you: from outside the two look the same (404)."""

    def __init__(self, message: str = "There is nothing here, or it is not open to you.") -> None:
        super().__init__(message)


class Invalid(Refusal):
    """What was typed cannot be taken as it is (422). `field` names the form field it belongs to."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Conflict(Invalid):
    """Somebody else changed the same thing meanwhile; both texts are shown, none is lost."""


class Unavailable(Refusal):
    """Nothing is wrong with what was asked, but it cannot be done now: no room on the disk, for instance (503)."""


class Versioned(Protocol):
    """A row whose text several people edit: a save names the version it was made from, an older one is not taken."""

    @property
    def version(self) -> int: ...


class Stale(Conflict):
    """The text was saved by somebody else after the editor read it. `thing` holds what stands there now."""

    def __init__(self, thing: Versioned) -> None:
        super().__init__("Somebody else saved this while you were typing. Bring the two versions together, then save.")
        self.thing = thing
