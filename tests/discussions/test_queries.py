"""What the other features get to see of threads and posts, and who is told what."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lhs_community.accounts import current
from lhs_community.accounts.models import PersonKind
from lhs_community.communities.actions.following import set_following
from lhs_community.communities.actions.members import leave_community
from lhs_community.communities.models import FollowLevel, Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.discussions.actions import (
    answers as answer_actions,
    convening as convening_actions,
    hiding as hiding_actions,
    posts as post_actions,
    reading as reading_actions,
    summaries as summary_actions,
    threads as thread_actions,
)
from lhs_community.discussions.keeping import Draft
from lhs_community.discussions.models.threads import ThreadKind
from lhs_community.discussions.queries import cards, panels, threads
from lhs_community.discussions.queries.threads import Filter
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.live import server as live
from lhs_community.foundation.refs import Ref
from tests.make.discussions import post_number
from tests.make.people import add_to


def test_cards_tell_what_a_thread_and_a_post_are(make_community, make_member, make_thread):
    community = make_community(name="Falls group")
    reader = make_member(community)
    thread = make_thread(community, title="About bells", body="Who has **one**?", replies=["We *do*"])
    card = subjects.require_card(reader, Ref("thread", thread.id))
    assert (card.title, card.kind_label, card.excerpt, card.body, card.community_name, card.url) == (
        "About bells",
        "Question",
        "Who has one?",
        "Who has **one**?",
        "Falls group",
        f"/threads/{thread.id}",
    )
    post = subjects.require_card(reader, Ref("post", post_number(thread, 2).id))
    assert (post.title, post.excerpt, post.url) == ("About bells", "We do", f"/threads/{thread.id}/posts/2")


@pytest.mark.parametrize("visibility", Visibility)
def test_cards_are_only_of_what_may_be_read(visibility, make_community, make_member, make_thread):
    community = make_community(visibility=visibility)
    thread = make_thread(community, replies=["One way"])
    refs = [Ref("thread", thread.id), Ref("post", post_number(thread, 2).id)]
    outsider, external = make_member(), make_member(kind=PersonKind.EXTERNAL)
    assert len(subjects.cards(make_member(community), refs)) == 2
    assert subjects.cards(external, refs) == {}
    assert len(subjects.cards(outsider, refs)) == (2 if visibility in (Visibility.OPEN, Visibility.RESTRICTED) else 0)
    assert len(subjects.cards(current.guest(), refs)) == (2 if visibility is Visibility.OPEN else 0)


def test_what_is_hidden_is_neither_shown_nor_indexed(make_community, make_member, make_thread):
    community = make_community()
    convenor, member = make_member(community, "convenor"), make_member(community)
    thread = make_thread(community, replies=["secretword", "plainword"])
    hiding_actions.hide_post(convenor, thread, post_number(thread, 2), is_hidden=True)
    indexed = cards.thread_index_card(thread.id)
    assert "plainword" in indexed.body
    assert "secretword" not in indexed.body
    assert subjects.card(member, Ref("post", post_number(thread, 2).id)) is None
    hiding_actions.hide_thread(convenor, thread, is_hidden=True)
    assert cards.thread_index_card(thread.id) is None
    assert subjects.card(member, Ref("thread", thread.id)) is None
    assert threads.list_threads(member).rows == []
    assert cards.thread_index_card(99999) is None


def test_the_index_card_holds_all_words_and_the_facets(make_community, make_member, make_thread):
    community = make_community()
    convenor = make_member(community, "convenor")
    thread = make_thread(
        community, title="About bells", body="Firstword", tags=["Falls", "nights"], replies=["Second **word**"]
    )
    answer_actions.accept_answer(convenor, thread, post_number(thread, 2))
    summary_actions.summarise(convenor, thread, "Summaryword")
    convening_actions.close_thread(convenor, thread, "Outcomeword")
    card = cards.thread_index_card(thread.id)
    for word in ("Firstword", "Second word", "Summaryword", "Outcomeword"):
        assert word in card.body
    assert card.facets == {
        "kind": "Question",
        "tag": ["Falls", "nights"],
        "state": "Closed",
        "year": str(clock.now().year),
    }
    assert list(cards.all_thread_ids()) == [thread.id]


def test_a_lesson_can_be_drafted_from_a_thread(make_community, make_member, make_thread):
    community = make_community()
    convenor = make_member(community, "convenor")
    thread = make_thread(community, title="About bells", body="The problem", replies=["The answer", "Chatter"])
    answer_actions.accept_answer(convenor, thread, post_number(thread, 2))
    summary_actions.summarise(convenor, thread, "The gist")
    assert subjects.outline(convenor, Ref("thread", thread.id)) == {
        "problem": "About bells\n\nThe problem",
        "what_was_done": "The answer\n\nThe gist",
        "reasons": "The gist",
    }
    failed = make_thread(community, title="Socks", body="We gave out socks", kind=ThreadKind.TRIED_AND_FAILED)
    assert subjects.outline(convenor, Ref("thread", failed.id)) == {
        "problem": "Socks",
        "what_was_done": "We gave out socks",
    }
    assert subjects.outline(make_member(kind=PersonKind.EXTERNAL), Ref("thread", thread.id)) == {}


def test_who_may_work_on_a_thread_and_what_is_mine(make_community, make_member, make_thread):
    community = make_community()
    author, member = make_member(community), make_member(community)
    thread = make_thread(community, author)
    ref = Ref("thread", thread.id)
    assert subjects.may_edit(author, ref)
    assert subjects.may_edit(make_member(community, "convenor"), ref)
    assert not subjects.may_edit(member, ref)
    assert [card.ref for card in subjects.mine(author, "thread")] == [ref]
    assert subjects.mine(member, "thread") == []


def test_home_shows_what_is_new_for_me_and_not_what_i_muted_or_read(make_community, make_member, make_thread):
    community, elsewhere = make_community(), make_community()
    me = make_member(community)
    new, muted, read, followed, foreign = (
        make_thread(community),
        make_thread(community),
        make_thread(community),
        make_thread(elsewhere),
        make_thread(elsewhere),
    )
    with clock.at(clock.now() - timedelta(days=90)):
        old = make_thread(community)
    set_following(me, Ref("thread", muted.id), FollowLevel.MUTE)
    set_following(me, Ref("thread", followed.id), FollowLevel.FOLLOW)
    reading_actions.mark_read(me, read, ((1, 1),))
    shown = {row.thread.id for row in panels.home_unread(me, 0)["rows"]}
    assert shown == {new.id, followed.id}
    assert not shown & {old.id, foreign.id}
    assert threads.count_threads(me, Filter("unread")) == 2
    post_actions.reply(make_member(community), read, "Something new")
    assert read.id in {row.thread.id for row in panels.home_unread(me, 0)["rows"]}
    assert panels.home_unread(make_member(), 0) is None
    assert panels.home_unanswered(me, timedelta(hours=48)) is None


def test_home_shows_nothing_of_a_community_one_has_left(make_community, make_member, make_thread):
    community = make_community(visibility=Visibility.PRIVATE)
    thread = make_thread(community)
    me = make_member(community)
    set_following(me, Ref("thread", thread.id), FollowLevel.FOLLOW)
    leave_community(me, community)
    assert panels.home_unread(viewer_for(me.id), 0) is None
    assert panels.community_threads(viewer_for(me.id), community.id) is None


def test_open_pages_are_told_by_number_only(make_community, make_member, make_thread, monkeypatch):
    community = make_community()
    told = []
    monkeypatch.setattr(live.socketio, "emit", lambda name, ids, to, **_: told.append((name, ids, to)))
    thread = make_thread(community, replies=["One way"])
    assert told == []
    db.session.commit()
    assert ("changed", {"thread": thread.id}, f"thread:{thread.id}") in told
    assert {name for name, *_ in told} == {"changed"}


def test_followers_read_in_words_what_happened(client, sign_in, deliver, make_community, make_member, make_person):
    community = make_community()
    person = make_person(name="Ada Asker")
    asker = add_to(community, person)
    other = make_member(community, name="Bea Answers")
    convenor = make_member(community, "convenor", name="Con Venes")
    thread = thread_actions.start_thread(asker, community, Draft("About bells", "Who has one?"))
    sign_in(client, person)
    steps = [
        ("Bea Answers replied to", lambda: post_actions.reply(other, thread, "We do")),
        ("Bea Answers mentioned you", lambda: post_actions.reply(other, thread, f"And you, @{person.handle}?")),
        (
            "Con Venes marked what worked",
            lambda: answer_actions.accept_answer(convenor, thread, post_number(thread, 2)),
        ),
        ("Con Venes summarised", lambda: summary_actions.summarise(convenor, thread, "Bells it is")),
        ("Con Venes closed", lambda: convening_actions.close_thread(convenor, thread, "Bells for all")),
        ("Con Venes reopened", lambda: convening_actions.reopen_thread(convenor, thread)),
    ]
    for words, act in steps:
        act()
        deliver()
        assert words in " ".join(client.get("/notices").get_data(as_text=True).split())
    convening_actions.pin_thread(convenor, thread, is_pinned=True)
    deliver()
    assert "changed “About bells”" not in client.get("/notices").get_data(as_text=True)
