"""Tags that people type become topics; what a closed community tags with is learned nowhere else."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lhs_community.accounts.current import guest
from lhs_community.accounts.models import PersonKind, SiteRole
from lhs_community.communities.models import Visibility
from lhs_community.discussions.actions import posts as post_actions
from lhs_community.discussions.keeping import Draft
from lhs_community.discussions.models.threads import ThreadTag
from lhs_community.discussions.queries import threads
from lhs_community.discussions.queries.tags import list_tags
from lhs_community.discussions.queries.threads import Filter
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.topics import policy, queries
from lhs_community.topics.actions import curating
from lhs_community.topics.models import Topic, TopicStatus
from lhs_community.topics.words import key_of
from tests.make.discussions import post_number


@pytest.fixture
def curator(make_member):
    return make_member(site_roles=(SiteRole.CURATOR,))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A&E", "a and e"), ("A & E", "A&E"), ("A+E", "a&e"), ("Martha's Rule", "Marthas rule"),
        ("Martha’s", "martha's"),
        ("Covid-19", "COVID 19"), ("4-hour", "４ hour"), ("C. difficile", "c difficile"), ("STRASSE", "straße"),
        ("“falls”", "falls"), ("NEWS2", "news2"),
    ],
)  # fmt: skip
def test_spellings_of_one_word_meet(one, other):
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(("one", "other"), [("A&E", "ae"), ("ICU", "ITU"), ("news 2", "news2"), ("🙂", "🙁")])
def test_other_words_stay_apart(one, other):
    assert key_of(one) != key_of(other)


def test_a_tag_nobody_knows_becomes_a_suggestion(make_thread):
    thread = make_thread(tags=["Night staffing"])
    topic = thread.tags[0].topic
    assert (topic.status, topic.key, topic.suggested_by_id) == (
        TopicStatus.SUGGESTED, "night-staffing", thread.author_id
    )  # fmt: skip
    assert db.session.scalars(select(EventRow.name).where(EventRow.subject_kind == "topic")).all() == [
        "topics.topic_suggested"
    ]


def test_a_tag_typed_as_another_word_is_stored_as_its_topic(make_thread, make_member, curator):
    topic = curating.add_topic(curator, "emergency department", synonyms=["A&E", "ED"])
    thread = make_thread(tags=["a & e", "ED", "queues"])
    assert [tag.topic_id for tag in thread.tags][0] == topic.id
    assert [tag.name for tag in thread.shown_tags] == ["emergency department", "queues"]
    reader = make_member()
    for word in ("A&E", "ed", "Emergency Department", "emergency-department"):
        assert [row.thread.id for row in threads.list_threads(reader, Filter(tag=word)).rows] == [thread.id], word
    assert not threads.list_threads(reader, Filter(tag="ward")).rows


def test_the_words_of_a_closed_community_are_learned_nowhere_else(make_community, make_member, make_thread, curator):
    closed = make_community(visibility=Visibility.CONFIDENTIAL)
    member = make_member(closed)
    secret = make_thread(closed, member, tags=["Project NIGHTJAR"]).tags[0].topic
    for outsider in (guest(), make_member(), make_member(kind=PersonKind.EXTERNAL), curator):
        assert queries.find_topic(outsider, "project nightjar") is None
        assert not queries.list_topics(outsider)
        assert not queries.suggest(outsider, "project")
        assert not queries.topic_cards(outsider, [secret.id])
        assert not list_tags(outsider)
    assert queries.list_suggested(curator) == []
    assert queries.topic_index_card(secret.id) is None
    assert [one.label for one in queries.suggest(member, "proj")] == ["Project NIGHTJAR"]
    assert queries.get_topic(member, "project-nightjar").use.count == 1


def test_somebody_elses_same_word_does_not_show_how_a_closed_community_spells_it(
    make_community, make_member, make_thread, curator
):
    closed = make_community(visibility=Visibility.PRIVATE)
    make_thread(closed, make_member(closed), tags=["NIGHTJAR Team"])
    open_thread = make_thread(tags=["nightjar team"])
    reader = make_member()
    assert [tag.name for tag in threads.get_thread(reader, open_thread.id).shown_tags] == ["nightjar team"]
    row = queries.list_suggested(curator)[0]
    assert (row.label, row.use.count) == ("nightjar team", 1)
    curating.accept_topic(curator, row.topic)
    assert queries.get_topic(reader, "nightjar-team").label == "nightjar team"


def test_a_curator_who_takes_up_a_closed_communitys_word_is_not_told_that_it_exists(
    make_community, make_member, make_thread, curator
):
    closed = make_community(visibility=Visibility.PRIVATE)
    member = make_member(closed)
    first = make_thread(closed, member, tags=["NIGHTJAR"])
    second = make_thread(closed, member, tags=["Bitterns"])
    topic = curating.add_topic(curator, "Nightjar", synonyms=["goatsucker", "bitterns"])
    assert queries.get_topic(curator, "nightjar").others == ["goatsucker", "bitterns"]
    for thread in (first, second):
        assert [tag.name for tag in threads.get_thread(member, thread.id).shown_tags] == ["Nightjar"]
    assert queries.get_topic(member, "nightjar").use.count == 2
    assert queries.get_topic(curator, "nightjar").use.count == 0
    assert topic.is_controlled


@pytest.mark.parametrize("visibility", Visibility)
def test_the_rule_and_its_sql_agree(visibility, make_community, make_member, make_thread, curator):
    community = make_community(visibility=visibility)
    make_thread(community, tags=["used there"])
    listed = curating.add_topic(curator, "listed")
    gone = curating.add_topic(curator, "gone")
    curating.retire_topic(curator, gone)
    inside = {"used there"} if visibility in (Visibility.OPEN, Visibility.RESTRICTED) else set()
    wanted = {
        "guest": (guest(), {"listed"} | (inside if visibility is Visibility.OPEN else set())),
        "outsider": (make_member(), {"listed"} | inside),
        "external": (make_member(kind=PersonKind.EXTERNAL), {"listed"}),
        "member": (make_member(community), {"listed", "used there"}),
        "curator": (curator, {"listed"} | inside),
    }
    topics = db.session.scalars(select(Topic)).all()
    for name, (viewer, labels) in wanted.items():
        used = queries.uses(viewer)
        by_rule = {topic.label for topic in topics if policy.may_read(viewer, topic, used)}
        assert by_rule == labels, name
        assert set(db.session.scalars(select(Topic.label).where(policy.readable_by(viewer, used)))) == by_rule, name
    assert listed.is_controlled


def test_only_curators_change_the_list(make_member, make_thread, curator):
    topic = make_thread(tags=["falls"]).tags[0].topic
    member = make_member()
    for act in (
        lambda: curating.accept_topic(member, topic),
        lambda: curating.retire_topic(member, topic),
        lambda: curating.add_topic(member, "other"),
        lambda: curating.change_topic(member, topic, label="Fall", description="", synonyms=[]),
        lambda: queries.list_suggested(member),
    ):
        with pytest.raises(Refused):
            act()
    hidden = curating.add_topic(curator, "hidden")
    curating.retire_topic(curator, hidden)
    with pytest.raises(NotThere):
        curating.accept_topic(curator, hidden)


def test_accepting_tells_whose_word_it_was(make_member, make_thread, curator, client, as_viewer, deliver):
    author = make_member()
    thread = make_thread(author=author, tags=["Falls"])
    curating.accept_topic(curator, thread.tags[0].topic)
    db.session.commit()
    deliver()
    as_viewer(client, author)
    assert "put your tag “Falls” on the list of topics" in client.get("/notices").get_data(as_text=True)


def test_renaming_keeps_the_address_and_the_former_name(make_thread, make_member, curator):
    topic = curating.add_topic(curator, "casualty", synonyms=["A&E"])
    thread = make_thread(tags=["casualty"])
    words = {"description": "The  front\ndoor", "synonyms": ["A&E"]}
    curating.change_topic(curator, topic, label="emergency department", **words)
    reader = make_member()
    row = queries.get_topic(reader, "casualty")
    assert (row.label, row.others, row.topic.description) == (
        "emergency department", ["A&E", "casualty"], "The front door"
    )  # fmt: skip
    assert queries.get_topic(reader, "emergency department").topic.key == "casualty"
    assert [tag.name for tag in threads.get_thread(reader, thread.id).shown_tags] == ["emergency department"]
    curating.change_topic(curator, topic, label="emergency department", description="", synonyms=[])
    assert queries.get_topic(reader, "casualty").others == []
    assert queries.find_topic(reader, "A&E") is None


@pytest.mark.parametrize(
    ("label", "description", "synonyms", "field"),
    [
        ("", "", [], "label"), ("  ", "", [], "label"), ("x" * 41, "", [], "label"), ("a, b", "", [], "label"),
        ("falls", "x" * 501, [], "description"), ("falls", "", ["x" * 41], "synonyms"),
        ("falls", "", ["ED"], "synonyms"),
        ("taken", "", [], "label"), ("ED", "", [], "label"), ("falls", "ring 999 000 0018", [], "description"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_topic_is_refused_by_its_field(label, description, synonyms, field, curator):
    curating.add_topic(curator, "taken", synonyms=["ED"])
    with pytest.raises(Invalid) as refusal:
        curating.add_topic(curator, label, description, synonyms)
    assert refusal.value.field == field or field in getattr(refusal.value, "findings", {})


def test_editing_keeps_what_a_thread_bears(make_thread, make_member, curator):
    author = make_member()
    thread = make_thread(author=author, tags=["Falls", "nights"])
    kept = thread.tags[0].id
    first = post_number(thread, 1)
    post_actions.edit_post(author, thread, first, Draft(thread.title, "Body", tags=["FALLS", "days"]))
    assert [(tag.label, tag.topic.key) for tag in thread.tags] == [("FALLS", "falls"), ("days", "days")]
    assert thread.tags[0].id == kept
    assert db.session.scalar(select(ThreadTag.id).where(ThreadTag.label == "nights")) is None


def test_many_new_tags_in_a_day_are_too_many(app, make_member, make_thread, curator):
    curating.add_topic(curator, "listed")
    author = make_member()
    make_thread(author=author, tags=["old"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lhs_community.foundation.limits.limiter.enabled", True)
        for start in range(0, 30, 5):
            make_thread(author=author, tags=[f"new {number}" for number in range(start, start + 5)])
        make_thread(author=author, tags=["listed", "old", "new 3"])
        with pytest.raises(Invalid) as refusal:
            make_thread(author=author, tags=["one more"])
        assert refusal.value.field == "tags"


def test_the_list_takes_few_queries_however_long_it_is(make_thread, make_member, curator, count_queries):
    for number in range(12):
        curating.add_topic(curator, f"topic {number}", synonyms=[f"word {number}"])
        make_thread(tags=[f"topic {number}", f"tag {number}"])
    reader = make_member()
    with count_queries(at_most=6):
        assert len(queries.list_topics(reader)) == 24
    with count_queries(at_most=6):
        assert queries.suggest(reader, "wor")[0].found_by.startswith("word")
