"""Moving, merging and splitting threads: nothing is lost, old addresses lead on, and each can be undone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lhs_community.accounts.models import Person
from lhs_community.chain import actions as chain
from lhs_community.chain.models import Link, Relation
from lhs_community.communities.actions.following import set_following
from lhs_community.communities.models import FollowLevel, Visibility
from lhs_community.communities.queries.following import follow_state
from lhs_community.communities.queries.members import viewer_for
from lhs_community.discussions import policy, sealing
from lhs_community.discussions.actions import (
    answers as answer_actions,
    hiding as hiding_actions,
    moving,
    posts as post_actions,
    reading as reading_actions,
    undoing,
)
from lhs_community.discussions.actions.threads import start_thread
from lhs_community.discussions.keeping import Draft
from lhs_community.discussions.models.changes import PostAddress
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import ThreadKind, ThreadState
from lhs_community.discussions.queries import changes, posts, threads
from lhs_community.discussions.queries.reading import get_reading
from lhs_community.foundation import subjects
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.refs import Ref
from tests.discussions.pages import shown
from tests.make.discussions import post_number
from tests.make.people import add_to


@pytest.fixture
def community(make_community):
    return make_community()


@pytest.fixture
def convenor(community, make_member):
    return make_member(community, "convenor")


def numbers(thread):
    """Post number -> its words; None where the post has gone elsewhere. Fails when a number is missing or double."""
    rows = dict(db.session.execute(select(Post.number, Post.body).where(Post.thread_id == thread.id)).all())
    gone = db.session.scalars(select(PostAddress.number).where(PostAddress.thread_id == thread.id)).all()
    assert not set(rows) & set(gone)
    found = {**rows, **dict.fromkeys(gone)}
    assert sorted(found) == list(range(1, thread.post_count + 1))
    assert thread.moved_count == len(gone) or thread.merged_into_id
    return [found[number] for number in sorted(found)]


def state_of(thread):
    """All that undoing has to bring back."""
    names = ("community_id", "state", "post_count", "moved_count", "last_post_id", "last_post_at", "last_post_by_id",
             "first_reply_at", "merged_into_id", "is_pinned", "me_too_count", "excerpt")  # fmt: skip
    return {name: getattr(thread, name) for name in names}, numbers(thread)


def test_a_merged_thread_lives_on_in_the_other(community, convenor, make_thread, make_member, client, as_viewer):
    reader = make_member(community)
    into = make_thread(community, title="Which socks are best?", replies=["Yellow ones"])
    thread = make_thread(community, title="Socks at night?", body="Which?", replies=["None", "Red ones"])
    into_before, thread_before = state_of(into), state_of(thread)
    change = moving.merge_thread(convenor, thread, into)
    assert numbers(into) == ["How do you do it?", "Yellow ones", "Which?", "None", "Red ones"]
    assert into.last_post_id == post_number(into, 5).id
    with pytest.raises(NotThere):
        threads.get_thread(reader, thread.id)
    as_viewer(client, reader)
    answer = client.get(f"/threads/{thread.id}")
    assert (answer.status_code, answer.location) == (302, f"/threads/{into.id}?merged={thread.id}")
    page = shown(client.get(answer.location))
    assert "“Socks at night?” was merged into this thread" in page
    assert "From here on: the posts of “Socks at night?”" in page
    old = client.get(f"/threads/{thread.id}/posts/2")
    assert old.location.endswith(f"/threads/{into.id}#post-4")
    assert subjects.card(reader, Ref("thread", thread.id)).ref == Ref("thread", into.id)

    undoing.undo_change(convenor, change)
    assert (state_of(into)[0] | {"post_count": 2, "moved_count": 0}, state_of(into)[1][:2]) == into_before
    assert state_of(thread)[0] == thread_before[0]
    assert numbers(thread) == ["Which?", "None", "Red ones"]
    assert client.get(f"/threads/{thread.id}").status_code == 200
    assert client.get(f"/threads/{into.id}/posts/4").location.endswith(f"/threads/{thread.id}#post-2")
    assert "3 posts were moved to" in shown(client.get(f"/threads/{into.id}"))
    assert into.reply_count == 1


def test_what_is_written_after_a_merge_stays_when_it_is_undone(community, convenor, make_thread):
    into, thread = make_thread(community), make_thread(community, replies=["One"])
    change = moving.merge_thread(convenor, thread, into)
    post_actions.reply(convenor, into, "Later")
    undoing.undo_change(convenor, change)
    assert numbers(into) == ["How do you do it?", None, None, "Later"]
    assert numbers(thread) == ["How do you do it?", "One"]
    post_actions.reply(convenor, into, "And on")
    assert post_number(into, 5).body == "And on"


def test_followers_marks_me_too_and_links_follow_a_merge_and_come_back(community, convenor, make_thread, make_member):
    into, thread = make_thread(community, replies=["A"]), make_thread(community, replies=["B", "C"])
    follower, muter, behind, both = (make_member(community) for _ in range(4))
    set_following(follower, Ref("thread", thread.id), FollowLevel.FOLLOW)
    set_following(muter, Ref("thread", thread.id), FollowLevel.FOLLOW)
    set_following(muter, Ref("thread", into.id), FollowLevel.MUTE)
    answer_actions.say_me_too(follower, thread, is_on=True)
    for one, read_here, read_there in ((behind, 2, 1), (both, 2, 3), (follower, 0, 3)):
        reading_actions.mark_read(one, into, ((1, read_here),))
        reading_actions.mark_read(one, thread, ((1, read_there),))
    project = make_thread(community, title="What came of it", kind=ThreadKind.DISCUSSION)
    chain.link(convenor, Ref("thread", thread.id), Ref("thread", project.id), Relation.LED_TO)
    chain.link(convenor, Ref("thread", into.id), Ref("thread", thread.id), Relation.LED_TO)
    links = set(db.session.execute(select(Link.origin_id, Link.result_id)).all())
    change = moving.merge_thread(convenor, thread, into)
    assert follow_state(follower, Ref("thread", into.id)) is FollowLevel.FOLLOW
    assert follow_state(muter, Ref("thread", into.id)) is FollowLevel.MUTE
    assert into.me_too_count == 1
    unread = [get_reading(one, into) for one in (behind, both, follower)]
    assert [(one.read, one.unread) for one in unread] == [(((1, 3),), 2), (((1, 5),), 0), (((3, 5),), 2)]
    assert db.session.execute(select(Link.origin_id, Link.result_id)).all() == [(into.id, project.id)]
    undoing.undo_change(convenor, change)
    assert follow_state(follower, Ref("thread", into.id)) is None
    assert into.me_too_count == 0
    assert [get_reading(one, into).unread for one in (behind, both, follower)] == [0, 0, 2]
    assert [get_reading(one, thread).unread for one in (behind, both, follower)] == [2, 0, 0]
    assert set(db.session.execute(select(Link.origin_id, Link.result_id)).all()) == links


def test_an_answer_that_worked_settles_the_thread_it_comes_to(community, convenor, make_thread):
    into, thread = make_thread(community), make_thread(community, replies=["This"])
    answer_actions.accept_answer(convenor, thread, post_number(thread, 2))
    change = moving.merge_thread(convenor, thread, into)
    assert into.state is ThreadState.ANSWERED
    undoing.undo_change(convenor, change)
    assert (into.state, thread.state) == (ThreadState.OPEN, ThreadState.ANSWERED)
    assert into.owner_id


def test_merges_of_merges_lead_to_where_the_posts_are_and_are_undone_from_the_last(community, convenor, make_thread):
    first, second, third = (make_thread(community, body=f"Text {number}") for number in range(3))
    one = moving.merge_thread(convenor, first, second)
    two = moving.merge_thread(convenor, second, third)
    assert first.merged_into_id == third.id
    assert changes.find_heir(convenor, first.id) is third
    with pytest.raises(Refused, match="Undo that first"):
        undoing.undo_change(convenor, one)
    undoing.undo_change(convenor, two)
    assert changes.find_moved_post(convenor, first.id, 1).thread_id == second.id
    undoing.undo_change(convenor, one)
    assert [numbers(thread) for thread in (first, second, third)] == [
        ["Text 0"], ["Text 1", None], ["Text 2", None, None],
    ]  # fmt: skip
    with pytest.raises(Refused):
        undoing.undo_change(convenor, one)


def test_posts_split_off_keep_everything_and_come_back(
    community, convenor, make_thread, make_member, client, as_viewer
):
    asker, reader = make_member(community), make_member(community)
    thread = make_thread(community, asker, title="Falls", replies=["About falls", "About tea", "Tea again", "Falls"])
    before = state_of(thread)
    reading_actions.mark_read(reader, thread, ((1, 3),))
    tea = [post_number(thread, 3), post_number(thread, 4)]
    tea_ids = [post.id for post in tea]
    answer_actions.try_answer(asker, thread, tea[0], "A small ward", has_worked=True)
    change = moving.split_thread(convenor, thread, tea, "What about the tea?", ThreadKind.QUESTION)
    fresh = change.other
    assert numbers(thread) == ["How do you do it?", "About falls", None, None, "Falls"]
    assert numbers(fresh) == ["About tea", "Tea again"]
    assert [post_number(fresh, number).id for number in (1, 2)] == tea_ids
    assert (fresh.author_id, fresh.started_by_id) == (tea[0].author_id, convenor.id)
    assert fresh.owner_id
    assert fresh.due_at
    assert get_reading(reader, fresh).read == ((1, 1),)
    here = get_reading(reader, thread)
    assert (here.unread, here.first_unread) == (1, 5)  # the fifth is new for them, and nothing else
    assert [row.unread for row in threads.list_latest(reader, community.id)] == [1, 1]
    assert threads.count_threads(reader, threads.Filter("unread")) == 2
    reading_actions.mark_read(reader, thread, ((5, 5),))
    assert threads.count_threads(reader, threads.Filter("unread")) == 1
    assert follow_state(asker, Ref("thread", fresh.id)) is FollowLevel.FOLLOW
    as_viewer(client, reader)
    page = shown(client.get(f"/threads/{thread.id}"))
    assert f'2 posts were moved to <a href="/threads/{fresh.id}">What about the tea?</a>' in page
    assert "split off by" in shown(client.get(f"/threads/{fresh.id}"))
    assert client.get(f"/threads/{thread.id}/posts/4").location.endswith(f"/threads/{fresh.id}#post-2")

    post_actions.reply(reader, fresh, "Milk first")
    undoing.undo_change(convenor, change)
    assert numbers(thread) == [*before[1], "Milk first"]
    assert client.get(f"/threads/{fresh.id}").location.startswith(f"/threads/{thread.id}?")
    assert client.get(f"/threads/{fresh.id}/posts/2").location.endswith(f"/threads/{thread.id}#post-4")
    assert client.get(f"/threads/{fresh.id}/posts/3").location.endswith(f"/threads/{thread.id}#post-6")
    assert not db.session.scalars(select(Link.id)).all()


def test_a_split_needs_posts_that_are_there_and_not_the_first(community, convenor, make_thread):
    thread, other = make_thread(community, replies=["A"]), make_thread(community, replies=["B"])
    for chosen, problem in (([], Invalid), ([post_number(thread, 1)], Invalid), ([post_number(other, 2)], NotThere)):
        with pytest.raises(problem):
            moving.split_thread(convenor, thread, chosen, "Another title", ThreadKind.DISCUSSION)
    with pytest.raises(Invalid):
        moving.split_thread(convenor, thread, [post_number(thread, 2)], "New", ThreadKind.DISCUSSION)
    with pytest.raises(Refused):
        moving.split_thread(
            viewer_for(thread.author_id), thread, [post_number(thread, 2)], "Another title", ThreadKind.DISCUSSION
        )


def test_a_closed_circle_is_not_opened_without_a_word(make_community, make_member, make_thread, make_person):
    closed = make_community(visibility=Visibility.CONFIDENTIAL)
    wide = make_community(visibility=Visibility.OPEN)
    person = make_person()
    add_to(closed, person, "convenor")
    both = add_to(wide, person, "convenor")
    outsider = make_member()
    thread, target = make_thread(closed, title="Said among us"), make_thread(wide)
    for act in (
        lambda: moving.move_thread(both, thread, wide),
        lambda: moving.merge_thread(both, thread, target),
    ):
        with pytest.raises(Invalid) as refusal:
            act()
        assert refusal.value.field == "is_confirmed"
    with pytest.raises(NotThere):
        threads.get_thread(outsider, thread.id)
    change = moving.move_thread(both, thread, wide, is_confirmed=True)
    assert threads.get_thread(outsider, thread.id).community_id == wide.id
    undoing.undo_change(both, change)
    with pytest.raises(NotThere):
        threads.get_thread(outsider, thread.id)
    back = moving.move_thread(both, make_thread(wide), closed)
    with pytest.raises(Invalid):  # what was written there since would be shown to all
        undoing.undo_change(both, back)
    undoing.undo_change(both, back, is_confirmed=True)


def test_what_is_hidden_is_not_shown_by_a_merge(community, convenor, make_thread):
    into, thread = make_thread(community), make_thread(community)
    hiding_actions.hide_thread(convenor, thread, is_hidden=True)
    with pytest.raises(Refused):
        moving.merge_thread(convenor, thread, into)


def test_events_tell_ids_only_and_both_threads(community, convenor, make_thread):
    into, thread = make_thread(community), make_thread(community)
    change = moving.merge_thread(convenor, thread, into)
    undoing.undo_change(convenor, change)
    rows = db.session.scalars(select(EventRow).where(EventRow.name.like("discussions.thread%_%"))).all()
    last = {row.name: row for row in rows}
    assert last["discussions.threads_merged"].payload["thread_id"] == thread.id
    assert last["discussions.thread_change_undone"].subject_id == thread.id
    assert db.session.get_one(Person, convenor.id).name not in str([row.payload for row in rows])
    assert posts.list_posts(convenor, into)


def test_posts_without_a_name_stay_apart_and_sealed_through_a_merge_and_back(community, convenor, make_member):
    one, two, *_ = (make_member(community) for _ in range(6))
    community.allows_anonymous = True
    draft = Draft("May one ask this here?", "Without a name", is_anonymous=True)
    into, thread = (start_thread(person, community, draft) for person in (one, two))
    post_actions.reply(one, thread, "Nor I", is_anonymous=True)
    change = moving.merge_thread(convenor, thread, into)
    assert [post_number(into, number).alias for number in (1, 2, 3)] == [1, 2, 3]
    assert [sealing.author_id(post_number(into, number)) for number in (1, 2, 3)] == [one.id, two.id, one.id]
    assert policy.wrote(two, post_number(into, 2))
    assert not policy.wrote(one, post_number(into, 2))
    assert post_actions.reply(two, into, "And on", is_anonymous=True).alias == 2
    undoing.undo_change(convenor, change)
    assert [post_number(thread, number).alias for number in (1, 2)] == [1, 2]
    assert policy.wrote(two, thread)
    split = moving.split_thread(convenor, thread, [post_number(thread, 2)], "One of them", ThreadKind.DISCUSSION)
    assert policy.wrote(one, split.other)
    assert split.other.is_sealed
