"""The pages of moving, merging, splitting and undoing: who may, what they say, what they keep from whom."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lhs_community.communities.actions.following import set_following
from lhs_community.communities.models import FollowLevel, Visibility
from lhs_community.discussions.actions import (
    answers as answer_actions,
    moving,
)
from lhs_community.discussions.models.threads import Thread, ThreadKind
from lhs_community.discussions.queries import changes
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.notifications.models import Notice
from tests.discussions.pages import shown
from tests.make.discussions import post_number
from tests.make.people import add_to


@pytest.fixture
def community(make_community):
    return make_community()


@pytest.fixture
def convenor(community, make_member):
    return make_member(community, "convenor")


def test_followers_hear_of_it_where_they_may_read_it(
    make_community, make_member, make_thread, make_person, deliver, client, as_viewer
):
    wide, closed = make_community(), make_community(name="The secret circle", visibility=Visibility.PRIVATE)
    person = make_person()
    add_to(wide, person, "convenor")
    both = add_to(closed, person, "convenor")
    outsider, insider = make_member(), make_member(closed)
    thread = make_thread(wide, title="Who takes over?")
    for one in (outsider, insider):
        set_following(one, Ref("thread", thread.id), FollowLevel.FOLLOW)
    db.session.commit()
    deliver()
    db.session.query(Notice).delete()
    moving.move_thread(both, db.session.get_one(Thread, thread.id), closed)
    db.session.commit()
    deliver()
    as_viewer(client, insider)
    assert "moved “Who takes over?” to another community" in shown(client.get("/notices"))
    as_viewer(client, outsider)
    page = shown(client.get("/notices"))
    assert "Who takes over?" not in page
    assert "secret circle" not in page
    assert client.get(f"/threads/{thread.id}", check=False).status_code == 404
    assert client.get(f"/threads/{thread.id}/changes", check=False).status_code == 404


def test_the_log_names_no_place_that_a_reader_may_not_know(
    make_community, make_member, make_thread, make_person, client, as_viewer
):
    wide, closed = make_community(), make_community(name="The secret circle", visibility=Visibility.PRIVATE)
    person = make_person()
    add_to(wide, person, "convenor")
    both = add_to(closed, person, "convenor")
    thread = make_thread(closed)
    moving.move_thread(both, thread, wide, is_confirmed=True)
    split = make_thread(wide, replies=["Private matter"])
    change = moving.split_thread(both, split, [post_number(split, 2)], "Private matter", ThreadKind.DISCUSSION)
    moving.move_thread(both, change.other, closed)
    db.session.commit()
    as_viewer(client, make_member())
    page = shown(client.get(f"/threads/{thread.id}/changes"))
    assert "Moved from another community to" in page
    for address in (f"/threads/{split.id}", f"/threads/{split.id}/changes"):
        page = shown(client.get(address))
        assert "secret circle" not in page
        assert "Private matter" not in page
    assert "A post was moved to another thread" in shown(client.get(f"/threads/{split.id}"))
    assert client.get(f"/threads/{split.id}/posts/2", check=False).status_code == 404
    as_viewer(client, both)
    assert "Undo" in shown(client.get(f"/threads/{thread.id}/changes"))


def test_a_reply_sent_to_a_thread_that_was_merged_meanwhile_arrives(
    community, convenor, make_thread, make_member, client, as_viewer
):
    into, thread = make_thread(community), make_thread(community)
    writer = make_member(community)
    moving.merge_thread(convenor, thread, into)
    db.session.commit()
    as_viewer(client, writer)
    answer = client.post(f"/threads/{thread.id}/reply", data={"body": "Half an hour of typing"})
    assert answer.status_code == 303
    assert post_number(into, 3).body == "Half an hour of typing"
    fragment = shown(client.get(f"/threads/{thread.id}?fragment=replies&after=1", check=False))
    assert f'href="/threads/{into.id}"' in fragment


def test_a_convenor_moves_merges_splits_and_undoes_by_the_pages(
    make_community, make_thread, make_person, make_member, client, as_viewer
):
    here, there = make_community(), make_community(visibility=Visibility.RESTRICTED)
    person = make_person()
    add_to(here, person, "convenor")
    both = add_to(there, person, "convenor")
    thread, other = make_thread(here, replies=["A", "B"]), make_thread(there)
    db.session.commit()
    as_viewer(client, both)
    page = client.post(f"/threads/{thread.id}/split", data={"title": "Odd", "kind": "discussion", "posts": []})
    assert page.status_code == 422
    assert "Choose the posts" in shown(page) or "at least 5" in shown(page)
    answer = client.post(
        f"/threads/{thread.id}/split",
        data={"title": "Another matter", "kind": "discussion", "posts": [post_number(thread, 2).id]},
    )
    fresh = db.session.scalars(select(Thread).where(Thread.title == "Another matter")).one()
    assert answer.location.startswith(f"/threads/{fresh.id}")
    assert client.post(f"/threads/{thread.id}/merge", data={"address": "no thread"}).status_code == 422
    assert client.post(f"/threads/{thread.id}/merge", data={"address": "987654"}, check=False).status_code == 404
    page = client.post(f"/threads/{other.id}/merge", data={"address": f"https://x.example/threads/{thread.id}#post-2"})
    assert page.status_code == 422
    assert "everybody who is signed in" in shown(page)
    sure = {"address": str(thread.id), "is_confirmed": "y"}
    assert client.post(f"/threads/{other.id}/merge", data=sure).status_code == 303
    page = client.get(f"/threads/{thread.id}/changes")
    last = max(change.change.id for change in changes.list_changes(both, thread))
    assert f"/threads/changes/{last}/undo" in shown(page)
    assert client.get(f"/threads/changes/{last}/undo").status_code == 200
    assert client.post(f"/threads/changes/{last}/undo").status_code == 303
    assert client.get(f"/threads/{thread.id}/move").status_code == 200
    assert client.post(f"/threads/{thread.id}/move", data={"community": there.slug}).status_code == 303
    assert db.session.get_one(Thread, thread.id).community_id == there.id
    as_viewer(client, make_member(here))
    for address in (f"/threads/{thread.id}/move", f"/threads/{thread.id}/merge", f"/threads/{thread.id}/split"):
        assert client.get(address, check=False).status_code == 403
    assert client.get(f"/threads/changes/{last}/undo", check=False).status_code == 403


def test_the_title_of_a_split_is_guarded(community, convenor, make_thread, client, as_viewer):
    thread = make_thread(community, replies=["A"])
    db.session.commit()
    as_viewer(client, convenor)
    chosen = post_number(thread, 2).id
    page = client.post(
        f"/threads/{thread.id}/split",
        data={"title": "About 943 476 5919", "kind": "discussion", "posts": [chosen]},
    )
    assert page.status_code == 422
    assert "943 476 5919" in shown(page)
    assert thread.reply_count == 1


def test_the_page_of_a_thread_asks_no_more_for_longer_ones(
    community, convenor, make_thread, make_member, count_queries, client, as_viewer
):
    short, long = make_thread(community, replies=["A"]), make_thread(community, replies=["B"] * 12)
    for thread in (short, long):
        for post in range(2, thread.post_count + 1, 2):
            answer_actions.try_answer(convenor, thread, post_number(thread, post), "Our ward", has_worked=True)
    for _ in range(3):
        moving.merge_thread(convenor, make_thread(community, replies=["C"]), long)
    db.session.commit()
    as_viewer(client, make_member(community))
    with count_queries(at_most=60) as few:
        client.get(f"/threads/{short.id}")
    with count_queries(at_most=60) as many:
        client.get(f"/threads/{long.id}?page=1")
    assert len(many) <= len(few) + 1


def test_a_form_sent_twice_splits_once(community, convenor, make_thread, client, as_viewer):
    thread = make_thread(community, replies=["A", "B"])
    db.session.commit()
    as_viewer(client, convenor)
    typed = {"title": "Another matter", "kind": "discussion", "posts": [post_number(thread, 2).id]}
    typed["submission_token"] = "the-same-token-twice"
    first, second = (client.post(f"/threads/{thread.id}/split", data=typed) for _ in range(2))
    assert first.location == second.location
    assert len(db.session.scalars(select(Thread).where(Thread.title == "Another matter")).all()) == 1


def test_what_is_chosen_badly_comes_back(community, convenor, make_community, make_thread, client, as_viewer):
    thread = make_thread(community, replies=["A"])
    chosen = post_number(thread, 2).id
    make_community(name="No place of the convenor's")
    db.session.commit()
    as_viewer(client, convenor)
    split = f"/threads/{thread.id}/split"
    for address, typed in (
        (f"/threads/{thread.id}/move", {}),
        (f"/threads/{thread.id}/move", {"community": "no-place-of-the-convenors"}),
        (f"/threads/{thread.id}/move", {"community": community.slug}),
        (f"/threads/{thread.id}/merge", {}),
        (f"/threads/{thread.id}/merge", {"address": "x" * 400}),
        (f"/threads/{thread.id}/merge", {"address": "<script>alert(1)</script>"}),
        (split, {"title": "", "kind": "discussion", "posts": [chosen]}),
        (split, {"title": "y" * 300, "kind": "discussion", "posts": [chosen]}),
        (split, {"title": "Another matter", "kind": "data_question", "posts": [chosen]}),
        (split, {"title": "Another matter", "kind": "notice", "posts": [chosen]}),
        (split, {"title": "Another matter", "kind": "discussion", "posts": ["first"]}),
        (split, {"title": "Another matter", "kind": "discussion", "posts": [987654]}),
    ):
        assert client.post(address, data=typed).status_code == 422, (address, typed)
    assert client.post(f"/threads/{thread.id}/merge", data={"address": str(thread.id)}, check=False).status_code == 403
    assert thread.reply_count == 1
