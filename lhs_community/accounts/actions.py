"""Everything that changes an account. `actor` is a guest where somebody is about to come in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, select

from lhs_community.accounts import events, handles, passwords, policy, queries
from lhs_community.accounts.models import (
    MailedToken,
    Organisation,
    Person,
    PersonKind,
    SignIn,
    SiteRole,
    SiteRoleGrant,
    TokenPurpose,
)
from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock, mail
from lhs_community.foundation.bus import record, unrecorded
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.text import to_html
from lhs_community.safety.guard import Consent, require_clear

NOBODY = Viewer(id=None)


def clean_email(email: str) -> str:
    """The address as stored. Raises Invalid."""
    try:
        found = validate_email(email.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Invalid("Enter an e-mail address such as name@example.org.", "email") from error
    return found.normalized.lower()


def add_person(
    actor: Viewer,
    *,
    name: str,
    email: str,
    password: str,
    handle: str = "",
    kind: PersonKind = PersonKind.CLINICIAN,
    role_title: str = "",
    organisation_id: int | None = None,
    password_hash: str = "",
    consent: Consent = Consent(),
) -> Person:
    """Make an account. An administrator adds others; a guest comes in by a token that the caller has checked."""
    if not actor.is_guest:
        policy.require_administer(actor)
    name, email = handles.clean_name(name), clean_email(email)
    handle = handles.clean_handle(handle) if handle else _free_handle(name)
    require_clear(actor, {"role_title": role_title}, consent)
    if not password_hash:
        passwords.require_good(password, (name, handle, email))
    if queries.find_by_email(email):
        raise Invalid("There is an account with this address already.", "email")
    if _taken(handle):
        raise Invalid("This handle is taken, or looks like one that is. Choose another.", "handle")
    person = Person(
        name=name,
        email=email,
        handle=handle,
        handle_skeleton=handles.skeleton(handle),
        kind=kind,
        role_title=role_title.strip(),
        organisation_id=organisation_id,
        created_at=clock.now(),
        interests=[],
        password_hash=password_hash or passwords.make_hash(password),
    )
    db.session.add(person)
    db.session.flush()
    record(events.PersonJoined(actor_id=actor.id or person.id, subject_kind="person", subject_id=person.id))
    return person


def _taken(handle: str) -> bool:
    return db.session.scalar(select(Person.id).where(Person.handle_skeleton == handles.skeleton(handle))) is not None


def _free_handle(name: str) -> str:
    base = handles.suggest_handle(name)
    if len(base) < 2 or handles.skeleton(base) in handles.RESERVED_SKELETONS:
        base = "member"
    # Look-alike digits fold together (1 and i), so numbers are drawn, not counted.
    candidate = base
    while _taken(candidate) or candidate == "member":
        candidate = f"{base}-{secrets.randbelow(90000) + 10000}"
    return candidate


@unrecorded("organisations are set up once, with the site")
def add_organisation(actor: Viewer, key: str, name: str) -> Organisation:
    policy.require_administer(actor)
    organisation = Organisation(key=key, name=" ".join(name.split()))
    db.session.add(organisation)
    db.session.flush()
    return organisation


def sign_in(email: str, password: str, *, address: str, browser: str) -> tuple[Person, str] | None:
    """The person and a new session's token; None, alike for a wrong password and a missing account (recorded)."""
    found = queries.find_by_email(email)
    stored = found.password_hash if found and not found.is_disabled else None
    person_id = found.id if found else None
    # Nothing is written yet: let go of the write lock while the hash is computed.
    db.session.rollback()
    is_right = passwords.matches(stored, password)
    if not is_right or person_id is None:
        record(events.SignInFailed(actor_id=None, subject_kind="person", subject_id=person_id or 0))
        return None
    person = db.session.get_one(Person, person_id)
    token = start_session(person, address=address, browser=browser)
    record(events.SignedIn(actor_id=person.id, subject_kind="person", subject_id=person.id))
    return person, token


@unrecorded("the caller records why the session began")
def start_session(person: Person, *, address: str, browser: str) -> str:
    token, moment = secrets.token_urlsafe(32), clock.now()
    db.session.add(
        SignIn(
            person_id=person.id,
            token_hash=queries.token_hash(token),
            created_at=moment,
            last_seen_at=moment,
            address=address[:64],
            browser=browser[:200],
        )
    )
    return token


def end_session(actor: Viewer, sign_in_id: int) -> None:
    """End one of my own sessions; nothing happens for anybody else's."""
    policy.require_signed_in(actor)
    db.session.execute(delete(SignIn).where(SignIn.id == sign_in_id, SignIn.person_id == actor.id))
    record(
        events.SignedOut(actor_id=actor.id, subject_kind="person", subject_id=actor.person_id, sign_in_id=sign_in_id)
    )


def end_other_sessions(actor: Viewer) -> None:
    policy.require_signed_in(actor)
    for found in queries.list_sign_ins(actor):
        if found.id != actor.sign_in_id:
            end_session(actor, found.id)


@unrecorded("a session being alive is nobody's news")
def note_seen(actor: Viewer) -> None:
    if actor.sign_in_id and (found := db.session.get(SignIn, actor.sign_in_id)):
        found.last_seen_at = clock.now()


def _mail_token(purpose: TokenPurpose, email: str, minutes: int) -> str:
    db.session.execute(delete(MailedToken).where(MailedToken.email == email, MailedToken.purpose == purpose))
    token = secrets.token_urlsafe(32)
    db.session.add(
        MailedToken(
            purpose=purpose,
            email=email,
            token_hash=queries.token_hash(token),
            expires_at=clock.now() + timedelta(minutes=minutes),
        )
    )
    return token


def ask_reset(email: str, *, minutes: int, link: str) -> None:
    """Mail a link to reset the password, if there is such an account; from outside both look alike.

    `link` holds "TOKEN" where the token goes.
    """
    person = queries.find_by_email(email)
    if person is None or person.is_disabled:
        return
    token = _mail_token(TokenPurpose.RESET, person.email, minutes)
    mail.post(
        person.email,
        "Reset your password",
        f"Hello {person.name},\n\nsomebody, probably you, asked to reset the password of your account here.\n"
        f"To choose a new one, open this link within {minutes} minutes:\n\n{link.replace('TOKEN', token)}\n\n"
        "If it was not you, do nothing: your password stays as it is.\n",
    )
    record(events.ResetAsked(actor_id=None, subject_kind="person", subject_id=person.id))


def reset_password(token: str, password: str) -> Person:
    """Use a mailed token once; every session of the account ends."""
    found = queries.find_mailed_token(TokenPurpose.RESET, token)
    person = queries.find_by_email(found.email) if found else None
    if found is None or person is None or person.is_disabled:
        raise Invalid("This link has been used, replaced by a newer one, or is too old. Ask for a new one.")
    set_password(person, password)  # which ends the link too
    return person


def change_password(actor: Viewer, old: str, new: str) -> Person:
    policy.require_signed_in(actor)
    person = db.session.get_one(Person, actor.id)
    if not passwords.matches(person.password_hash, old):
        raise Invalid("This is not your present password.", "old_password")
    set_password(person, new)
    return person


def set_password(person: Person, password: str) -> None:
    """Every session and every open reset link of the account ends. The caller has proved who asks."""
    passwords.require_good(password, (person.name, person.handle, person.email))
    person.password_hash = passwords.make_hash(password)
    db.session.execute(delete(SignIn).where(SignIn.person_id == person.id))
    db.session.execute(delete(MailedToken).where(MailedToken.email == person.email))
    mail.post(
        person.email,
        "Your password was changed",
        f"Hello {person.name},\n\nthe password of your account here was changed. If it was not you, reset it now from\n"
        "the sign-in page and tell an administrator.\n",
    )
    record(events.PasswordChanged(actor_id=person.id, subject_kind="person", subject_id=person.id))


def ask_registration(email: str, *, domains: Sequence[str], minutes: int, link: str) -> None:
    """Mail a link to make an account, where the address's domain is allowed and has none yet; alike from outside."""
    address = clean_email(email)
    person = queries.find_by_email(address)
    if person is not None:
        mail.post(
            address,
            "You have an account",
            "Somebody, probably you, tried to make an account with this address.\n"
            "You have one already: sign in, or reset your password from the sign-in page.\n",
        )
        return
    if address.rpartition("@")[2] not in {domain.lower().lstrip("@") for domain in domains}:
        return
    token = _mail_token(TokenPurpose.REGISTER, address, minutes)
    mail.post(
        address,
        "Make your account",
        f"To make your account, open this link within {minutes} minutes:\n\n"
        f"{link.replace('TOKEN', token)}\n\nIf it was not you who asked, do nothing.\n",
    )


def register(token: str, *, name: str, password: str, kind: PersonKind, role_title: str, consent: Consent) -> Person:
    """Make the account a mailed registration link speaks of; the link works once."""
    found = queries.find_mailed_token(TokenPurpose.REGISTER, token)
    if found is None:
        raise Invalid("This link has been used or is too old. Ask for a new one.")
    if kind is PersonKind.EXTERNAL:
        raise Invalid("External partners come in by invitation.", "kind")
    email = found.email
    person = add_person(
        NOBODY, name=name, email=email, password=password, kind=kind, role_title=role_title, consent=consent
    )
    db.session.delete(found)
    return person


def change_profile(
    actor: Viewer,
    person: Person,
    *,
    name: str,
    role_title: str,
    about: str,
    interests: Sequence[str],
    time_zone: str,
    consent: Consent,
) -> None:
    policy.require_change_person(actor, person)
    require_clear(actor, {"role_title": role_title, "about": about, "interests": ", ".join(interests)}, consent)
    person.name = handles.clean_name(name)
    person.role_title = role_title.strip()
    person.about, person.about_html = about.strip(), to_html(about)
    person.interests = [" ".join(interest.split())[:60] for interest in interests if interest.strip()][:12]
    person.time_zone = time_zone
    record(events.ProfileChanged(actor_id=actor.id, subject_kind="person", subject_id=person.id))


def disable_person(actor: Viewer, person: Person) -> None:
    """Shut the account at once: sessions and open links end."""
    policy.require_administer(actor)
    person.is_disabled = True
    db.session.execute(delete(SignIn).where(SignIn.person_id == person.id))
    db.session.execute(delete(MailedToken).where(MailedToken.email == person.email))
    record(events.PersonDisabled(actor_id=actor.id, subject_kind="person", subject_id=person.id))


def grant_site_role(actor: Viewer, person: Person, role: SiteRole) -> None:
    policy.require_administer(actor)
    if role not in queries.site_roles_of(person.id):
        db.session.add(SiteRoleGrant(person_id=person.id, role=role))
        record(events.SiteRoleGranted(actor_id=actor.id, subject_kind="person", subject_id=person.id, role=role))
