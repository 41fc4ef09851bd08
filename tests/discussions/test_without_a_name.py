"""Posts without a name: one alias in a thread, an author's rights, and nobody else the wiser."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lhs_community.accounts import actions as accounts, anonymous, handles, queries as account_queries
from lhs_community.accounts.models import Person, SiteRole
from lhs_community.communities.models import Following
from lhs_community.discussions import keeping, policy, sealing
from lhs_community.discussions.actions import (
    answers as answer_actions,
    convening as convening_actions,
    posts as post_actions,
    threads as thread_actions,
)
from lhs_community.discussions.models.posts import PostRevision
from lhs_community.discussions.models.reading import ReadMark
from lhs_community.discussions.models.sealing import SealedAuthor
from lhs_community.discussions.models.threads import ThreadKind
from lhs_community.discussions.queries import cards, threads
from lhs_community.discussions.queries.threads import Filter
from lhs_community.foundation import sealed
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.reactions import ReactionKind
from lhs_community.foundation.refs import Ref
from lhs_community.safety.guard import Consent
from lhs_community.safety.held import Held
from tests.make.discussions import post_number

KEY, OTHER_KEY = "the first key of these tests", "the second key of these tests"


@pytest.fixture
def community(make_community, make_member):
    made = make_community()
    for _ in range(5):
        make_member(made)
    return made


@pytest.fixture
def asker(community, make_member):
    return make_member(community, name="Priya Nandakumar")


def ask(actor, community, **draft):
    draft = {"title": "Do you dare to say so?", "body": "We do not."} | draft
    return thread_actions.start_thread(actor, community, keeping.Draft(is_anonymous=True, **draft))


def test_everything_that_shows_an_author_shows_the_shared_person(community, asker):
    thread = ask(asker, community)
    post = post_number(thread, 1)
    shared = anonymous.shared_id()
    assert {thread.author_id, thread.started_by_id, thread.last_post_by_id, post.author_id} == {shared}
    assert post.author_name == "Anonymous member 1"
    assert cards.thread_cards(asker, [thread.id])[thread.id].author_name == "Anonymous member"
    assert cards.thread_index_card(thread.id).author_name == "Anonymous member"


def test_one_person_is_one_alias_in_a_thread(community, asker, make_member):
    thread = ask(asker, community)
    other = make_member(community)
    for actor in (other, asker, other):
        post_actions.reply(actor, thread, "So it is here", is_anonymous=True)
    aliases = [post_number(thread, number).alias for number in range(1, 5)]
    assert aliases == [1, 2, 1, 2]
    assert [policy.is_askers(thread, post_number(thread, number)) for number in range(1, 5)] == [
        True, False, True, False,
    ]  # fmt: skip


def test_marks_of_one_person_in_two_threads_have_nothing_in_common(community, asker):
    first, second = ask(asker, community), ask(asker, community)
    marks = {thread.author_mark.partition(".")[2] for thread in (first, second)}
    assert len(marks) == 2


def test_only_the_author_keeps_an_authors_rights(community, asker, make_member):
    thread = ask(asker, community)
    answer = post_actions.reply(make_member(community), thread, "Say it to the night team", is_anonymous=True)
    first = post_number(thread, 1)
    shared = anonymous.masked(make_member(community))
    for other in (make_member(community), make_member(community, site_roles=tuple(SiteRole)), shared):
        assert not policy.may_edit_post(other, thread, first)
        assert not policy.may_accept(other, thread)
    assert policy.may_edit_post(asker, thread, first)
    assert not policy.may_react(asker, thread, first)
    assert policy.may_react(asker, thread, answer)
    answer_actions.accept_answer(asker, thread, answer)
    assert answer.accepted_by_id == anonymous.shared_id()


def test_a_summary_bears_a_name_so_who_asked_without_cannot_write_it(community, asker):
    assert not policy.may_summarise(asker, ask(asker, community))


def test_who_asked_without_a_name_and_answers_with_it_is_not_called_the_asker(community, asker):
    thread = ask(asker, community)
    post = post_actions.reply(asker, thread, "What we do here is different")
    assert not post.is_sealed
    assert not policy.is_askers(thread, post)
    assert thread.first_reply_at is not None, "a question still unanswered would say that its asker wrote this"


def test_who_asked_with_a_name_and_answers_without_it_is_somebody_else(community, asker, make_thread):
    thread = make_thread(community, asker)
    post_actions.reply(asker, thread, "Nobody dares to", is_anonymous=True)
    assert thread.first_reply_at is not None


def test_an_asker_without_a_name_who_adds_something_has_not_answered(community, asker):
    thread = ask(asker, community)
    post_actions.reply(asker, thread, "I forgot to say", is_anonymous=True)
    assert thread.first_reply_at is None


def test_an_edit_keeps_the_mask_on(community, asker):
    thread = ask(asker, community)
    post_actions.edit_post(asker, thread, post_number(thread, 1), keeping.Draft("Do you dare to say it?", "No."))
    db.session.flush()
    assert db.session.scalar(select(PostRevision.replaced_by_id)) == anonymous.shared_id()


def test_nothing_is_recorded_of_who_acted_or_from_where(community, asker, client, sign_in):
    # (through the web, where the address is known)
    sign_in(client, db.session.get_one(Person, asker.id))
    before = db.session.query(EventRow).count()
    client.post(
        f"/c/{community.slug}/ask",
        data={"title": "Do you dare to say so?", "body": "No.", "kind": "question", "is_anonymous": "y"},
    )
    rows = db.session.query(EventRow).order_by(EventRow.id).offset(before).all()
    assert rows
    assert {(row.actor_id, row.origin) for row in rows} == {(anonymous.shared_id(), "")}
    assert not db.session.query(ReadMark).filter_by(person_id=asker.id).count()


def test_the_author_finds_it_among_their_own_and_nobody_else_does(community, asker, make_member, make_thread):
    thread = ask(asker, community)
    answered = make_thread(community)
    post_actions.reply(asker, answered, "So do we", is_anonymous=True)
    mine = Filter("mine")
    assert {row.thread.id for row in threads.list_threads(asker, mine).rows} == {thread.id, answered.id}
    assert [card.ref.id for card in cards.my_threads(asker)] == [thread.id]
    other = make_member(community)
    db.session.add(Following(person_id=other.id, subject_kind="thread", subject_id=thread.id, level="follow"))
    assert not threads.list_threads(other, mine).rows
    assert not cards.my_threads(other)


def test_it_is_not_offered_where_it_would_hide_nobody(make_community, make_member, make_thread):
    small = make_community()
    member = make_member(small)
    with pytest.raises(Invalid, match="too few members"):
        ask(member, small)
    with pytest.raises(Invalid, match="too few members"):
        post_actions.reply(member, make_thread(small), "I see it too", is_anonymous=True)


def test_it_is_not_offered_where_the_convenors_do_not_want_it(community, asker):
    community.allows_anonymous = False
    with pytest.raises(Invalid, match="do not allow it"):
        ask(asker, community)


def test_a_notice_bears_a_name(community, asker):
    with pytest.raises(Invalid, match="A notice bears a name"):
        ask(asker, community, kind=ThreadKind.NOTICE)


def test_a_closed_thread_takes_no_posts_without_a_name_either(community, asker, make_member, make_thread):
    thread = make_thread(community)
    convening_actions.close_thread(make_member(community, "convenor"), thread, "Settled.")
    with pytest.raises(Refused):
        post_actions.reply(asker, thread, "I see it too", is_anonymous=True)


@pytest.mark.parametrize("body", [
    "Best wishes, Priya", "PRIYA NANDAKUMAR here", "Write to @priya-nandakumar", "or to {email} at work",
])  # fmt: skip
def test_the_guard_asks_about_the_authors_own_name(body, community, asker):
    person = db.session.get_one(Person, asker.id)
    with pytest.raises(Held) as held:
        ask(asker, community, body=body.format(email=person.email))
    found = {finding.kind for finding in held.value.findings["body"]}
    assert found <= {"own_name", "email"}
    assert not held.value.blocks
    typed = keeping.Draft("Do you dare to say so?", "Best wishes, Priya", is_anonymous=True)
    assert thread_actions.start_thread(asker, community, typed, consent=Consent(confirmed=True))


def test_small_words_that_are_also_names_pass(community, make_member):
    ward = make_member(community, name="Will Ward")
    assert ask(ward, community, body="On our ward this will not do.")


def test_an_information_governance_lead_cannot_override_the_guard_without_a_name(community, make_member):
    """The override is on record with its name, at the very moment of the post."""
    lead = make_member(community, site_roles=(SiteRole.IG_LEAD,))
    with pytest.raises(Held) as held:
        thread_actions.start_thread(
            lead, community, keeping.Draft("About a patient", "943 476 5919", is_anonymous=True),
            consent=Consent(override_reason="It is a made up number"),
        )  # fmt: skip
    assert not held.value.may_override


def test_a_reaction_to_ones_own_post_is_refused_as_ever(community, asker):
    thread = ask(asker, community)
    with pytest.raises(Refused):
        post_actions.react(asker, thread, post_number(thread, 1), ReactionKind.THANKS, is_on=True)


def test_the_link_to_a_draft_of_ones_own_would_show_the_name(community, asker, monkeypatch):
    with pytest.raises(Invalid, match="would show who you are"):
        thread_actions.start_thread(
            asker, community, keeping.Draft("About my draft", "Body", is_anonymous=True), origin=Ref("lesson", 987654)
        )


def test_the_seal_holds_no_readable_id_and_opens_with_the_key(community, asker):
    thread = ask(asker, community)
    row = db.session.scalars(select(SealedAuthor)).one()
    assert str(asker.id) != row.person
    assert sealing.author_id(post_number(thread, 1)) == asker.id


def test_a_new_key_still_opens_what_an_old_one_sealed(app, community, asker):
    app.config["SEALING_KEY"] = KEY
    thread = ask(asker, community)
    app.config.update(SEALING_KEY=OTHER_KEY, SEALING_KEYS_BEFORE=[KEY])
    try:
        post = post_actions.reply(asker, thread, "And again", is_anonymous=True)
        assert post.alias == 1
        assert policy.wrote(asker, post_number(thread, 1))
        assert sealing.author_id(post_number(thread, 1)) == asker.id
        app.config["SEALING_KEYS_BEFORE"] = []
        assert not policy.wrote(asker, post_number(thread, 1))
        with pytest.raises(sealed.KeyLost):
            sealing.author_id(post_number(thread, 1))
    finally:
        app.config.update(SEALING_KEY="", SEALING_KEYS_BEFORE=())


def test_the_shared_person_cannot_be_used_or_found(community, asker, make_member, viewer, client, sign_in):
    ask(asker, community)
    db.session.commit()  # (signing in begins anew)
    shared = db.session.get_one(Person, anonymous.shared_id())
    administrator = make_member(site_roles=(SiteRole.ADMINISTRATOR,))
    assert shared not in account_queries.list_people(administrator)
    assert not account_queries.people_by_handle(["anonymous"])
    with pytest.raises(NotThere):
        account_queries.get_person(asker, "anonymous")
    assert accounts.sign_in(shared.email, "!", address="", browser="") is None
    sign_in(client, db.session.get_one(Person, asker.id))
    assert client.get("/people/anonymous", check=False).status_code == 404


@pytest.mark.parametrize("name", ["Anonymous member", "anonymous member 2", "An\u200bonymous", "ANONYM0US MEMBER"])
def test_nobody_can_be_called_like_it(name):
    with pytest.raises(Invalid):
        handles.clean_name(name)
    with pytest.raises(Invalid):
        handles.clean_handle("anonymous-member-2")
