"""Merging two topics, and taking it back."""

from __future__ import annotations

import pytest

from lhs_community.accounts.models import SiteRole
from lhs_community.communities.actions import following as communities
from lhs_community.communities.models import FollowLevel
from lhs_community.communities.queries.following import followers
from lhs_community.discussions.queries import threads
from lhs_community.discussions.queries.threads import Filter
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.search import keeping as search
from lhs_community.search.queries import Wanted, search as look_for
from lhs_community.topics import queries
from lhs_community.topics.actions import curating, merging


@pytest.fixture
def curator(make_member):
    return make_member(site_roles=(SiteRole.CURATOR,))


def ids(viewer, tag):
    return {row.thread.id for row in threads.list_threads(viewer, Filter(tag=tag)).rows}


def test_a_merge_moves_uses_and_followers_and_can_be_undone(make_thread, make_member, curator):
    into = curating.add_topic(curator, "emergency department", synonyms=["ED"])
    old = make_thread(tags=["casualty", "ED"])
    other = make_thread(tags=["casualty"])
    topic = queries.find_topic(curator, "casualty")
    fan, both, muted = make_member(), make_member(), make_member()
    for person, refs in ((fan, [topic]), (both, [topic, into]), (muted, [topic])):
        for one in refs:
            level = FollowLevel.MUTE if person is muted else FollowLevel.FOLLOW
            communities.set_following(person, Ref("topic", one.id), level)
    merge = merging.merge_topics(curator, topic, into)

    reader = make_member()
    assert ids(reader, "casualty") == ids(reader, "ED") == {old.id, other.id}
    assert [tag.name for tag in threads.get_thread(reader, old.id).shown_tags] == ["emergency department"]
    row = queries.get_topic(reader, "casualty")
    assert (row.label, row.others, row.use.count) == ("emergency department", ["ED", "casualty"], 2)
    assert [one.label for one in queries.suggest(reader, "casu")] == ["emergency department"]
    assert followers(Ref("topic", into.id)) == {
        fan.id: FollowLevel.FOLLOW, both.id: FollowLevel.FOLLOW, muted.id: FollowLevel.MUTE,
    }  # fmt: skip
    assert not queries.topic_cards(reader, [topic.id])
    later = make_thread(tags=["casualty"])
    assert later.tags[0].topic_id == into.id

    communities.set_following(muted, Ref("topic", into.id), None)
    merging.undo_merge(curator, queries.get_merge(curator, merge.id))
    db.session.expire_all()
    assert ids(reader, "casualty") == {old.id, other.id}
    assert ids(reader, "ED") == {old.id, later.id}
    assert [tag.name for tag in threads.get_thread(reader, old.id).shown_tags] == ["casualty", "emergency department"]
    assert set(followers(Ref("topic", topic.id))) == {fan.id, both.id}
    assert set(followers(Ref("topic", into.id))) == {both.id}
    with pytest.raises(NotThere):
        queries.get_merge(curator, merge.id)


def test_what_was_merged_before_comes_along_and_goes_back(make_thread, make_member, curator):
    a, b, c = (curating.add_topic(curator, label) for label in ("a one", "b two", "c three"))
    thread = make_thread(tags=["a one"])
    merging.merge_topics(curator, a, b)
    second = merging.merge_topics(curator, b, c)
    reader = make_member()
    assert ids(reader, "c three") == ids(reader, "a one") == {thread.id}
    assert set(queries.get_topic(reader, "c three").others) == {"a one", "b two"}
    merging.undo_merge(curator, second)
    db.session.expire_all()
    assert ids(reader, "b two") == {thread.id}
    assert ids(reader, "c three") == set()


def test_merging_is_refused_where_it_makes_no_sense(make_thread, make_member, curator):
    listed = curating.add_topic(curator, "listed")
    suggested = make_thread(tags=["suggested"]).tags[0].topic
    with pytest.raises(Invalid):
        merging.merge_topics(curator, listed, listed)
    with pytest.raises(Invalid):
        merging.merge_topics(curator, listed, suggested)
    with pytest.raises(Refused):
        merging.merge_topics(make_member(), suggested, listed)


def test_a_suggestion_given_as_another_word_is_merged(make_thread, curator):
    thread = make_thread(tags=["casualty"])
    topic = curating.add_topic(curator, "emergency department", synonyms=["Casualty"])
    assert [tag.name for tag in threads.get_thread(curator, thread.id).shown_tags] == ["emergency department"]
    assert [merge.topic.label for merge in queries.list_merges(curator, topic)] == ["casualty"]


def test_search_finds_a_thread_by_any_word_for_its_topic(make_thread, make_member, curator, deliver):
    curating.add_topic(curator, "emergency department", synonyms=["casualty"])
    thread = make_thread(title="How long is too long?", tags=["emergency department", "frontdoor"])
    db.session.commit()
    search.rebuild()
    reader = make_member()

    def found(words):
        return {one.card.ref for one in look_for(reader, Wanted(typed=words)).found}

    assert Ref("thread", thread.id) in found("casualty")
    assert Ref("thread", thread.id) not in found("vestibule")
    topic = queries.find_topic(curator, "frontdoor")
    into = curating.add_topic(curator, "arrivals", synonyms=["vestibule"])
    merging.merge_topics(curator, topic, into)
    db.session.commit()
    deliver()
    assert Ref("thread", thread.id) in found("vestibule")
