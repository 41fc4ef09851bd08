"""What each action does, who may not, and what is recorded of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from lhs_community.communities.actions.following import set_following
from lhs_community.communities.models import FollowLevel, Visibility
from lhs_community.communities.queries.following import follow_state
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
from lhs_community.discussions.models.posts import PostRevision, Reaction
from lhs_community.discussions.models.reading import ReadMark
from lhs_community.discussions.models.threads import ThreadKind, ThreadState
from lhs_community.discussions.queries import posts as post_queries, summaries as summary_queries
from lhs_community.discussions.queries.reading import get_reading
from lhs_community.foundation import clock
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.reactions import ReactionKind
from lhs_community.foundation.refs import Ref
from lhs_community.safety.guard import Consent
from lhs_community.safety.held import Held
from tests.discussions.pages import NHS_NUMBER
from tests.make.discussions import post_number
from tests.make.people import add_to


def recorded(name=""):
    rows = db.session.scalars(select(EventRow).order_by(EventRow.id)).all()
    return [row for row in rows if not name or row.name == name]


def test_starting_a_thread_follows_it_marks_it_read_and_records_it(make_community, make_member):
    community = make_community()
    asker = make_member(community)
    thread = thread_actions.start_thread(
        asker,
        community,
        Draft("  How do you   count falls? ", "With **what** denominator?", tags=["Falls", " nights", "falls"]),
    )
    assert thread.title == "How do you count falls?"
    assert [tag.label for tag in thread.tags] == ["Falls", "nights"]
    assert post_number(thread, 1).body_html == "<p>With <strong>what</strong> denominator?</p>"
    assert (thread.post_count, thread.excerpt, thread.is_unanswered) == (1, "With what denominator?", True)
    assert follow_state(asker, Ref("thread", thread.id)) is FollowLevel.FOLLOW
    assert get_reading(asker, thread).read == ((1, 1),)
    row = recorded("discussions.thread_started")[0]
    assert (row.subject_kind, row.subject_id, row.actor_id) == ("thread", thread.id, asker.id)
    assert row.payload == {"community_id": community.id, "kind": "question", "is_kept": False, "person_ids": []}


def test_what_was_typed_never_reaches_the_log(make_community, make_member, make_thread):
    community = make_community()
    convenor = make_member(community, "convenor")
    thread = make_thread(
        community, convenor, title="Zebra crossing", body="zebra", tags=["zebra"], replies=["zebra two"]
    )
    post_actions.edit_post(convenor, thread, post_number(thread, 1), Draft("Zebra again", "zebra three"))
    summary_actions.summarise(convenor, thread, "zebra four")
    convening_actions.close_thread(convenor, thread, "zebra five")
    assert not [row.name for row in recorded() if "zebra" in str(row.payload).lower()]


def test_outsiders_start_nothing_where_only_members_post(make_community, make_member):
    restricted = make_community(visibility=Visibility.RESTRICTED)
    private = make_community(visibility=Visibility.PRIVATE)
    with pytest.raises(Refused):
        thread_actions.start_thread(make_member(), restricted, Draft("May I ask here?", "Perhaps"))
    with pytest.raises(NotThere):
        thread_actions.start_thread(make_member(), private, Draft("May I ask here?", "Perhaps"))


def test_a_notice_is_for_members(make_community, make_member):
    community = make_community()
    with pytest.raises(Refused):
        thread_actions.start_thread(
            make_member(), community, Draft("Meeting on Monday", "Come", kind=ThreadKind.NOTICE)
        )


@pytest.mark.parametrize(
    "draft, field",
    [
        (Draft("Hm", "Text"), "title"),
        (Draft("x" * 201, "Text"), "title"),
        (Draft("A good title", "  "), "body"),
        (Draft("A good title", "x" * 20_001), "body"),
        (Draft("A good title", "Text", tags=["a", "b", "c", "d", "e", "f", "g"]), "tags"),
        (Draft("A good title", "Text", tags=["x" * 41]), "tags"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_its_field(draft, field, make_community, make_member):
    community = make_community()
    with pytest.raises(Invalid) as refusal:
        thread_actions.start_thread(make_member(community), community, draft)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "draft, field",
    [
        (Draft(f"Patient {NHS_NUMBER} fell", "Text"), "title"),
        (Draft("A good title", f"It was {NHS_NUMBER}"), "body"),
        (Draft("A good title", "Text", tags=[NHS_NUMBER]), "tags"),
    ],
)
def test_the_guard_holds_every_text_of_a_thread(draft, field, make_community, make_member):
    community = make_community()
    with pytest.raises(Held) as held:
        thread_actions.start_thread(make_member(community), community, draft, consent=Consent(confirmed=True))
    assert set(held.value.findings) == {field}


def test_the_guard_holds_replies_edits_summaries_and_outcomes(make_community, make_member, make_thread):
    community = make_community()
    convenor = make_member(community, "convenor")
    thread = make_thread(community, convenor)
    text = f"The patient was {NHS_NUMBER}"
    for act in (
        lambda: post_actions.reply(convenor, thread, text),
        lambda: post_actions.edit_post(convenor, thread, post_number(thread, 1), Draft("A good title", text)),
        lambda: post_actions.edit_post(convenor, thread, post_number(thread, 1), Draft(text, "Text")),
        lambda: summary_actions.summarise(convenor, thread, text),
        lambda: convening_actions.close_thread(convenor, thread, text),
    ):
        with pytest.raises(Held):
            act()
    assert (thread.post_count, thread.is_closed) == (1, False)


def test_a_reply_gets_the_next_number_and_settles_whether_somebody_has_answered(
    make_community, make_member, make_thread
):
    community = make_community()
    asker, other = make_member(community), make_member(community)
    thread = make_thread(community, asker)
    own = post_actions.reply(asker, thread, "To be clear: nights only")
    assert (own.number, thread.is_unanswered) == (2, True)
    answer = post_actions.reply(other, thread, "We go round at four")
    assert (answer.number, thread.post_count, thread.is_unanswered) == (3, 3, False)
    assert (thread.last_post_id, thread.last_post_by_id) == (answer.id, other.id)
    assert follow_state(other, Ref("thread", thread.id)) is FollowLevel.FOLLOW
    assert get_reading(other, thread).read == ((3, 3),)  # what stands above it may still be new
    assert recorded("discussions.reply_posted")[-1].payload == {"community_id": community.id, "post_id": answer.id}


def test_who_muted_a_thread_and_writes_in_it_does_not_follow_it_again(make_community, make_member, make_thread):
    community = make_community()
    member = make_member(community)
    thread = make_thread(community)
    set_following(member, Ref("thread", thread.id), FollowLevel.MUTE)
    post_actions.reply(member, thread, "One thing only")
    assert follow_state(member, Ref("thread", thread.id)) is FollowLevel.MUTE


def test_mentions_reach_those_who_may_read_and_nobody_else(make_community, make_person, make_member, make_thread):
    community = make_community(visibility=Visibility.PRIVATE)
    inside, outside = make_person(), make_person()
    add_to(community, inside)
    author = make_member(community)
    thread = make_thread(community, author, body=f"Ask @{inside.handle} or @{outside.handle}")
    post = post_actions.reply(author, thread, f"@{inside.handle} what do you think?")
    mentioned = recorded("communities.person_mentioned")
    assert [row.payload["person_id"] for row in mentioned] == [inside.id, inside.id]
    assert (mentioned[-1].subject_kind, mentioned[-1].subject_id) == ("post", post.id)


def test_an_edit_keeps_what_was_said_before(make_community, make_member, make_thread):
    community = make_community()
    author = make_member(community)
    thread = make_thread(community, author, title="First title", body="First text", tags=["old", "kept"])
    post_actions.edit_post(
        author, thread, post_number(thread, 1), Draft("Second title", "Second text", tags=["kept", "new"])
    )
    assert (thread.title, thread.excerpt) == ("Second title", "Second text")
    assert [tag.label for tag in thread.tags] == ["kept", "new"]
    post = post_number(thread, 1)
    assert post.edited_at is not None
    assert [(one.title, one.body) for one in post_queries.list_revisions(author, thread, post)] == [
        ("First title", "First text")
    ]
    assert recorded("discussions.post_edited")
    post_actions.edit_post(author, thread, post, Draft("Second title", "Second text", tags=["kept"]))
    assert len(db.session.scalars(select(PostRevision)).all()) == 1


def test_nobody_edits_another_persons_words(make_community, make_member, make_thread):
    community = make_community()
    thread = make_thread(community)
    with pytest.raises(Refused):
        post_actions.edit_post(
            make_member(community, "convenor"), thread, post_number(thread, 1), Draft("New title", "New")
        )


def test_several_answers_can_be_what_worked(make_community, make_member, make_thread):
    community = make_community()
    asker = make_member(community)
    thread = make_thread(community, asker, replies=["One way", "Another way", "No way"])
    for number in (2, 3):
        answer_actions.accept_answer(asker, thread, post_number(thread, number))
    answer_actions.accept_answer(asker, thread, post_number(thread, 3))
    assert thread.state is ThreadState.ANSWERED
    assert [post.number for post in post_queries.list_accepted(asker, thread)] == [2, 3]
    events = recorded("discussions.answer_accepted")
    assert [event.payload["person_ids"] for event in events] == [[post_number(thread, 2).author_id]] * 2
    answer_actions.unaccept_answer(asker, thread, post_number(thread, 2))
    assert thread.state is ThreadState.ANSWERED
    answer_actions.unaccept_answer(asker, thread, post_number(thread, 3))
    assert thread.state is ThreadState.OPEN


def test_what_cannot_be_accepted(make_community, make_member, make_thread):
    community = make_community()
    asker = make_member(community)
    thread, other = make_thread(community, asker, replies=["One way"]), make_thread(community, asker, replies=["Else"])
    with pytest.raises(Invalid):
        answer_actions.accept_answer(asker, thread, post_number(thread, 1))
    with pytest.raises(NotThere):
        answer_actions.accept_answer(asker, thread, post_number(other, 2))
    with pytest.raises(Refused):
        answer_actions.accept_answer(make_member(community), thread, post_number(thread, 2))
    discussion = make_thread(community, asker, kind=ThreadKind.DISCUSSION, replies=["Hm"])
    with pytest.raises(Refused):
        answer_actions.accept_answer(asker, discussion, post_number(discussion, 2))


def test_a_convenor_pins_summarises_closes_and_reopens(make_community, make_member, make_thread):
    community = make_community()
    convenor = make_member(community, "convenor")
    thread = make_thread(community, replies=["One way"])
    convening_actions.pin_thread(convenor, thread, is_pinned=True)
    summary_actions.summarise(convenor, thread, "First view")
    summary_actions.summarise(convenor, thread, "Second view")
    convening_actions.close_thread(convenor, thread, "Taken into a **project**.")
    assert thread.is_pinned
    assert thread.is_closed
    assert "<strong>project</strong>" in thread.outcome_html
    assert [one.body for one in summary_queries.list_summaries(convenor, thread)] == ["Second view", "First view"]
    with pytest.raises(Refused):
        post_actions.reply(convenor, thread, "One more thing")
    with pytest.raises(Refused):
        convening_actions.close_thread(convenor, thread, "Again")
    convening_actions.reopen_thread(convenor, thread)
    assert thread.state is ThreadState.OPEN
    assert thread.outcome
    names = [row.name.partition(".")[2] for row in recorded() if row.name.startswith("discussions.")]
    assert names[3:] == ["thread_pinned", "thread_summarised", "thread_summarised", "thread_closed", "thread_reopened"]


def test_a_reopened_thread_with_an_accepted_answer_is_answered(make_community, make_member, make_thread):
    community = make_community()
    convenor = make_member(community, "convenor")
    thread = make_thread(community, replies=["One way"])
    answer_actions.accept_answer(convenor, thread, post_number(thread, 2))
    convening_actions.close_thread(convenor, thread, "Settled")
    convening_actions.reopen_thread(convenor, thread)
    assert thread.state is ThreadState.ANSWERED


@pytest.mark.parametrize(
    "act",
    [
        lambda actor, thread: convening_actions.pin_thread(actor, thread, is_pinned=True),
        lambda actor, thread: summary_actions.summarise(actor, thread, "Words"),
        lambda actor, thread: convening_actions.close_thread(actor, thread, "Words"),
        lambda actor, thread: convening_actions.reopen_thread(actor, thread),
        lambda actor, thread: hiding_actions.hide_thread(actor, thread, is_hidden=True),
        lambda actor, thread: hiding_actions.hide_post(actor, thread, post_number(thread, 2), is_hidden=True),
    ],
)
def test_members_do_not_convene_and_outsiders_learn_nothing(act, make_community, make_member, make_thread):
    community = make_community(visibility=Visibility.PRIVATE)
    thread = make_thread(community, replies=["One way"])
    with pytest.raises(Refused):
        act(make_member(community), thread)
    with pytest.raises(NotThere):
        act(make_member(), thread)


def test_hiding_is_recorded_and_undone(make_community, make_member, make_thread):
    community = make_community()
    convenor = make_member(community, "convenor")
    thread = make_thread(community, replies=["One way"])
    hiding_actions.hide_thread(convenor, thread, is_hidden=True)
    hiding_actions.hide_thread(convenor, thread, is_hidden=False)
    hiding_actions.hide_post(convenor, thread, post_number(thread, 2), is_hidden=True)
    with pytest.raises(Invalid):
        hiding_actions.hide_post(convenor, thread, post_number(thread, 1), is_hidden=True)
    assert [row.payload["is_hidden"] for row in recorded("discussions.thread_hidden")] == [True, False]
    assert recorded("discussions.post_hidden")


def test_one_reaction_of_a_kind_each_and_none_to_oneself(make_community, make_member, make_thread):
    community = make_community()
    author, reader = make_member(community), make_member(community)
    thread = make_thread(community, author)
    post = post_number(thread, 1)
    for _ in range(2):
        post_actions.react(reader, thread, post, ReactionKind.THANKS, is_on=True)
    post_actions.react(reader, thread, post, ReactionKind.SEE_THIS_TOO, is_on=True)
    post_actions.react(make_member(), thread, post, ReactionKind.THANKS, is_on=True)
    (row,) = post_queries.list_posts(reader, thread)
    assert row.reactions.counts == {ReactionKind.THANKS: 2, ReactionKind.SEE_THIS_TOO: 1}
    assert row.reactions.mine == {ReactionKind.THANKS, ReactionKind.SEE_THIS_TOO}
    post_actions.react(reader, thread, post, ReactionKind.THANKS, is_on=False)
    assert len(db.session.scalars(select(Reaction)).all()) == 2
    with pytest.raises(Refused):
        post_actions.react(author, thread, post, ReactionKind.THANKS, is_on=True)


def test_what_was_read_stays_read_and_nothing_past_the_end_is(make_community, make_member, make_thread):
    community = make_community()
    reader = make_member(community)
    thread = make_thread(community, replies=["a b", "c d", "e f"])
    for read, expected in (((2, 2), ((2, 2),)), ((1, 1), ((1, 2),)), ((4, 99), ((1, 2), (4, 4))), ((0, 3), ((1, 4),))):
        reading_actions.mark_read(reader, thread, (read,))
        assert get_reading(reader, thread).read == expected
    assert len(db.session.scalars(select(ReadMark).where(ReadMark.person_id == reader.id)).all()) == 1
    private = make_thread(make_community(visibility=Visibility.PRIVATE))
    with pytest.raises(NotThere):
        reading_actions.mark_read(reader, private, ((1, 1),))


def test_posts_carry_the_moment_of_the_moved_clock(make_community, make_member):
    community = make_community()
    then = clock.now() - timedelta(days=100)
    with clock.at(then):
        thread = thread_actions.start_thread(make_member(community), community, Draft("Long ago", "It was"))
    assert thread.created_at == thread.last_post_at == then
