"""What is shown, to whom, in which order; above all what is not shown."""

from __future__ import annotations

import pytest

from lhs_community.accounts.models import Person, PersonKind
from lhs_community.chat.actions.peace import set_muted
from lhs_community.chat.queries import channels, lists, messages, readers
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Visibility
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from tests.make.people import add_to


@pytest.mark.parametrize("visibility", list(Visibility))
def test_every_way_out_agrees_with_the_policy(visibility, make_community, make_member, say) -> None:
    community = make_community(visibility=visibility)
    member, outsider = make_member(community), make_member()
    partner, partner_inside = (make_member(c, kind=PersonKind.EXTERNAL) for c in (None, community))
    message = say(member, community, "Only for readers")
    ref = Ref("community", community.id)
    for viewer in (member, outsider, partner, partner_inside):
        may = communities.may_read(viewer, community)
        channel = channels.find_channel(viewer, ref)
        assert (channel is not None) == may
        assert bool(messages.message_cards(viewer, [message.id])) == may
        assert (viewer.id in readers.readers_among([viewer.person_id], ref, community)) == may
        assert bool(messages.list_before(viewer, channels.find_channel(member, ref))) == may
        assert bool(messages.list_after(viewer, channels.find_channel(member, ref), 0)) == may
        for look in (lambda v: channels.get_talk(v, ref), lambda v: messages.get_message(v, message.id)):
            if may:
                look(viewer)
            else:
                with pytest.raises(NotThere):
                    look(viewer)


def test_a_disabled_person_reads_nothing(make_community, make_member, make_person, say) -> None:
    community = make_community()
    person = make_person()
    person.is_disabled = True
    db.session.flush()
    assert readers.readers_among([person.id], Ref("community", community.id), community) == frozenset()


def test_pages_and_what_was_missed(make_community, make_member, say) -> None:
    community = make_community()
    ada = make_member(community)
    for number in range(1, 71):
        say(ada, community, f"Message {number}")
    channel = channels.find_channel(ada, Ref("community", community.id))
    assert [m.number for m in messages.list_before(ada, channel)] == list(range(21, 71))
    assert [m.number for m in messages.list_before(ada, channel, 21)] == list(range(1, 21))
    assert [m.number for m in messages.list_after(ada, channel, 66)] == [67, 68, 69, 70]
    assert messages.list_after(ada, channel, 10**30) == []
    assert len(messages.list_before(ada, channel, 10**30)) == 50


def test_my_channels_stand_unread_first_with_their_last_words(make_community, make_member, say, count_queries) -> None:
    quiet, read, busy = make_community("Quiet"), make_community("Read"), make_community("Busy")
    ada, ben = make_member(quiet), make_member(busy)
    for community in (read, busy):
        ada = add_to(community, db.session.get_one(Person, ada.id))
    say(ada, read, "I wrote this")
    say(ben, busy, "Two")
    say(ben, busy, "Three")
    db.session.flush()  # what saying left to write
    with count_queries(at_most=10):
        rows = lists.list_rows(ada)
    assert [(row.subject.title, row.unread) for row in rows] == [("Busy", 2), ("Read", 0), ("Quiet", 0)]
    assert rows[0].latest is not None
    assert rows[0].latest.body == "Three"
    assert rows[2].latest is None


def test_a_message_card_carries_its_author_for_keeping(make_community, make_member, say) -> None:
    community = make_community()
    ada = make_member(community)
    message = say(ada, community, "We tried *bay nursing* and falls halved")
    card = messages.message_cards(ada, [message.id])[message.id]
    assert (card.author_id, card.author_name, card.community_id) == (ada.id, ada.name, community.id)
    assert card.body == "We tried *bay nursing* and falls halved"
    assert card.title == "We tried bay nursing and falls halved"
    assert card.url == f"/chat/community/{community.id}?at=1#m1"


def test_the_start_page_shows_what_is_new_to_somebody_and_nothing_else(
    make_community, make_member, make_room, make_direct, say, say_in, count_queries
) -> None:
    community, elsewhere = make_community(), make_community()
    ada, ben, cem = make_member(community), make_member(community), make_member(community)
    stranger = make_member(elsewhere)
    room, talk, others = make_room(community), make_direct(ada, ben), make_direct(ben, cem)
    say(ben, community, "Never opened by Ada")
    say(ada, community, "Now she has")
    say(ben, community, "And has not read this")
    for ref in (Ref("room", room.id), Ref("direct", talk.id), Ref("direct", others.id)):
        say_in(ben, ref, "New")
    say(stranger, elsewhere, "Far away")
    db.session.commit()
    with count_queries(at_most=4):  # the channels, and one for each kind of thing
        found = {row.subject.ref: row.unread for row in lists.list_new(ada, 5)}
    assert found == {Ref("community", community.id): 1, Ref("room", room.id): 1, Ref("direct", talk.id): 1}
    assert len(lists.list_new(ada, 2)) == 2
    set_muted(ada, Ref("room", room.id), is_muted=True)
    assert Ref("room", room.id) not in {row.subject.ref for row in lists.list_new(ada, 5)}
