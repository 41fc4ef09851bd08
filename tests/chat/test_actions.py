"""Saying, changing and taking back: numbers without gaps, each message once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lhs_community.chat.actions import messages as actions
from lhs_community.chat.actions.channels import mark_read
from lhs_community.chat.models.messages import Message, MessageRevision
from lhs_community.chat.queries import channels, messages
from lhs_community.communities.models import Visibility
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.safety.guard import Consent
from lhs_community.safety.held import Held


def test_messages_are_numbered_in_order_and_stored_as_safe_html(make_community, make_member, say) -> None:
    community = make_community()
    ada, ben = make_member(community), make_member(community)
    messages = [say(ada, community, "*One*"), say(ben, community, "<b>two</b>"), say(ada, community, "Three")]
    assert [message.number for message in messages] == [1, 2, 3]
    assert messages[0].body_html == "<p><em>One</em></p>"
    assert "<b>" not in messages[1].body_html
    assert channels.get_talk(ada, Ref("community", community.id)).last_number == 3


def test_the_same_client_id_twice_is_one_message(make_community, make_member, say) -> None:
    community = make_community()
    ada, ben = make_member(community), make_member(community)
    first = say(ada, community, "Once", client_id="same-number")
    assert say(ada, community, "Once", client_id="same-number").id == first.id
    assert say(ben, community, "Mine", client_id="same-number").id != first.id
    assert say(ada, community, "Next").number == 3


def test_each_channel_counts_for_itself(make_community, make_member, say) -> None:
    one, two = make_community(), make_community()
    ada = make_member(one)
    assert say(ada, one).number == say(ada, two).number == 1


def test_a_message_is_recorded_without_its_words(make_community, make_member, say) -> None:
    community = make_community()
    message = say(make_member(community), community, "Very secret words")
    row = db.session.scalars(select(EventRow).where(EventRow.name == "chat.message_posted")).one()
    assert (row.subject_kind, row.subject_id) == ("message", message.id)
    assert "secret" not in str(row.payload)


def test_who_may_not_read_is_told_there_is_nothing(make_community, make_member, say) -> None:
    community = make_community(visibility=Visibility.PRIVATE)
    with pytest.raises(NotThere):
        say(make_member(), community)


def test_who_may_only_read_may_not_post(make_community, make_member, say) -> None:
    community = make_community(visibility=Visibility.RESTRICTED)
    with pytest.raises(Refused):
        say(make_member(), community)


@pytest.mark.parametrize("kind", ["thread", "person", "nothing"])
def test_only_communities_and_projects_have_channels(kind, make_community, make_member) -> None:
    with pytest.raises(NotThere):
        actions.post_message(make_member(make_community()), Ref(kind, 1), "Hello")


@pytest.mark.parametrize(("body", "words"), [("", "Write"), ("  \n ", "Write"), ("x" * 4001, "Keep it under 4,000")])
def test_empty_and_overlong_messages_are_refused(body, words, make_community, make_member, say) -> None:
    community = make_community()
    with pytest.raises(Invalid, match=words):
        say(make_member(community), community, body)


def test_the_guard_holds_here_as_everywhere(make_community, make_member, say) -> None:
    community = make_community()
    ada = make_member(community)
    with pytest.raises(Held):
        say(ada, community, "Saw 999 526 0182 again")
    with pytest.raises(Held):
        say(ada, community, "Ring 07700 900123")
    say(ada, community, "Ring 07700 900123", consent=Consent(confirmed=True))
    assert db.session.scalars(select(Message.number)).all() == [1]


def test_an_edit_keeps_what_was_said_before(make_community, make_member, say) -> None:
    community = make_community()
    ada = make_member(community)
    message = say(ada, community, "Befor")
    actions.edit_message(ada, messages.get_message(ada, message.id), "**Before**")
    assert message.body_html == "<p><strong>Before</strong></p>"
    assert message.edited_at is not None
    assert db.session.scalars(select(MessageRevision.body)).all() == ["Befor"]


def test_a_deleted_message_leaves_its_place_and_no_words(make_community, make_member, say) -> None:
    community = make_community()
    ada = make_member(community)
    message = say(ada, community, "Oh no")
    actions.delete_message(ada, messages.get_message(ada, message.id))
    assert (message.body, message.body_html, message.is_deleted) == ("", "", True)
    assert messages.message_cards(ada, [message.id]) == {}
    with pytest.raises(NotThere):
        actions.edit_message(ada, messages.get_message(ada, message.id), "Back")


def test_only_the_author_changes_a_message(make_community, make_member, say) -> None:
    community = make_community()
    message = say(make_member(community), community)
    convenor = make_member(community, role="convenor")
    for change in (lambda m: actions.edit_message(convenor, m, "x"), lambda m: actions.delete_message(convenor, m)):
        with pytest.raises(Refused):
            change(messages.get_message(convenor, message.id))


def test_mentions_are_told_to_those_who_may_read(make_community, make_member, say) -> None:
    community = make_community(visibility=Visibility.PRIVATE)
    ada, ben, outsider = make_member(community), make_member(community), make_member()
    say(ada, community, f"@{ben.handle} and @{outsider.handle}, look")
    told = db.session.scalars(select(EventRow.payload).where(EventRow.name == "communities.person_mentioned")).all()
    assert [payload["person_id"] for payload in told] == [ben.id]


def test_reading_marks_go_forward_only_and_not_past_the_end(make_community, make_member, say) -> None:
    community = make_community()
    ada, ben = make_member(community), make_member(community)
    ref = Ref("community", community.id)
    for _ in range(5):
        say(ada, community)
    assert channels.get_talk(ben, ref).unread == 5
    for number, unread in ((3, 2), (1, 2), (99, 0)):
        mark_read(ben, ref, number)
        assert channels.get_talk(ben, ref).unread == unread
    assert channels.get_talk(ada, ref).unread == 0
