"""The one shared person under whose name stands what people wrote without theirs.

All who write anonymously are the same author to every list, notice, card and index, whoever wrote that code. The
account cannot be used: it is disabled, so nobody signs in as it, and it is neither listed, found, mentioned nor told.
"""

from __future__ import annotations

import dataclasses

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lhs_community.accounts import handles
from lhs_community.accounts.models import ANONYMOUS_HANDLE, ANONYMOUS_NAME, Person, PersonKind
from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import bus, clock
from lhs_community.foundation.database import db


def shared_id() -> int:
    """The id of the shared person, who is made when first needed."""
    found = _find()
    if found is None:
        try:
            with db.session.begin_nested():
                db.session.add(_person())
        except IntegrityError:  # somebody else needed it at the same moment
            pass
        found = _find()
    assert found is not None
    return found


def _find() -> int | None:
    return db.session.scalar(select(Person.id).where(Person.handle == ANONYMOUS_HANDLE))


def _person() -> Person:
    return Person(
        name=ANONYMOUS_NAME,
        handle=ANONYMOUS_HANDLE,
        handle_skeleton=handles.skeleton(ANONYMOUS_HANDLE),
        email="anonymous@nobody.invalid",
        password_hash="!",  # no password has this hash
        kind=PersonKind.CLINICIAN,
        is_disabled=True,
        interests=[],
        created_at=clock.now(),
    )


def masked(actor: Viewer) -> Viewer:
    """`actor` as others are to see who acted: the same communities, another person, and no address in the log.

    Ask the policy about the actor, never about the mask: the mask is everybody who ever wrote without a name.
    """
    person_id = shared_id()
    bus.withhold_origin_of(person_id)
    return dataclasses.replace(
        actor, id=person_id, name=ANONYMOUS_NAME, handle=ANONYMOUS_HANDLE, site_roles=frozenset(), sign_in_id=None
    )
