"""Reading about people and their sessions. Look-ups that happen before anybody is signed in say so."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.models import (
    ANONYMOUS_HANDLE,
    MailedToken,
    Person,
    SignIn,
    SiteRole,
    SiteRoleGrant,
    TokenPurpose,
)
from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find_sign_in(token: str, idle: timedelta, longest: timedelta) -> SignIn | None:
    """The living session of a cookie, its person loaded. Before sign-in, so without a viewer."""
    moment = clock.now()
    found = db.session.scalars(
        select(SignIn).options(joinedload(SignIn.person)).where(SignIn.token_hash == token_hash(token))
    ).first()
    if found is None or found.person.is_disabled:
        return None
    if moment - found.last_seen_at > idle or moment - found.created_at > longest:
        return None
    return found


def site_roles_of(person_id: int) -> frozenset[SiteRole]:
    return frozenset(db.session.scalars(select(SiteRoleGrant.role).where(SiteRoleGrant.person_id == person_id)))


def find_by_email(email: str) -> Person | None:
    """Before sign-in, so without a viewer."""
    return db.session.scalars(select(Person).where(Person.email == email.strip().lower())).first()


def find_mailed_token(purpose: TokenPurpose, token: str) -> MailedToken | None:
    """An unexpired token, locked for use: it works once. Before sign-in, so without a viewer."""
    return db.session.scalars(
        select(MailedToken)
        .where(
            MailedToken.purpose == purpose,
            MailedToken.token_hash == token_hash(token),
            MailedToken.expires_at > clock.now(),
        )
        .with_for_update()
    ).first()


def people_by_id(ids: Iterable[int]) -> dict[int, Person]:
    """People by id, for bylines of things the viewer may already read."""
    wanted = {id_ for id_ in ids if id_ is not None}
    if not wanted:
        return {}
    people = db.session.scalars(select(Person).where(Person.id.in_(wanted)).options(joinedload(Person.organisation)))
    return {person.id: person for person in people}


def people_by_handle(handles: Iterable[str]) -> list[Person]:
    """Active people by handle, for mentions; the caller checks what they may read."""
    wanted = {handle.lower() for handle in handles}
    if not wanted:
        return []
    return list(
        db.session.scalars(select(Person).where(Person.handle.in_(wanted), Person.is_disabled.is_(False)).limit(50))
    )


def get_person(viewer: Viewer, handle: str) -> Person:
    """Raises NotThere for guests and for people who have left. External partners are checked by communities."""
    person = db.session.scalars(
        select(Person)
        .where(Person.handle == handle.lower(), Person.is_disabled.is_(False))
        .options(joinedload(Person.organisation))
    ).first()
    if person is None or viewer.is_guest:
        raise NotThere
    return person


def list_sign_ins(viewer: Viewer) -> Sequence[SignIn]:
    """My sessions, latest first."""
    return db.session.scalars(
        select(SignIn).where(SignIn.person_id == viewer.id).order_by(SignIn.last_seen_at.desc()).limit(50)
    ).all()


def list_people(viewer: Viewer, limit: int = 200) -> Sequence[Person]:
    """Everybody, for administrators and the command line; nobody for others."""
    if not viewer.is_administrator:
        return []
    everybody = select(Person).where(Person.handle != ANONYMOUS_HANDLE)
    return db.session.scalars(everybody.order_by(Person.name).limit(limit)).all()


def stale(sign_in: SignIn, moment: datetime) -> bool:
    """Is it time to note that the session is alive? Noted at most every ten minutes."""
    return moment - sign_in.last_seen_at > timedelta(minutes=10)
