"""A message can be reported like anything else; of a direct talk whoever looks sees that message and no more."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lhs_community.accounts.models import SiteRole
from lhs_community.chat.actions.hiding import set_hidden
from lhs_community.chat.models.messages import Message
from lhs_community.chat.models.retention import HiddenMessage
from lhs_community.chat.queries.messages import message_cards
from lhs_community.communities.models import Visibility
from lhs_community.foundation import subjects
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.moderation import actions as moderation, queries
from lhs_community.moderation.models import FlagReason


def _ref(message: Message) -> Ref:
    return Ref("message", message.id)


@pytest.fixture
def place(make_community, make_member, say):
    community = make_community("Falls", visibility=Visibility.PRIVATE)
    author, reader = make_member(community, name="Tom Hesketh"), make_member(community)
    return community, author, reader, make_member(community, "convenor"), say(author, community, "Words of anger")


@pytest.fixture
def direct(make_community, make_member, make_direct, say_in):
    community = make_community("Falls")
    ada, tom = make_member(community, name="Ada Okoro"), make_member(community, name="Tom Hesketh")
    ref = Ref("direct", make_direct(ada, tom).id)
    say_in(ada, ref, "What was said before")
    return ada, tom, ref, say_in(tom, ref, "Words of anger")


def test_each_message_of_others_can_be_reported_from_its_menu(client, sign_in, place) -> None:
    community, author, reader, _convenor, message = place
    sign_in(client, reader)
    assert f"/report/message/{message.id}" in client.get(f"/chat/community/{community.id}").text
    assert "Words of anger" in client.get(f"/report/message/{message.id}").text
    assert client.post(f"/report/message/{message.id}", data={"reason": "unkind"}).status_code == 303
    sign_in(client, author)
    assert f"/report/message/{message.id}" not in client.get(f"/chat/community/{community.id}").text


def test_what_identifies_somebody_is_gone_everywhere_until_a_convenor_has_looked(client, sign_in, place) -> None:
    community, author, reader, convenor, message = place
    flag = moderation.flag(reader, _ref(message), FlagReason.IDENTIFIES)
    assert not message_cards(author, [message.id])
    assert db.session.get_one(HiddenMessage, message.id).body == "Words of anger"
    assert (message.body, str(message.body_html), message.words) == ("", "", "")
    sign_in(client, author)
    page = client.get(f"/chat/community/{community.id}").text
    assert "Words of anger" not in page
    assert "This message is hidden: somebody reported it" in page
    (waiting,) = queries.list_reported(convenor, [community.id])
    assert waiting.card.excerpt == "Words of anger"
    moderation.settle(convenor, flag, hide=False)
    assert message_cards(author, [message.id])[message.id].body == "Words of anger"
    assert "angerr" not in message.words
    assert "anger" in message.words
    assert not db.session.scalars(select(HiddenMessage)).all()
    names = db.session.scalars(select(EventRow.name).where(EventRow.subject_kind == "message").order_by(EventRow.id))
    assert list(names)[-2:] == ["chat.message_hidden", "chat.message_shown"]


def test_only_convenors_hide_for_good(place) -> None:
    _community, author, reader, convenor, message = place
    for actor in (author, reader):
        with pytest.raises(Refused):
            set_hidden(actor, message.id, is_hidden=True)
    set_hidden(convenor, message.id, is_hidden=True)
    set_hidden(convenor, message.id, is_hidden=True)
    with pytest.raises(Refused):
        set_hidden(reader, message.id, is_hidden=False)


def test_of_a_direct_talk_an_administrator_sees_the_reported_message_alone(
    client, sign_in, direct, make_member
) -> None:
    ada, _tom, ref, message = direct
    administrator = make_member(site_roles=(SiteRole.ADMINISTRATOR,))
    sign_in(client, administrator)
    assert "Words of anger" not in client.get("/reports").text
    with pytest.raises(Refused):
        set_hidden(ada, message.id, is_hidden=True)
    sign_in(client, ada)
    assert f"/report/message/{message.id}" in client.get(f"/chat/direct/{ref.id}").text
    page = client.get(f"/report/message/{message.id}").text
    assert "Report to the administrators" in page
    assert "nothing else that was said" in page
    assert client.post(f"/report/message/{message.id}", data={"reason": "unkind"}).status_code == 303
    sign_in(client, administrator)
    assert "1 from direct talk waits" in client.get("/").text
    page = client.get("/reports").text
    assert "Words of anger" in page
    assert "Tom Hesketh" in page
    assert "What was said before" not in page
    assert "/chat/direct" not in page
    for address in (f"/chat/direct/{ref.id}", f"/story/message/{message.id}", f"/chat/messages/{message.id}/edit"):
        assert client.get(address).status_code == 404
    assert subjects.card(administrator, _ref(message)) is None


def test_nobody_else_settles_a_report_of_direct_talk(direct, make_member, make_community) -> None:
    ada, tom, _ref_, message = direct
    flag = moderation.flag(ada, _ref(message), FlagReason.IDENTIFIES)
    assert message.is_hidden
    curator = make_member(make_community(), "convenor", site_roles=(SiteRole.CURATOR, SiteRole.IG_LEAD))
    for other in (ada, tom, curator):
        assert not queries.list_reported(other, other.convenes, and_direct=True)
        with pytest.raises(NotThere):
            queries.get_flag(other, flag.id)
        with pytest.raises(NotThere):
            moderation.settle(other, flag, hide=True)
    administrator = make_member(site_roles=(SiteRole.ADMINISTRATOR,))
    moderation.settle(administrator, flag, hide=False)
    assert message_cards(tom, [message.id])[message.id].body == "Words of anger"
    settled = db.session.scalars(select(EventRow).where(EventRow.name == "moderation.flags_settled")).one()
    assert (settled.subject_kind, settled.payload["person_ids"]) == ("message", [ada.id])


def test_outsiders_cannot_report_what_they_cannot_read(direct, place, make_member) -> None:
    for message in (direct[3], place[4]):
        with pytest.raises(NotThere):
            moderation.flag(make_member(), _ref(message), FlagReason.UNKIND)
