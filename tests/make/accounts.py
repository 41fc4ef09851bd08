"""People: `make_person(name="Ada Okoro")`. Each has an account; nobody can sign in by password, use `sign_in`."""

from __future__ import annotations

from typing import Any

from lhs_community.accounts import actions
from lhs_community.accounts.models import Person, PersonKind, SiteRole
from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation.database import db

ADMINISTRATOR = Viewer(id=None, name="tests", site_roles=frozenset({SiteRole.ADMINISTRATOR}))
NO_PASSWORD = "!"  # hashing is slow on purpose, and most tests sign nobody in by password


def make_person(name: str = "Ada Okoro", *, roles: tuple[SiteRole, ...] = (), **fields: Any) -> Person:
    """A clinician unless `kind` says otherwise. `password="..."` for one who signs in on the page."""
    number = db.session.query(Person).count() + 1
    fields.setdefault("kind", PersonKind.CLINICIAN)
    fields.setdefault("email", f"person-{number}@tests.example")
    fields.setdefault("password", "")
    if not fields["password"]:
        fields["password_hash"] = NO_PASSWORD
    person = actions.add_person(ADMINISTRATOR, name=name, **fields)
    for role in roles:
        actions.grant_site_role(ADMINISTRATOR, person, role)
    return person
