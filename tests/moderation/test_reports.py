"""A report reaches the convenors; what identifies somebody is hidden at once; who reported hears of the outcome."""

from __future__ import annotations

import pytest

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Visibility
from lhs_community.foundation import subjects
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.moderation import actions, policy, queries
from lhs_community.moderation.models import Flag, FlagReason, FlagState
from lhs_community.notifications import queries as notices
from lhs_community.safety.held import Held
from tests.make.discussions import post_number

BAD = "The patient is Mrs Ethel Pargeter, NHS number 999 000 0018, born 3 May 1931"


@pytest.fixture
def place(make_community, make_member, make_thread):
    """A community with a thread of a question and a reply; its asker, a reader, its only convenor, the reply's ref."""
    community = make_community()
    asker, reader = make_member(community), make_member(community)
    convenor = make_member(community, "convenor")
    thread = make_thread(community, asker, replies=["Ask the porter"], replier=make_member(community))
    return community, asker, reader, convenor, thread, Ref("post", post_number(thread, 2).id)


def person(viewer) -> Person:
    return db.session.get_one(Person, viewer.id)


def test_a_report_waits_for_the_convenors_and_nobody_else(place):
    community, asker, reader, convenor, _, post = place
    actions.flag(reader, post, FlagReason.UNKIND, "He is new here")
    (reported,) = queries.list_reported(convenor, [community.id])
    assert reported.card.ref == post
    assert [(one.reason, one.note, one.flagged_by.id) for one in reported.flags] == [
        (FlagReason.UNKIND, "He is new here", reader.id)
    ]
    assert queries.count_open(convenor, community.id) == 1
    for other in (asker, reader):
        assert not queries.list_reported(other, [community.id])
        assert queries.count_open(other, community.id) == 0
    assert subjects.card(reader, post) is not None


def test_what_identifies_somebody_is_hidden_at_once_until_a_convenor_has_looked(place):
    community, asker, reader, convenor, thread, post = place
    flag = actions.flag(reader, post, FlagReason.IDENTIFIES)
    assert subjects.card(asker, post) is None
    assert subjects.card(convenor, post) is not None
    actions.settle(convenor, flag, hide=False)
    assert subjects.card(asker, post) is not None
    first = Ref("post", post_number(thread, 1).id)
    actions.flag(reader, first, FlagReason.IDENTIFIES)
    assert subjects.card(asker, Ref("thread", thread.id)) is None  # without its first post nobody could follow it


def test_all_reports_of_a_thing_are_settled_together_and_their_authors_told(place, make_member, deliver):
    community, asker, reader, convenor, _, post = place
    other = make_member(community)
    actions.flag(reader, post, FlagReason.UNKIND)
    flag = actions.flag(other, post, FlagReason.OTHER, "See above")
    actions.settle(convenor, flag, hide=True)
    assert {one.state for one in db.session.query(Flag)} == {FlagState.HIDDEN}
    assert not queries.list_reported(convenor, [community.id])
    deliver()
    for who, told in ((reader, True), (other, True), (asker, False)):
        names = {line.name for group in notices.list_notices(who).groups for line in group.lines}
        assert ("moderation.flags_settled" in names) is told, who.name
    convenors = {line.name for group in notices.list_notices(convenor).groups for line in group.lines}
    assert "moderation.thing_flagged" in convenors


def test_reporting_again_replaces_the_first_report(place):
    _, _, reader, convenor, _, post = place
    first = actions.flag(reader, post, FlagReason.OTHER)
    actions.settle(convenor, first, hide=False)
    again = actions.flag(reader, post, FlagReason.UNSAFE, "The dose is wrong")
    assert again.id == first.id
    assert (again.state, again.reason) == (FlagState.OPEN, FlagReason.UNSAFE)


def test_a_convenor_does_not_settle_a_report_on_their_own_words_while_another_is_there(
    place, make_member, make_thread
):
    community, _, reader, convenor, _, _ = place
    own = make_thread(community, convenor)
    flag = actions.flag(reader, Ref("thread", own.id), FlagReason.UNKIND)
    second = make_member(community, "convenor")
    with pytest.raises(Refused):
        actions.settle(convenor, flag, hide=False)
    actions.settle(second, flag, hide=True)
    assert flag.settled_by_id == second.id


def test_who_may_not_read_a_thing_cannot_report_it_nor_learn_that_it_is_there(
    make_community, make_member, make_thread, make_person, viewer, client, sign_in
):
    community = make_community(visibility=Visibility.PRIVATE)
    thread = make_thread(community)
    stranger = make_person()
    with pytest.raises(NotThere):
        actions.flag(viewer(stranger), Ref("thread", thread.id), FlagReason.OTHER)
    sign_in(client, stranger)
    for path in (f"/report/thread/{thread.id}", "/report/thread/987654", "/report/nothing/1"):
        assert client.get(path).status_code == 404
    elsewhere = make_member(make_community(), "convenor")
    flag = actions.flag(make_member(community), Ref("thread", thread.id), FlagReason.OTHER)
    with pytest.raises(NotThere):
        queries.get_flag(elsewhere, flag.id)
    assert not policy.may_settle(elsewhere, flag)


@pytest.mark.parametrize("visibility", list(Visibility))
def test_the_rule_and_its_twin_agree(make_community, make_member, make_thread, visibility, viewer, make_person):
    community = make_community(visibility=visibility)
    member, convenor = make_member(community), make_member(community, "convenor")
    flag = actions.flag(member, Ref("thread", make_thread(community).id), FlagReason.OTHER)
    for who in (member, convenor, viewer(make_person()), make_member(make_community(), "convenor")):
        found = db.session.query(Flag).filter(Flag.id == flag.id, policy.settled_by(who)).count()
        assert bool(found) is policy.may_settle(who, flag)


def test_the_guard_reads_the_note_and_the_log_keeps_no_word_of_it(place):
    _, _, reader, _, _, post = place
    with pytest.raises(Held):
        actions.flag(reader, post, FlagReason.IDENTIFIES, BAD)
    actions.flag(reader, post, FlagReason.OTHER, "zweiundzwanzig")
    assert "zweiundzwanzig" not in str([row.payload for row in db.session.query(EventRow)])


def test_the_pages_report_and_settle(place, client, sign_in):
    community, _, reader, convenor, thread, post = place
    sign_in(client, person(reader))
    assert f"/report/post/{post.id}" in client.get(f"/threads/{thread.id}").text
    path = f"/report/post/{post.id}"
    assert client.get(path).status_code == 200
    empty = client.post(path, data={"note": "Kept what I typed"})
    assert empty.status_code == 422
    assert "Kept what I typed" in empty.text
    long = client.post(path, data={"reason": "other", "note": "x" * 501})
    assert long.status_code == 422
    assert client.post(path, data={"reason": "nonsense"}).status_code == 422
    assert client.post(path, data={"reason": "unkind", "note": "Sharp"}).status_code == 303
    assert client.get("/reports").status_code == 403
    sign_in(client, person(convenor))
    page = client.get(f"/c/{community.slug}/reports").text
    assert "Sharp" in page
    assert "Ask the porter" in page
    flag = db.session.query(Flag).one()
    assert client.post(f"/reports/{flag.id}/settle", data={"do": "burn"}).status_code == 422
    assert client.post(f"/reports/{flag.id}/settle", data={"do": "hide"}).status_code == 303
    assert "Nothing is reported" in client.get("/reports").text


def test_a_report_sent_twice_is_one(place, client, sign_in):
    _, _, reader, _, _, post = place
    sign_in(client, person(reader))
    for _ in range(2):
        answer = client.post(f"/report/post/{post.id}", data={"reason": "other", "submission_token": "same"})
        assert answer.status_code == 303
    assert db.session.query(Flag).count() == 1
    assert db.session.query(EventRow).filter_by(name="moderation.thing_flagged").count() == 1
