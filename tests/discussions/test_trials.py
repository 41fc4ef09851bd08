"""Worked for us, did not work for us; me too; several answers marked by the asker."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.following import follow_state
from lhs_community.communities.queries.members import viewer_for
from lhs_community.discussions.actions import answers as answer_actions, convening as convening_actions
from lhs_community.discussions.models.threads import Thread, ThreadKind
from lhs_community.discussions.models.trials import MeToo, Trial
from lhs_community.discussions.queries import trials
from lhs_community.discussions.queries.cards import thread_index_card
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.refs import Ref
from tests.discussions.pages import NHS_NUMBER, shown
from tests.make.discussions import post_number


@pytest.fixture
def community(make_community):
    return make_community()


@pytest.fixture
def thread(community, make_thread):
    return make_thread(community, replies=["Bells", "Rounds"])


def test_what_worked_where_stands_under_the_answer_above_and_in_search(
    community, thread, make_member, client, as_viewer
):
    one, two = make_member(community), make_member(community)
    bells, rounds = post_number(thread, 2), post_number(thread, 3)
    answer_actions.try_answer(one, thread, bells, "28-bed medical ward", has_worked=True)
    answer_actions.try_answer(two, thread, bells, "A hospice", has_worked=True)
    answer_actions.try_answer(two, thread, rounds, "A hospice at night", has_worked=False)
    said = trials.trials_of(one, thread)
    assert (len(said[bells.id].worked), len(said[rounds.id].failed)) == (2, 1)
    assert said[bells.id].mine.setting == "28-bed medical ward"
    assert [post.id for post in trials.list_worked_elsewhere(one, thread, said)] == [bells.id]
    assert "28-bed medical ward" in thread_index_card(thread.id).body
    db.session.commit()
    as_viewer(client, one)
    page = shown(client.get(f"/threads/{thread.id}"))
    assert "Worked for 2" in page
    assert "Did not work for 1" in page
    assert "What worked for others" in page


def test_one_says_it_once_changes_it_and_takes_it_back(community, thread, make_member, client, as_viewer):
    member = make_member(community)
    bells = post_number(thread, 2)
    for has_worked, setting in ((True, "Ward A"), (False, "Ward A, nights")):
        answer_actions.try_answer(member, thread, bells, setting, has_worked=has_worked)
    only = db.session.scalars(select(Trial)).one()
    assert (only.has_worked, only.setting) == (False, "Ward A, nights")
    assert follow_state(member, Ref("thread", thread.id))
    db.session.commit()
    as_viewer(client, member)
    assert "Ward A, nights" in shown(client.get(f"/posts/{bells.id}/tried"))
    assert client.post(f"/posts/{bells.id}/untried").status_code == 303
    assert not db.session.scalars(select(Trial)).all()
    assert client.post(f"/posts/{bells.id}/untried").status_code == 303


def test_what_is_typed_badly_comes_back(community, thread, make_member, client, as_viewer):
    bells = post_number(thread, 2)
    db.session.commit()
    as_viewer(client, make_member(community))
    address = f"/posts/{bells.id}/tried"
    for fields in (
        {"setting": "Ward A"},
        {"has_worked": "perhaps", "setting": "Ward A"},
        {"has_worked": "yes", "setting": ""},
        {"has_worked": "yes", "setting": "x"},
        {"has_worked": "yes", "setting": "long " * 60},
    ):
        assert client.post(address, data=fields).status_code == 422, fields
    held = client.post(address, data={"has_worked": "yes", "setting": f"With {NHS_NUMBER}"})
    assert held.status_code == 422
    assert NHS_NUMBER in shown(held)
    hostile = client.post(address, data={"has_worked": "yes", "setting": "<script>alert(1)</script> ward"})
    assert hostile.status_code == 303
    assert "<script>alert(1)" not in shown(client.get(f"/threads/{thread.id}"))
    assert len(db.session.scalars(select(Trial)).all()) == 1


def test_nobody_tries_their_own_the_question_itself_or_what_they_may_not_read(
    community, thread, make_thread, make_member, make_community
):
    bells = post_number(thread, 2)
    replier = viewer_for(bells.author_id)
    for actor, post in ((replier, bells), (make_member(community), post_number(thread, 1))):
        with pytest.raises(Refused):
            answer_actions.try_answer(actor, thread, post, "Ward A", has_worked=True)
    talk = make_thread(community, kind=ThreadKind.DISCUSSION, replies=["Hm"])
    with pytest.raises(Refused):
        answer_actions.try_answer(make_member(community), talk, post_number(talk, 2), "Ward A", has_worked=True)
    closed = make_thread(make_community(visibility=Visibility.PRIVATE), replies=["Hm"])
    with pytest.raises(NotThere):
        answer_actions.try_answer(make_member(), closed, post_number(closed, 2), "Ward A", has_worked=True)
    with pytest.raises(NotThere):
        answer_actions.withdraw_trial(make_member(), closed, post_number(closed, 2))


def test_it_can_still_be_said_when_the_thread_is_closed(community, thread, make_member):
    convening_actions.close_thread(make_member(community, "convenor"), thread, "Done")
    answer_actions.try_answer(make_member(community), thread, post_number(thread, 2), "Ward A", has_worked=True)
    assert db.session.scalars(select(Trial)).one()


def test_me_too_is_counted_once_follows_and_is_shown_in_lists(community, thread, make_member, client, as_viewer):
    member, other = make_member(community), make_member(community)
    for _ in range(2):
        answer_actions.say_me_too(member, thread, is_on=True)
    answer_actions.say_me_too(other, thread, is_on=True)
    assert thread.me_too_count == 2
    assert follow_state(member, Ref("thread", thread.id))
    db.session.commit()
    as_viewer(client, make_member(community))
    assert "2 others ask this too" in shown(client.get("/threads"))
    address = f"/threads/{thread.id}/me-too"
    assert client.post(address, data={"do": "add"}).status_code == 303
    assert client.post(address, data={"do": "dance"}, check=False).status_code == 422
    assert db.session.get_one(Thread, thread.id).me_too_count == 3
    client.post(address, data={"do": "remove"})
    assert db.session.get_one(Thread, thread.id).me_too_count == 2


def test_me_too_is_not_for_ones_own_question_nor_for_talk(community, thread, make_thread, make_member):
    talk = make_thread(community, kind=ThreadKind.DISCUSSION)
    for actor, where in ((viewer_for(thread.author_id), thread), (make_member(community), talk)):
        with pytest.raises(Refused):
            answer_actions.say_me_too(actor, where, is_on=True)
    convening_actions.close_thread(make_member(community, "convenor"), thread, "Done")
    with pytest.raises(Refused):
        answer_actions.say_me_too(make_member(community), thread, is_on=True)
    assert not db.session.scalars(select(MeToo)).all()


def test_an_answer_that_failed_more_often_is_not_put_forward(community, thread, make_member):
    bells = post_number(thread, 2)
    for has_worked in (True, False):
        answer_actions.try_answer(make_member(community), thread, bells, "Ward A", has_worked=has_worked)
    reader = make_member()
    assert not trials.list_worked_elsewhere(reader, thread, trials.trials_of(reader, thread))


def test_too_long_a_setting_is_refused_by_the_action_too(community, thread, make_member):
    with pytest.raises(Invalid):
        answer_actions.try_answer(make_member(community), thread, post_number(thread, 2), "w" * 200, has_worked=True)
