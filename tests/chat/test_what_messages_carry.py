"""Reactions, pins, files, cards of links, and what a message said before."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from lhs_community.accounts.models import PersonKind
from lhs_community.chat.actions import history as history_actions, messages as actions, pins, reactions
from lhs_community.chat.delivery import shown
from lhs_community.chat.models.messages import MessageReaction
from lhs_community.chat.queries import history, messages
from lhs_community.chat.queries.extras import extras_of, list_reactors
from lhs_community.chat.queries.pins import MOST_PINS, list_pinned
from lhs_community.communities.models import Visibility
from lhs_community.files import actions as files
from lhs_community.files.intake import Sent, prepare
from lhs_community.files.models import Attachment
from lhs_community.foundation import clock
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.reactions import ReactionKind
from lhs_community.foundation.refs import Ref
from tests.make import files as made
from tests.make.files import upload
from tests.make.people import add_to

SITE = "http://localhost/"


@pytest.fixture
def circle(make_community, make_member):
    community = make_community("Circle", visibility=Visibility.PRIVATE)
    return community, make_member(community), make_member(community, role="convenor")


def _again(viewer, message):
    return messages.get_message(viewer, message.id)


def _extras(viewer, message):
    return extras_of(viewer, [_again(viewer, message)], SITE)[message.id]


def _events(name: str) -> int:
    return db.session.scalar(select(func.count()).select_from(EventRow).where(EventRow.name == name)) or 0


def test_a_reaction_counts_once_a_person_and_is_taken_back(circle, say, make_member) -> None:
    community, ada, ben = circle
    carol = make_member(community)
    message = say(ada, community, "Tea is on me")
    for viewer in (ben, ben, carol):
        reactions.react(viewer, _again(viewer, message), ReactionKind.THANKS, is_on=True)
    reactions.react(ben, _again(ben, message), ReactionKind.HELPED, is_on=True)
    left = _extras(ben, message).reactions
    assert left.counts == {ReactionKind.THANKS: 2, ReactionKind.HELPED: 1}
    assert left.mine == {ReactionKind.THANKS, ReactionKind.HELPED}
    assert [one.id for one in list_reactors(ada, _again(ada, message))[ReactionKind.HELPED]] == [ben.id]
    for _ in range(2):
        reactions.react(ben, _again(ben, message), ReactionKind.THANKS, is_on=False)
    assert _extras(carol, message).reactions.counts == {ReactionKind.THANKS: 1, ReactionKind.HELPED: 1}
    assert _again(ada, message).reaction_count == 2
    assert _events("chat.message_reacted") == 4  # what changed nothing is no event


def test_who_may_not_react(circle, say, make_community, make_member) -> None:
    community, ada, ben = circle
    message = say(ada, community, "Mine")
    with pytest.raises(Refused):
        reactions.react(ada, _again(ada, message), ReactionKind.THANKS, is_on=True)
    restricted = make_community(visibility=Visibility.RESTRICTED)
    theirs, reader = say(make_member(restricted), restricted), make_member()
    with pytest.raises(Refused):
        reactions.react(reader, _again(reader, theirs), ReactionKind.THANKS, is_on=True)
    found = _again(ben, message)
    actions.delete_message(ada, _again(ada, message))
    with pytest.raises(NotThere):
        reactions.react(ben, found, ReactionKind.THANKS, is_on=True)


def test_reactions_go_with_their_message(circle, say) -> None:
    community, ada, ben = circle
    message = say(ada, community, "Tea is on me")
    reactions.react(ben, _again(ben, message), ReactionKind.THANKS, is_on=True)
    db.session.delete(_again(ada, message))
    db.session.flush()
    assert db.session.scalar(select(func.count()).select_from(MessageReaction)) == 0


def test_reactions_are_left_by_plain_forms(client, sign_in, make_person, make_community, make_member, say) -> None:
    community, person = make_community(), make_person("Ben Osei")
    message = say(make_member(community), community)
    sign_in(client, person)
    path = f"/chat/messages/{message.id}/react"
    assert client.post(path, data={"on": "thanks"}).location.endswith("?at=1#m1")
    item = client.get(f"/chat/messages/{message.id}/item", check=False).text
    assert 'name="off" value="thanks" aria-pressed="true">Thanks <b>1</b>' in item
    assert "Ben Osei" in client.get(f"/chat/messages/{message.id}/reactions").text
    assert client.post(path, data={"on": "applause"}).status_code == 422
    assert client.post(path).status_code == 422
    assert client.post(path, data={"off": "thanks", "in_place": "1"}).location == f"/chat/messages/{message.id}/item"


def test_convenors_pin_and_unpin_up_to_a_number(circle, say) -> None:
    community, ada, ben = circle
    said = [say(ada, community, f"Word {number}") for number in range(MOST_PINS + 1)]
    with pytest.raises(Refused):
        pins.pin_message(ada, _again(ada, said[0]))
    for message in said[:MOST_PINS]:
        pins.pin_message(ben, _again(ben, message))
    pins.pin_message(ben, _again(ben, said[0]))  # there already
    with pytest.raises(Invalid, match="Unpin one first"):
        pins.pin_message(ben, _again(ben, said[-1]))
    assert _events("chat.message_pinned") == MOST_PINS
    pins.unpin_message(ben, _again(ben, said[3]))
    pins.unpin_message(ben, _again(ben, said[3]))
    actions.delete_message(ada, _again(ada, said[4]))
    channel = _again(ada, said[0]).channel
    assert [one.number for one in list_pinned(ada, channel)] == [10, 9, 8, 7, 6, 3, 2, 1]
    assert _events("chat.message_unpinned") == 1


def test_everybody_in_a_direct_talk_pins_there(make_community, make_member, make_direct, say_in) -> None:
    community = make_community()
    ada, ben = make_member(community), make_member(community)
    talk = make_direct(ada, ben)
    message = say_in(ada, Ref("direct", talk.id), "Keep this")
    pins.pin_message(ben, _again(ben, message))
    assert [one.id for one in list_pinned(ada, _again(ada, message).channel)] == [message.id]


def test_pins_stand_on_top_of_the_channel(client, sign_in, make_person, make_community, make_member, say) -> None:
    community = make_community()
    person = make_person()
    add_to(community, person, role="convenor")
    message = say(make_member(community), community, "Lift 3 is **out**")
    sign_in(client, person)
    assert client.post(f"/chat/messages/{message.id}/pin", data={"do": "pin"}).status_code == 303
    page = client.get(f"/chat/community/{community.id}").text
    assert "1 pinned" in page
    assert "Lift 3 is out</a>" in page
    assert "Lift 3 is out" in client.get(f"/chat/community/{community.id}/pins").text
    fragment = client.get(f"/chat/community/{community.id}/pins?fragment=pins", check=False).text
    assert "<html" not in fragment
    assert client.post(f"/chat/messages/{message.id}/pin", data={"do": "nail"}).status_code == 422


def _held(viewer, name="falls.csv", content=made.CSV):
    return files.hold_upload(viewer, prepare(Sent(name, content))).attachment


def test_a_message_may_be_files_only_and_takes_them_with_it(circle, say, make_member) -> None:
    community, ada, ben = circle
    held = _held(ada)
    message = say(ada, community, "", chosen=files.Chosen([held.key]))
    assert [one.file.name for one in _extras(ben, message).files] == ["falls.csv"]
    assert shown(_again(ada, message))["more"] is True
    actions.edit_message(ada, _again(ada, message), "Our figures")
    actions.edit_message(ada, _again(ada, message), "")
    actions.delete_message(ada, _again(ada, message))
    assert _extras(ben, message).files == ()
    assert db.session.scalars(select(Attachment.removed_at)).one() is not None
    assert _events("files.file_removed") == 1


def test_a_file_follows_the_rights_of_its_message(client, sign_in, circle, say, make_person) -> None:
    community, ada, ben = circle
    held = _held(ada)
    message = say(ada, community, "Look", chosen=files.Chosen([held.key]))
    inside, outside = make_person(), make_person()
    add_to(community, inside)
    url = db.session.get_one(Attachment, held.id).url
    for person, status in ((inside, 200), (outside, 404)):
        sign_in(client, person)
        assert client.get(url, check=False).status_code == status
    sign_in(client, inside)
    actions.delete_message(ada, _again(ada, message))
    assert client.get(url, check=False).status_code == 404


def test_files_of_a_direct_talk_are_for_those_in_it(
    client, sign_in, make_community, make_person, make_direct, say_in
) -> None:
    community = make_community()
    people = [make_person() for _ in range(3)]
    ada, ben, convenor = (add_to(community, one, role="convenor") for one in people)
    held = _held(ada)
    say_in(ada, Ref("direct", make_direct(ada, ben).id), "For you", chosen=files.Chosen([held.key]))
    url = db.session.get_one(Attachment, held.id).url
    for person, status in ((people[1], 200), (people[2], 404)):
        sign_in(client, person)
        answer = client.get(url, check=False)
        assert answer.status_code == status
    assert convenor.id == people[2].id


def test_files_are_sent_by_a_plain_form_and_shown(client, sign_in, make_person, make_community) -> None:
    community = make_community()
    sign_in(client, make_person())
    here = f"/chat/community/{community.id}"
    data = {"body": "", "files": [upload("falls.csv", made.CSV)]}
    assert client.post(here, data=data, content_type="multipart/form-data").status_code == 303
    assert "falls.csv</caption>" in client.get(here).text
    picture = {"body": "Look", "files": [upload("ward.png", made.picture())]}
    answer = client.post(here, data=picture, content_type="multipart/form-data")
    assert answer.status_code == 422  # what it shows is not said yet; nothing that was typed is lost
    assert "Look</textarea>" in answer.text
    assert 'name="kept_file"' in answer.text
    bad = {"body": "Look", "files": [upload("x.exe", b"MZ")]}
    assert client.post(here, data=bad, content_type="multipart/form-data").status_code == 422


def test_links_to_things_of_the_site_become_cards_for_who_may_read_them(
    make_community, make_member, make_thread, say
) -> None:
    secret, open_place = make_community(visibility=Visibility.PRIVATE), make_community()
    ada = make_member(secret)
    thread = make_thread(secret, author=ada)
    message = say(ada, open_place, f"See http://localhost/threads/{thread.id} and https://example.org/threads/1")
    assert [card.ref for card in _extras(ada, message).links] == [Ref("thread", thread.id)]
    outsider = make_member()
    assert not _extras(outsider, message).links
    told = shown(_again(ada, message))
    assert told["more"] is True
    assert thread.title not in str(told)


def test_a_message_has_an_address_that_becomes_a_card(make_community, make_member, say) -> None:
    community = make_community()
    ada = make_member(community)
    first = say(ada, community, "Ward 3 halved falls")
    second = say(ada, community, f"As I said: http://localhost/chat/messages/{first.id}")
    assert [card.title for card in _extras(ada, second).links] == ["Ward 3 halved falls"]


def test_a_page_of_dressed_messages_takes_a_constant_number_of_queries(circle, say, count_queries) -> None:
    community, ada, ben = circle
    said = []
    for number in range(20):
        held = _held(ada, f"f{number}.csv")
        message = say(ada, community, "Look", chosen=files.Chosen([held.key]))
        reactions.react(ben, _again(ben, message), ReactionKind.THANKS, is_on=True)
        say(ben, community, "Yes", answers=message.number)
        said.append(message.id)
    found = [messages.get_message(ben, one) for one in said]
    db.session.flush()
    with count_queries(at_most=6):
        extras = extras_of(ben, found, SITE)
    assert all(one.files and one.replies and one.reactions.counts for one in extras.values())


def test_readers_see_what_a_message_said_before(client, sign_in, make_person, make_community, make_member, say) -> None:
    community = make_community()
    ada = make_member(community)
    message = say(ada, community, "Meet at nine <b>x</b>")
    actions.edit_message(ada, _again(ada, message), "Meet at ten <b>x</b>")
    sign_in(client, make_person())
    page = client.get(f"/chat/messages/{message.id}/history").text
    assert "nine" in page
    assert "ten" in page
    assert "<b>x</b>" not in page
    assert [one.body.split()[2] for one in history.list_versions(ada, _again(ada, message))] == ["ten", "nine"]


def test_what_a_deleted_message_said_is_opened_by_its_author_and_convenors_on_record(
    circle, say, make_member
) -> None:
    community, ada, ben = circle
    carol = make_member(community)
    message = say(ada, community, "Too hasty")
    actions.delete_message(ada, _again(ada, message))
    with pytest.raises(NotThere):
        history.list_versions(carol, _again(carol, message))
    with pytest.raises(Refused):
        history_actions.open_deleted(carol, _again(carol, message))
    assert history.list_versions(ben, _again(ben, message)) == []
    history_actions.open_deleted(ben, _again(ben, message))
    assert [one.body for one in history.list_versions(ben, _again(ben, message))] == ["Too hasty"]
    assert history.list_versions(ada, _again(ada, message)) == []  # each opens it for themselves
    row = db.session.scalars(select(EventRow).where(EventRow.name == "chat.deleted_message_opened")).one()
    assert (row.actor_id, row.payload) == (ben.id, {"is_author": False})
    with clock.at(clock.now() + 2 * history.SHOWN_FOR):
        assert history.list_versions(ben, _again(ben, message)) == []


def test_a_deleted_message_is_opened_by_a_plain_form(
    client, sign_in, make_person, make_community, viewer, say
) -> None:
    community, person = make_community(), make_person(kind=PersonKind.CLINICIAN)
    message = say(viewer(person), community, "Too hasty")
    actions.delete_message(viewer(person), _again(viewer(person), message))
    sign_in(client, person)
    path = f"/chat/messages/{message.id}/history"
    assert f'href="{path}">What it said' in client.get(f"/chat/community/{community.id}").text
    assert "Too hasty" not in client.get(path).text
    assert client.post(f"/chat/messages/{message.id}/deleted-words").location == path
    assert "Too hasty" in client.get(path).text
    sign_in(client, make_person())
    assert client.get(path).status_code == 404
    assert client.post(f"/chat/messages/{message.id}/deleted-words").status_code == 403
