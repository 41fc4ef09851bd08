"""An open question always has somebody who looks after it, and a time until when."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import select

from lhs_community.accounts import actions as accounts
from lhs_community.accounts.models import Person
from lhs_community.communities.actions import members
from lhs_community.communities.models import CommunityRole
from lhs_community.communities.queries.members import convenor_ids, find_membership, viewer_for
from lhs_community.discussions import keeping
from lhs_community.discussions.actions import answers as answer_actions, care, convening, posts as post_actions, threads
from lhs_community.discussions.models.threads import Thread, ThreadKind
from lhs_community.discussions.queries import care as queries
from lhs_community.foundation import clock
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, Refused
from lhs_community.notifications.models import Notice
from tests.discussions.pages import NHS_NUMBER, shown
from tests.make.discussions import post_number


@pytest.fixture
def community(make_community, make_person):
    return make_community(convenor=make_person("Bernadette Quill"))


@pytest.fixture
def convenor(community):
    return viewer_for(_convenors(community)[0])


def _convenors(community):
    return sorted(convenor_ids(community.id))


def test_a_new_question_goes_to_the_convenor_with_the_fewest_and_is_due_in_time(
    app, community, convenor, make_member, make_thread
):
    second = make_member(community, "convenor")
    owners = [make_thread(community).owner_id for _ in range(4)]
    assert owners == [convenor.id, second.id, convenor.id, second.id]
    thread = make_thread(community)
    assert abs(thread.due_at - thread.created_at - timedelta(hours=app.config["ANSWER_WITHIN_HOURS"])) < timedelta(
        minutes=1
    )
    assert make_thread(community, kind=ThreadKind.DISCUSSION).owner_id is None
    assert make_thread(community, second).owner_id == convenor.id  # not to who asks, while there is another


def test_the_only_convenor_looks_after_their_own_question_too(community, convenor, make_thread):
    assert make_thread(community, convenor).owner_id == convenor.id


def test_a_convenor_asks_a_member_who_follows_from_then_on(
    community, convenor, make_member, make_thread, deliver, client, as_viewer
):
    member = make_member(community)
    thread = make_thread(community, title="Who brings the cake?")
    care.assign_question(convenor, thread, db.session.get_one(Person, member.id))
    assert thread.owner_id == member.id
    db.session.commit()
    deliver()
    as_viewer(client, member)
    assert "asked you to look after “Who brings the cake?”" in shown(client.get("/notices"))
    home = shown(client.get("/"))
    assert "Questions you look after" in home
    assert "Who brings the cake?" in home
    assert [row.thread.id for row in queries.list_owned(member)] == [thread.id]
    page = shown(client.get(f"/threads/{thread.id}"))
    assert "Hand it back" in page
    assert "Ask somebody else to" not in page


def test_it_is_not_given_to_who_is_no_member_or_cannot_sign_in(
    community, convenor, make_member, make_person, make_thread
):
    thread = make_thread(community)
    disabled = make_member(community)
    db.session.get_one(Person, disabled.id).is_disabled = True
    db.session.flush()
    for person in (None, make_person(), db.session.get_one(Person, disabled.id)):
        with pytest.raises(Invalid):
            care.assign_question(convenor, thread, person)
    with pytest.raises(Refused):
        care.assign_question(make_member(community), thread, db.session.get_one(Person, convenor.id))
    closed = make_thread(community)
    convening.close_thread(convenor, closed, "Done")
    with pytest.raises(Refused):
        care.assign_question(convenor, closed, db.session.get_one(Person, convenor.id))


def test_handing_back_gives_it_to_another_convenor(community, convenor, make_member, make_thread):
    thread = make_thread(community)
    with pytest.raises(Refused, match="no other convenor"):
        care.hand_back_question(convenor, thread)
    second = make_member(community, "convenor")
    with pytest.raises(Refused):
        care.hand_back_question(second, thread)
    care.hand_back_question(convenor, thread)
    assert thread.owner_id == second.id


@pytest.mark.parametrize("way", ["left", "no longer convenes", "cannot sign in"])
def test_who_goes_leaves_no_question_without_an_owner(way, community, convenor, make_member, make_thread, deliver):
    second = make_member(community, "convenor")
    threads_there = [make_thread(community) for _ in range(4)]
    assert {thread.owner_id for thread in threads_there} == {convenor.id, second.id}
    if way == "left":
        members.leave_community(second, community)
    elif way == "no longer convenes":
        members.change_role(convenor, community, find_membership(convenor, community, second.id), CommunityRole.MEMBER)
    else:
        accounts.disable_person(_administrator(convenor), db.session.get_one(Person, second.id))
    db.session.commit()
    deliver()
    assert set(db.session.scalars(select(Thread.owner_id))) == {convenor.id}


def _administrator(viewer):
    return dataclasses.replace(viewer, site_roles=frozenset({accounts.SiteRole.ADMINISTRATOR}))


def test_reopened_and_unsettled_questions_have_an_owner_again(community, convenor, make_member, make_thread):
    thread = make_thread(community, replies=["This"])
    answer_actions.accept_answer(convenor, thread, post_number(thread, 2))
    thread.owner_id = thread.due_at = None
    answer_actions.unaccept_answer(convenor, thread, post_number(thread, 2))
    assert thread.owner_id
    convening.close_thread(convenor, thread, "Done")
    thread.owner_id = None
    convening.reopen_thread(convenor, thread)
    assert thread.owner_id
    assert thread.due_at


def test_questions_of_before_there_were_owners_get_one(community, convenor, make_thread):
    thread = make_thread(community)
    thread.owner_id = thread.due_at = None
    db.session.flush()
    care.keep_owned()
    care.keep_owned()
    assert thread.owner_id == convenor.id
    assert thread.due_at > clock.now()


def test_when_it_falls_due_its_owner_and_the_convenors_are_told_once(
    app, community, convenor, make_member, make_thread, deliver
):
    owner, asker = make_member(community), make_member(community)
    thread = make_thread(community, asker)
    answered = make_thread(community, asker, replies=["Yes"])
    care.assign_question(convenor, thread, db.session.get_one(Person, owner.id))
    db.session.commit()
    deliver()
    db.session.query(Notice).delete()
    db.session.commit()
    with clock.at(clock.now() + timedelta(hours=app.config["ANSWER_WITHIN_HOURS"] + 1)):
        assert [row.thread.id for row in queries.list_overdue(convenor, [community.id])] == [thread.id]
        for _ in range(2):
            care.tell_due()
            db.session.commit()
            deliver()
    told = db.session.execute(select(Notice.person_id, Notice.subject_id)).all()
    assert sorted(told) == sorted([(owner.id, thread.id), (convenor.id, thread.id)])
    assert answered.due_told_at is None


def test_a_pushed_time_says_why_and_is_told_again_when_it_comes(
    community, convenor, make_member, make_thread, client, as_viewer
):
    thread = make_thread(community)
    thread.due_told_at = clock.now()
    with pytest.raises(Refused):
        care.postpone_question(make_member(community), thread, 4, "Waiting for pharmacy")
    for days, reason in ((4, "x"), (4, "y" * 400), (0, "Waiting for pharmacy"), (90, "Waiting for pharmacy")):
        with pytest.raises(Invalid):
            care.postpone_question(convenor, thread, days, reason)
    care.postpone_question(convenor, thread, 4, "Waiting for pharmacy")
    assert thread.due_told_at is None
    assert timedelta(days=3) < thread.due_at - clock.now() <= timedelta(days=4)
    db.session.commit()
    as_viewer(client, make_member(community))
    assert "Waiting for pharmacy" in shown(client.get(f"/threads/{thread.id}"))
    as_viewer(client, convenor)
    page = client.post(f"/threads/{thread.id}/postpone", data={"days": "2", "reason": f"About {NHS_NUMBER}"})
    assert page.status_code == 422
    assert client.post(f"/threads/{thread.id}/postpone", data={"days": "999", "reason": "Why not"}).status_code == 422
    assert (
        client.post(f"/threads/{thread.id}/postpone", data={"days": "2", "reason": "Out of office"}).status_code == 303
    )


def test_the_assign_page_takes_a_handle_and_refuses_others(
    community, convenor, make_member, make_thread, client, as_viewer
):
    member = make_member(community)
    thread = make_thread(community)
    db.session.commit()
    as_viewer(client, convenor)
    assert member.handle in shown(client.get(f"/threads/{thread.id}/assign"))
    for typed in ("", "nobody-of-that-name", "x" * 100, "<script>"):
        assert client.post(f"/threads/{thread.id}/assign", data={"who": typed}).status_code == 422
    assert client.post(f"/threads/{thread.id}/assign", data={"who": f"@{member.handle}"}).status_code == 303
    assert db.session.get_one(Thread, thread.id).owner_id == member.id
    assert member.name in shown(client.get("/queue"))
    as_viewer(client, member)
    assert client.get(f"/threads/{thread.id}/assign", check=False).status_code == 403
    answer = client.post(f"/threads/{thread.id}/hand-back")
    assert answer.status_code == 303
    assert db.session.get_one(Thread, thread.id).owner_id == convenor.id


def test_guests_are_not_told_who_looks_after_it(community, convenor, make_thread, client):
    thread = make_thread(community)
    db.session.commit()
    assert "looks after" not in shown(client.get(f"/threads/{thread.id}"))


def test_first_posts_without_reply_and_stalled_threads_are_found(community, convenor, make_member, make_thread):
    newcomer, old_hand = make_member(community), make_member(community)
    make_thread(community, old_hand, replies=["Yes"])
    later = make_thread(community, old_hand)
    first = make_thread(community, newcomer, kind=ThreadKind.DISCUSSION)
    found = {row.thread.id for row in queries.list_first_posts_without_reply(convenor, [community.id])}
    assert first.id in found
    assert later.id not in found
    quiet = make_thread(community, newcomer, kind=ThreadKind.DISCUSSION, replies=["Hm"])
    month = timedelta(days=30)
    with clock.at(clock.now() + month):
        fresh = make_thread(community, newcomer, replies=["Just now"])
        stalled = [row.thread.id for row in queries.list_stalled(convenor, [community.id], timedelta(days=14))]
    assert quiet.id in stalled
    assert fresh.id not in stalled
    assert first.id not in stalled
    for one in (newcomer, make_member()):
        assert not queries.list_first_posts_without_reply(one, [community.id])
        assert not queries.list_stalled(one, [community.id], timedelta(0))
        assert not queries.list_overdue(one, [community.id])


def test_lists_of_owned_questions_ask_a_fixed_number_of_times(community, convenor, make_thread, count_queries):
    for _ in range(5):
        make_thread(community)
    db.session.commit()
    with count_queries(at_most=3):
        assert len(queries.list_owned(convenor)) == 5
    with count_queries(at_most=3), clock.at(clock.now() + timedelta(days=9)):
        assert len(queries.list_overdue(convenor, [community.id])) == 5


def test_who_asks_without_their_name_is_not_given_away_by_the_rota(community, make_member):
    for _ in range(6):
        member = make_member(community)
    community.allows_anonymous = True
    draft = keeping.Draft("May I ask this?", "Without my name", ThreadKind.QUESTION, is_anonymous=True)
    thread = threads.start_thread(member, community, draft)
    assert thread.owner_id
    rows = db.session.scalars(select(EventRow).where(EventRow.subject_kind == "thread")).all()
    assert member.id not in {row.actor_id for row in rows}
    post_actions.reply(member, thread, "A named word")
