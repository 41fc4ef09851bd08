"""Who may do what with accounts."""

from __future__ import annotations

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation.errors import Refused


def require_signed_in(actor: Viewer) -> None:
    if actor.is_guest:
        raise Refused("Sign in first.")


def may_administer(actor: Viewer) -> bool:
    return actor.is_administrator


def require_administer(actor: Viewer) -> None:
    if not may_administer(actor):
        raise Refused("Only an administrator of this site can do this.")


def require_change_person(actor: Viewer, person: Person) -> None:
    if actor.id != person.id and not actor.is_administrator:
        raise Refused("You can change only your own profile.")
