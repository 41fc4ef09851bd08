"""Unsealing takes a convenor and an information-governance lead; every other way is refused, and all is on record."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import select

from lhs_community.accounts.models import Person, SiteRole
from lhs_community.communities.actions import members as member_actions
from lhs_community.communities.queries.members import find_membership, viewer_for
from lhs_community.discussions.actions import posts as post_actions
from lhs_community.foundation import clock, mail, subjects
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.notifications.queries import list_notices
from lhs_community.safety.held import Held
from lhs_community.unsealing import actions, listeners, policy, queries
from lhs_community.unsealing.models import Ground, RequestState
from tests.make.unsealing import REASON


def happened(request):
    rows = db.session.scalars(
        select(EventRow).where(EventRow.subject_kind == "unsealing", EventRow.subject_id == request.id)
    )
    return [(row.name.partition(".")[2], row.actor_id) for row in rows]


def told(viewer):
    return [line.name for group in list_notices(viewer).groups for line in group.lines
            if line.name.startswith("unsealing.")]  # fmt: skip


def test_both_agree_and_these_two_see_the_name_for_some_minutes(make_case, deliver):
    case = make_case()
    request = case.ask()
    actions.decide(case.lead, request, is_approved=True)
    for one in (case.convenor, case.lead):
        assert queries.find_name(one, request) is None, "not before it is asked for, which is on record"
        actions.open_name(one, request)
        assert queries.find_name(one, request).id == case.author.id
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert queries.find_name(case.convenor, request) is None
    with clock.at(clock.now() + timedelta(days=31)), pytest.raises(Refused):
        actions.open_name(case.lead, request)
    assert happened(request) == [
        ("unsealing_asked", case.convenor.id),
        ("unsealing_approved", case.lead.id),
        ("name_opened", case.convenor.id),
        ("name_opened", case.lead.id),
    ]


def test_the_author_is_told_why_and_the_post_stays_as_it_is(make_case, deliver):
    case = make_case()
    request = case.ask()
    deliver()
    assert not told(case.author), "nothing before both agree"
    assert subjects.card(case.author, Ref("unsealing", request.id)) is None
    actions.decide(case.lead, request, is_approved=True)
    deliver()
    assert told(case.author) == ["unsealing.author_told"]
    letter = db.session.query(mail.Letter).filter_by(to=db.session.get_one(Person, case.author.id).email).one()
    assert "in danger" in letter.text
    assert case.thread.title not in letter.text
    assert policy.is_authors(case.author, queries.get_request(case.author, request.id))
    assert case.post.author_name == "Anonymous member 1"
    stored = {str(value) for row in db.session.query(EventRow).filter_by(subject_kind="unsealing")
              for value in (row.actor_id, row.payload)}  # fmt: skip
    assert not any(str(case.author.id) in one.replace(str(case.lead.id), "") for one in stored if one.isdigit())


def test_the_author_is_told_once_though_the_listener_runs_twice(make_case, deliver):
    case = make_case()
    actions.decide(case.lead, case.ask(), is_approved=True)
    deliver()
    from_log = db.session.query(EventRow).filter_by(name="unsealing.unsealing_approved").one().stored()
    listeners.tell_author(from_log)
    assert db.session.query(EventRow).filter_by(name="unsealing.author_told").count() == 1


def test_what_is_declined_stays_sealed(make_case, deliver):
    case = make_case()
    request = case.ask()
    actions.decide(case.lead, request, is_approved=False, note="Write to them in the thread.")
    deliver()
    assert request.state is RequestState.DECLINED
    assert told(case.convenor) == ["unsealing.unsealing_declined"]
    assert not told(case.author)
    for one in (case.convenor, case.lead):
        with pytest.raises(Refused):
            actions.open_name(one, request)
    assert case.ask().state is RequestState.OPEN, "with a better reason it may be asked again"


def test_what_nobody_decides_expires(make_case, deliver):
    case = make_case()
    request = case.ask()
    with clock.at(clock.now() + timedelta(days=8)):
        with pytest.raises(Invalid, match="has expired"):
            actions.decide(case.lead, request, is_approved=True)
        actions.expire_due()
        deliver()
    assert request.state is RequestState.EXPIRED
    assert told(case.convenor) == ["unsealing.unsealing_expired"]
    assert not told(case.author)


@pytest.mark.parametrize("role", ["member", "administrator", "lead", "other convenor"])
def test_only_a_convenor_of_the_community_asks(role, make_case, make_member, make_community):
    case = make_case()
    who = {
        "member": lambda: make_member(case.community),
        "administrator": lambda: make_member(site_roles=(SiteRole.ADMINISTRATOR,)),
        "lead": lambda: case.lead,
        "other convenor": lambda: make_member(make_community(), "convenor"),
    }[role]()
    with pytest.raises(Refused if role == "member" else NotThere):
        actions.ask_to_unseal(who, case.post, Ground.DANGER, REASON)


def test_a_post_with_a_name_has_nothing_to_unseal(make_case):
    case = make_case()
    post = post_actions.reply(case.author, case.thread, "Under my name")
    with pytest.raises(Refused, match="bears its author's name"):
        actions.ask_to_unseal(case.convenor, post, Ground.DANGER, REASON)


def test_a_convenor_cannot_ask_about_their_own(make_case, make_member):
    case = make_case()
    post = post_actions.reply(case.convenor, case.thread, "I feel it too", is_anonymous=True)
    with pytest.raises(Refused, match="wrote this post yourself"):
        actions.ask_to_unseal(case.convenor, post, Ground.DANGER, REASON)


@pytest.mark.parametrize("role", ["asker", "asker who is a lead too", "administrator", "curator", "member", "author"])
def test_nobody_else_decides(role, make_case, make_member):
    case = make_case()
    request = case.ask()
    who = {
        "asker": lambda: case.convenor,
        "asker who is a lead too": lambda: dataclasses.replace(case.convenor, site_roles={SiteRole.IG_LEAD}),
        "administrator": lambda: make_member(case.community, site_roles=(SiteRole.ADMINISTRATOR,)),
        "curator": lambda: make_member(case.community, site_roles=(SiteRole.CURATOR,)),
        "member": lambda: make_member(case.community),
        "author": lambda: case.author,
    }[role]()
    for is_approved in (True, False):
        with pytest.raises(Refused if "asker" in role else NotThere):
            actions.decide(who, request, is_approved=is_approved)
    assert request.state is RequestState.OPEN


def test_for_a_lead_who_wrote_the_post_the_request_is_not_there(make_case, make_member, deliver):
    case = make_case(site_roles=(SiteRole.IG_LEAD,))
    request = case.ask()
    deliver()
    assert not queries.list_requests(case.author)
    assert not told(case.author)
    assert not queries.home_panel(case.author, 0)["requests"]
    with pytest.raises(NotThere):
        queries.get_request(case.author, request.id)
    with pytest.raises(NotThere):
        actions.decide(case.author, request, is_approved=False)
    asked = db.session.query(EventRow).filter_by(name="unsealing.unsealing_asked").one()
    leads = {case.author.id, case.lead.id}
    assert set(asked.payload["person_ids"]) == leads, "to leave the author out would say who it is"
    letters = {letter.to for letter in db.session.query(mail.Letter)}
    assert db.session.get_one(Person, case.author.id).email not in letters
    assert db.session.get_one(Person, case.lead.id).email in letters


def test_it_is_decided_once(make_case, make_member):
    case = make_case()
    request = case.ask()
    actions.decide(case.lead, request, is_approved=False)
    second = make_member(site_roles=(SiteRole.IG_LEAD,))
    with pytest.raises(Invalid, match="decided or has expired"):
        actions.decide(second, request, is_approved=True)
    assert request.decided_by_id == case.lead.id
    with pytest.raises(Refused):
        actions.open_name(second, request)


def test_there_is_one_request_at_a_time_for_a_post(make_case, make_member):
    case = make_case()
    case.ask()
    other = make_member(case.community, "convenor")
    with pytest.raises(Invalid, match="asked about this post already"):
        actions.ask_to_unseal(other, case.post, Ground.DANGER, REASON)


def test_it_is_not_decided_when_who_asked_is_no_longer_a_convenor(make_case, make_member):
    case = make_case()
    request = case.ask()
    other = make_member(case.community, "convenor")
    membership = find_membership(other, case.community, case.convenor.id)
    member_actions.change_role(other, case.community, membership, "member")
    with pytest.raises(Invalid, match="no longer a convenor"):
        actions.decide(case.lead, request, is_approved=True)
    with pytest.raises(NotThere):
        queries.get_request(viewer_for(case.convenor.id), request.id)


def test_whoever_loses_the_role_sees_the_name_no_more(make_case):
    case = make_case()
    request = case.ask()
    actions.decide(case.lead, request, is_approved=True)
    actions.open_name(case.lead, request)
    assert queries.find_name(dataclasses.replace(case.lead, site_roles=frozenset()), request) is None
    assert queries.find_name(dataclasses.replace(case.convenor, roles={}), request) is None


def test_another_lead_sees_the_request_and_not_the_name(make_case, make_member):
    case = make_case()
    request = case.ask()
    actions.decide(case.lead, request, is_approved=True)
    second = make_member(site_roles=(SiteRole.IG_LEAD,))
    assert queries.get_request(second, request.id)
    with pytest.raises(Refused):
        actions.open_name(second, request)
    assert queries.find_name(second, request) is None


def test_a_lead_sees_the_post_only_where_the_convenor_shows_it(make_case):
    case = make_case()
    request = case.ask()
    assert not policy.may_read_post(case.lead, request)
    request.shows_post = True
    assert policy.may_read_post(case.lead, request)


def test_without_a_second_person_it_cannot_be_asked(make_case):
    case = make_case()
    db.session.query(Person).filter_by(id=case.lead.id).update({"is_disabled": True})
    with pytest.raises(Invalid, match="no other information-governance lead"):
        case.ask()


@pytest.mark.parametrize(("reason", "problem"), [("", "at least 30"), ("Because", "at least 30"), ("x" * 2001, "2000")])
def test_a_reason_is_given_in_words(reason, problem, make_case):
    case = make_case()
    with pytest.raises(Invalid, match=problem):
        actions.ask_to_unseal(case.convenor, case.post, Ground.DANGER, reason)


def test_the_reason_and_the_note_pass_the_guard(make_case):
    case = make_case()
    with pytest.raises(Held):
        actions.ask_to_unseal(case.convenor, case.post, Ground.DANGER, f"{REASON} 943 476 5919")
    with pytest.raises(Held):
        actions.decide(case.lead, case.ask(), is_approved=False, note="Look up 943 476 5919")


def test_a_lost_key_is_said_before_anything_is_decided(app, make_case):
    case = make_case()
    request = case.ask()
    app.config["SEALING_KEY"] = "another key that did not seal this"
    try:
        with pytest.raises(Invalid, match="key to this seal"):
            actions.decide(case.lead, request, is_approved=True)
    finally:
        app.config["SEALING_KEY"] = ""
    assert request.state is RequestState.OPEN
