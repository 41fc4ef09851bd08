"""A thread that comes from something: a chat message that is kept, or another thing of the chain."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lhs_community.communities.models import FollowLevel, Visibility
from lhs_community.communities.queries.following import follow_state
from lhs_community.discussions.actions import threads as thread_actions
from lhs_community.discussions.keeping import Draft
from lhs_community.discussions.models.posts import Post
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card, Subject
from tests.discussions.pages import shown
from tests.make.discussions import post_number


def recorded(name=""):
    rows = db.session.scalars(select(EventRow).order_by(EventRow.id)).all()
    return [row for row in rows if not name or row.name == name]


@pytest.fixture
def message():
    """A kind of thing as chat keeps it: one message, in a community, of one author. Rights as `may_see` says."""
    kept = {}

    def make(community, author, body="Has anybody tried *coloured* lids?"):
        card = Card(
            ref=Ref("message", 7),
            title="A message",
            url="/chat/community/1",
            body=body,
            community_id=community.id,
            community_name=community.name,
            author_id=author.id,
            author_name=author.name,
            when=clock.now(),
        )
        kept["old"] = subjects.of("message")
        subjects.register(
            [Subject("message", "Message", cards=lambda viewer, ids: {7: card} if community.id in viewer.roles else {})]
        )
        return card.ref

    yield make
    subjects.register([kept["old"] or Subject("message", "Message", cards=lambda viewer, ids: {})])


def test_a_kept_message_keeps_its_words_and_its_author(make_community, make_member, message):
    community = make_community(visibility=Visibility.PRIVATE)
    author, keeper = make_member(community), make_member(community)
    thread = thread_actions.keep_message(
        keeper, community, message(community, author), Draft("Coloured lids", "other words")
    )
    assert (thread.author_id, thread.started_by_id) == (author.id, keeper.id)
    assert post_number(thread, 1).body == "Has anybody tried *coloured* lids?"
    assert recorded("discussions.thread_started")[0].payload["person_ids"] == [author.id]
    link = recorded("chain.things_linked")[0]
    assert (link.subject_kind, link.payload["relation"]) == ("message", "kept_from")
    for person in (author, keeper):
        assert follow_state(person, Ref("thread", thread.id)) is FollowLevel.FOLLOW


def test_a_message_is_kept_only_where_it_was_written_and_by_who_can_read_it(make_community, make_member, message):
    private, open_one = make_community(visibility=Visibility.PRIVATE), make_community()
    ref = message(private, make_member(private))
    with pytest.raises(Refused):
        thread_actions.keep_message(make_member(private), open_one, ref, Draft("Coloured lids"))
    with pytest.raises(NotThere):
        thread_actions.keep_message(make_member(), open_one, ref, Draft("Coloured lids"))
    assert db.session.scalars(select(Post)).all() == []


def test_a_thread_that_comes_from_another_is_joined_to_it(make_community, make_member, make_thread):
    community = make_community()
    asker = make_member(community)
    first = make_thread(community)
    second = thread_actions.start_thread(asker, community, Draft("And by day?", "Same"), origin=Ref("thread", first.id))
    link = recorded("chain.things_linked")[0]
    assert (link.subject_id, link.payload) == (
        first.id,
        {"result_kind": "thread", "result_id": second.id, "relation": "led_to"},
    )
    secret = make_thread(make_community(visibility=Visibility.PRIVATE))
    with pytest.raises(NotThere):
        thread_actions.start_thread(asker, community, Draft("And there?", "Same"), origin=Ref("thread", secret.id))


def test_a_message_is_turned_into_a_thread_once(client, as_viewer, make_community, make_member, say):
    community, elsewhere = make_community(), make_community()
    author, keeper = make_member(community, name="Ada Author"), make_member(community)
    said = say(author, community, "Has anybody tried *coloured* lids?")
    as_viewer(client, keeper)
    address = f"/c/{community.slug}/ask?from=message:{said.id}"
    page = shown(client.get(address))
    assert "tried <em>coloured</em> lids" in page
    assert 'name="body"' not in page
    assert client.post(address, data={"title": "", "kind": "question"}).status_code == 422
    kept = client.post(address, data={"title": "Coloured lids", "kind": "question", "body": "Other words"})
    page = shown(client.get(kept.location))
    for words in ("Ada Author", "kept from chat by", "tried <em>coloured</em> lids", "was kept from"):
        assert words in page.replace("Was kept", "was kept"), words
    assert "Other words" not in page
    assert client.get(address).location == kept.location
    to_another = f"/c/{elsewhere.slug}/ask?from=message:{say(author, community, 'More').id}"
    assert client.post(to_another, data={"title": "Coloured lids", "kind": "question"}).status_code == 403
    as_viewer(client, make_member(community, name="Third Person"))
    assert client.get(f"/ask?from=message:{said.id}").location == address
