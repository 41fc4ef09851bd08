"""Accounts: coming in, passwords, tokens that work once, sessions that end."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from lhs_community.accounts import actions, handles, passwords, queries
from lhs_community.accounts.models import Person, PersonKind, SignIn, SiteRole
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, Refused
from lhs_community.foundation.mail import Letter
from lhs_community.safety.guard import Consent
from tests.make.people import PASSWORD

BROWSER = {"address": "127.0.0.1", "browser": "a test"}
IDLE, LONGEST = timedelta(hours=12), timedelta(days=30)


def last_token() -> str:
    text = db.session.scalars(select(Letter.text).order_by(Letter.id.desc())).first()
    return re.search(r"http://x/(\S+)", text).group(1)


def ask_reset(person: Person) -> str:
    actions.ask_reset(person.email, minutes=60, link="http://x/TOKEN")
    return last_token()


def test_a_right_password_begins_a_session_and_a_wrong_one_is_recorded(make_person):
    person = make_person()
    db.session.commit()
    found, token = actions.sign_in(person.email.upper(), PASSWORD, **BROWSER)
    assert found.id == person.id
    assert queries.find_sign_in(token, IDLE, LONGEST).person_id == person.id
    assert actions.sign_in(person.email, "not the password", **BROWSER) is None
    db.session.commit()
    assert actions.sign_in("nobody@demo.example", PASSWORD, **BROWSER) is None
    names = list(db.session.scalars(select(EventRow.name)))
    assert names.count("accounts.sign_in_failed") == 2


def test_sessions_end_when_idle_old_or_disabled(make_person, make_member):
    person = make_person()
    token = actions.start_session(person, **BROWSER)
    db.session.flush()
    with clock.at(clock.now() + timedelta(hours=13)):
        assert queries.find_sign_in(token, IDLE, LONGEST) is None
    assert queries.find_sign_in(token, IDLE, LONGEST)
    actions.disable_person(make_member(site_roles=(SiteRole.ADMINISTRATOR,)), person)
    db.session.flush()
    assert queries.find_sign_in(token, IDLE, LONGEST) is None
    assert actions.sign_in(person.email, PASSWORD, **BROWSER) is None


def test_only_administrators_disable(make_person, make_member):
    with pytest.raises(Refused):
        actions.disable_person(make_member(), make_person())


def test_a_reset_link_works_once_and_ends_all_sessions(make_person):
    person = make_person()
    old = actions.start_session(person, **BROWSER)
    token = ask_reset(person)
    actions.reset_password(token, "a new and longer password")
    db.session.commit()
    assert actions.sign_in(person.email, "a new and longer password", **BROWSER)
    assert queries.find_sign_in(old, IDLE, LONGEST) is None
    with pytest.raises(Invalid):
        actions.reset_password(token, "another long password")


def test_a_newer_reset_link_voids_the_older_and_both_die_with_time(make_person):
    person = make_person()
    first, second = ask_reset(person), ask_reset(person)
    with pytest.raises(Invalid):
        actions.reset_password(first, "a new and longer password")
    with clock.at(clock.now() + timedelta(minutes=61)), pytest.raises(Invalid):
        actions.reset_password(second, "a new and longer password")


def test_asking_for_a_reset_of_a_missing_account_sends_nothing():
    actions.ask_reset("nobody@demo.example", minutes=60, link="http://x/TOKEN")
    assert db.session.scalars(select(Letter)).all() == []


def test_tokens_are_kept_only_hashed(make_person):
    token = ask_reset(make_person())
    assert token not in str(db.session.execute(select(queries.MailedToken.token_hash)).all())


def test_registration_is_for_allowed_domains():
    def ask(email: str) -> None:
        actions.ask_registration(email, domains=["trust.example"], minutes=60, link="http://x/TOKEN")

    ask("sam@elsewhere.example")
    ask("sam@sub.trust.example.elsewhere.example")
    assert db.session.scalars(select(Letter)).all() == []
    ask("sam@trust.example")
    fields = {"name": "Sam Okoro", "password": PASSWORD, "role_title": "Nurse", "consent": Consent()}
    person = actions.register(last_token(), kind=PersonKind.CLINICIAN, **fields)
    assert (person.email, person.handle) == ("sam@trust.example", "sam-okoro")
    with pytest.raises(Invalid):
        actions.register("made up", kind=PersonKind.CLINICIAN, **fields)


def test_nobody_registers_as_an_external_partner():
    actions.ask_registration("sam@trust.example", domains=["trust.example"], minutes=60, link="http://x/TOKEN")
    with pytest.raises(Invalid):
        actions.register(
            last_token(), name="Sam", password=PASSWORD, kind=PersonKind.EXTERNAL, role_title="", consent=Consent()
        )


@pytest.mark.parametrize(
    "password",
    [
        "x" * 11,
        "aaaaaaaaaaaa",
        "passwordpassword",
        "Password 1234",
        "sam-okoro-sam-okoro",
        "x" * 129,
        "x" * 5000,
        "qwertyuiop123",
        "samokoro12345"[:12],
    ],
)
def test_weak_or_overlong_passwords_are_refused(password):
    with pytest.raises(Invalid):
        passwords.require_good(password, ("Sam Okoro", "sam-okoro", "sam@demo.example"))


@pytest.mark.parametrize(
    "password",
    [
        "four unrelated words here",
        " leading space counts",
        "🐝🐝🐝 bees and honey",
        "Zwölf Boxkämpfer jagen",
        "y7" * 64,
        "correct pony stapler moss",
    ],
)
def test_good_passwords_pass_unchanged(password):
    if len(set(password)) > 4:
        passwords.require_good(password, ("Sam Okoro",))
    stored = passwords.make_hash(password)
    assert passwords.matches(stored, password)
    assert not passwords.matches(stored, password.strip() + " ")
    assert not passwords.matches(stored, password[:72] + "other tail")


@pytest.mark.parametrize(
    "handle",
    ["admin", "аdmin", "adm1n", "rnoderator", "a", "-sam", "sam--okoro", "s" * 41, "sam okoro", "sam\u200bokoro"],
)
def test_handles_that_pretend_or_do_not_fit_are_refused(handle):
    with pytest.raises(Invalid):
        handles.clean_handle(handle)


def test_look_alike_handles_count_as_taken(make_person):
    fields = {"email": "other@demo.example", "password": "", "password_hash": "x", "name": "Other Person"}
    actions.add_person(
        actions.NOBODY, name="Ian", email="ian@demo.example", password="", password_hash="x", handle="ian-olm"
    )
    for alike in ("lan-olm", "1an-0lm", "ianolm", "ian-oim"):
        with pytest.raises(Invalid):
            actions.add_person(actions.NOBODY, handle=alike, **fields)


@pytest.mark.parametrize("name", ["Siân Ó Briain", "محمد الأمين", "李小龙", "Nguyễn Thị Minh", "O'Neil-Smith"])
def test_real_names_are_accepted(name):
    assert handles.clean_name(f"  {name} ") == name


@pytest.mark.parametrize("name", ["", "x", "Administrator", "\u202eroot", "１２３４", "Аdministrator"])
def test_names_that_pretend_or_say_nothing_are_refused(name):
    with pytest.raises(Invalid):
        handles.clean_name(name)


def test_a_profile_is_guarded_and_only_mine(make_person, make_member):
    me, other = make_member(), make_person()
    person = db.session.get(Person, me.id)
    fields = {
        "name": "Sam Okoro",
        "role_title": "",
        "interests": ["falls"],
        "time_zone": "Europe/London",
        "consent": Consent(),
    }
    with pytest.raises(Invalid):
        actions.change_profile(me, person, about="My patient, NHS number 999 000 0018", **fields)
    with pytest.raises(Refused):
        actions.change_profile(me, other, about="", **fields)
    actions.change_profile(me, person, about="**Falls**", **fields)
    assert "<strong>Falls</strong>" in person.about_html


def test_i_end_my_sessions_and_nobody_elses(make_person, make_member):
    me, other = make_member(), make_person()
    actions.start_session(db.session.get(Person, me.id), **BROWSER)
    actions.start_session(other, **BROWSER)
    db.session.flush()
    for session in db.session.scalars(select(SignIn)).all():
        actions.end_session(me, session.id)
    assert [session.person_id for session in db.session.scalars(select(SignIn))] == [other.id]


def test_viewers_of_disabled_people_are_guests(make_person):
    person = make_person()
    person.is_disabled = True
    assert viewer_for(person.id).is_guest
