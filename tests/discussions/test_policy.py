"""Who may do what: every level of community against everybody who could come by; each rule against its SQL twin."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts import current
from lhs_community.accounts.models import Person, PersonKind, SiteRole
from lhs_community.communities.models import Visibility
from lhs_community.discussions import policy
from lhs_community.discussions.actions import (
    convening as convening_actions,
    hiding as hiding_actions,
    moving as moving_actions,
)
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import Thread, ThreadKind
from lhs_community.foundation.database import db
from tests.make.discussions import post_number
from tests.make.people import add_to

READERS = ("guest", "outsider", "external", "external member", "member", "author", "convenor", "administrator")


@pytest.fixture
def cast(make_community, make_member, make_thread):
    """One community of each level with a plain and a hidden thread; and everybody, as they are there."""

    def of(visibility):
        community = make_community(visibility=visibility)
        convenor = make_member(community, "convenor")
        author = make_member(community)
        thread = make_thread(community, author, replies=["This worked for us", "Not to be seen"])
        hiding_actions.hide_post(convenor, thread, post_number(thread, 3), is_hidden=True)
        hidden = make_thread(community, author)
        hiding_actions.hide_thread(convenor, hidden, is_hidden=True)
        people = {
            "guest": current.guest(),
            "outsider": make_member(),
            "external": make_member(kind=PersonKind.EXTERNAL),
            "external member": make_member(community, kind=PersonKind.EXTERNAL),
            "member": make_member(community),
            "author": author,
            "convenor": convenor,
            "administrator": make_member(site_roles=(SiteRole.ADMINISTRATOR, SiteRole.CURATOR)),
        }
        return people, thread, hidden

    return of


INSIDE = {"external member", "member", "author", "convenor"}
SIGNED_IN = {"outsider", "administrator"} | INSIDE
READ = {
    Visibility.OPEN: SIGNED_IN | {"guest"},
    Visibility.RESTRICTED: SIGNED_IN,
    Visibility.PRIVATE: INSIDE,
    Visibility.CONFIDENTIAL: INSIDE,
}
WRITE = {Visibility.OPEN: SIGNED_IN, **dict.fromkeys(list(Visibility)[1:], INSIDE)}


@pytest.mark.parametrize("visibility", Visibility)
def test_each_rule_at_each_level(visibility, cast):
    people, thread, hidden = cast(visibility)
    answer = post_number(thread, 2)

    def who(rule):
        return {name for name in READERS if rule(people[name])}

    assert who(lambda one: policy.may_read(one, thread)) == READ[visibility]
    assert who(lambda one: policy.may_read(one, hidden)) == {"convenor"}
    assert who(lambda one: policy.may_read_post(one, thread, post_number(thread, 3))) == {"convenor"}
    assert who(lambda one: policy.may_reply(one, thread)) == WRITE[visibility]
    assert who(lambda one: policy.may_start(one, thread.community, ThreadKind.QUESTION)) == WRITE[visibility]
    assert who(lambda one: policy.may_start(one, thread.community, ThreadKind.NOTICE)) == INSIDE
    assert who(lambda one: policy.may_accept(one, thread)) == {"author", "convenor"}
    assert who(lambda one: policy.may_summarise(one, thread)) == {"author", "convenor"}
    assert who(lambda one: policy.may_convene(one, thread)) == {"convenor"}
    assert who(lambda one: policy.may_edit_post(one, thread, post_number(thread, 1))) == {"author"}
    assert who(lambda one: policy.may_react(one, thread, answer)) == READ[visibility] - {"guest"}
    assert who(lambda one: policy.may_try(one, thread, answer)) == WRITE[visibility]
    assert who(lambda one: policy.may_try(one, thread, post_number(thread, 1))) == set()
    assert who(lambda one: policy.may_say_me_too(one, thread)) == WRITE[visibility] - {"author"}
    assert who(lambda one: policy.may_assign(one, thread)) == {"convenor"}
    assert who(lambda one: policy.may_postpone(one, thread)) == {"convenor"}
    assert who(lambda one: policy.may_hand_back(one, thread)) == set()  # it is the founder's, whose turn it was


@pytest.mark.parametrize("visibility", Visibility)
def test_who_moves_merges_and_undoes(visibility, cast, make_community, make_member, make_thread, make_person):
    people, thread, hidden = cast(visibility)
    elsewhere = make_community(visibility=Visibility.OPEN)
    other = make_thread(elsewhere)
    both = add_to(elsewhere, db.session.get_one(Person, people["convenor"].id), "convenor")
    change = moving_actions.move_thread(both, make_thread(thread.community), elsewhere, is_confirmed=True)
    everybody = {**people, "both": both, "convenor elsewhere": make_member(elsewhere, "convenor")}

    def who(rule):
        return {name for name, one in everybody.items() if rule(one)}

    assert who(lambda one: policy.may_move(one, thread, elsewhere)) == {"both"}
    assert who(lambda one: policy.may_move(one, thread, thread.community)) == set()
    assert who(lambda one: policy.may_merge(one, thread, other)) == {"both"}
    assert who(lambda one: policy.may_merge(one, thread, hidden)) == set()
    assert who(lambda one: policy.may_merge(one, thread, thread)) == set()
    assert who(lambda one: policy.may_undo(one, change)) == {"both"}


def test_who_could_read_more_after_a_move(make_community):
    places = {level: (make_community(visibility=level), make_community(visibility=level)) for level in Visibility}
    wider = {
        (before, after)
        for before in Visibility
        for after in Visibility
        if policy.shows_to_more(places[before][0], places[after][1])
    }
    closed = {Visibility.PRIVATE, Visibility.CONFIDENTIAL}
    assert wider == {(Visibility.RESTRICTED, Visibility.OPEN)} | {(one, any_) for one in closed for any_ in Visibility}
    assert not policy.shows_to_more(places[Visibility.PRIVATE][0], places[Visibility.PRIVATE][0])


@pytest.mark.parametrize("kind", ThreadKind)
def test_what_is_looked_after_is_the_same_in_sql(kind, make_community, make_member, make_thread):
    community = make_community()
    convenor = make_member(community, "convenor")
    for index, end in enumerate((None, convening_actions.close_thread)):
        thread = make_thread(community, kind=ThreadKind.DISCUSSION, title=f"Number {index} of its kind")
        thread.kind = kind
        if end:
            end(convenor, thread, "Done")
    db.session.flush()
    threads = db.session.scalars(select(Thread)).all()
    by_rule = {thread.id for thread in threads if policy.is_looked_after(thread)}
    assert set(db.session.scalars(select(Thread.id).where(policy.looked_after()))) == by_rule
    assert len(by_rule) == (kind in (ThreadKind.QUESTION, ThreadKind.DATA_QUESTION))


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("guests_may_read", [True, False])
def test_the_rules_and_their_sql_agree(visibility, guests_may_read, cast):
    people, _, _ = cast(visibility)
    threads = db.session.scalars(select(Thread).options(joinedload(Thread.community))).all()
    posts = db.session.scalars(select(Post).options(joinedload(Post.thread).joinedload(Thread.community))).all()
    for name, person in people.items():
        viewer = dataclasses.replace(person, guests_may_read=guests_may_read)
        by_rule = {thread.id for thread in threads if policy.may_read(viewer, thread)}
        assert set(db.session.scalars(select(Thread.id).where(policy.readable_by(viewer)))) == by_rule, name
        posts_by_rule = {post.id for post in posts if policy.may_read_post(viewer, post.thread, post)}
        found = select(Post.id).join(Post.thread).where(policy.post_readable_by(viewer))
        assert set(db.session.scalars(found)) == posts_by_rule, name


def test_who_was_a_member_can_no_longer_accept_or_edit_in_a_restricted_community(
    make_community, make_member, make_thread
):
    community = make_community(visibility=Visibility.RESTRICTED)
    author = make_member(community)
    thread = make_thread(community, author)
    left = dataclasses.replace(author, roles={})
    assert policy.may_read(left, thread)
    assert not policy.may_accept(left, thread)
    assert not policy.may_edit_post(left, thread, post_number(thread, 1))
    assert not policy.may_summarise(left, thread)


def test_nobody_replies_to_or_settles_a_closed_thread(make_community, make_member, make_thread):
    community = make_community()
    convenor = make_member(community, "convenor")
    thread = make_thread(community, replies=["One way"])
    convening_actions.close_thread(convenor, thread, "It was settled in the huddle.")
    assert not policy.may_reply(convenor, thread)
    assert not policy.may_accept(convenor, thread)
    assert policy.may_read(convenor, thread)
