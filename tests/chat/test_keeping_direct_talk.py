"""A direct talk is private: only one's own words leave it, and nothing that was made of them says whose talk it was."""

from __future__ import annotations

import re

import pytest

from lhs_community.chain import actions as chain
from lhs_community.chain.models import Relation
from lhs_community.chat.actions import excerpts as actions
from lhs_community.decisions import actions as decisions
from lhs_community.decisions.models import Method
from lhs_community.foundation import subjects
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.foundation.refs import Ref


@pytest.fixture
def talk(make_community, make_member, make_direct, say_in):
    """Two members of a community who talk directly: the first message is Ada's, the second Tom's."""
    community = make_community("Falls")
    ada, tom = make_member(community, name="Ada Okoro"), make_member(community, name="Tom Hesketh")
    ref = Ref("direct", make_direct(ada, tom).id)
    return community, ada, tom, ref, [say_in(ada, ref, "My own idea"), say_in(tom, ref, "Told in confidence")]


def test_others_words_are_not_taken_out_of_a_direct_talk(talk) -> None:
    _community, ada, _tom, ref, _said = talk
    for numbers in ([2], [1, 2]):
        with pytest.raises(Refused, match="private to those in it"):
            actions.make_excerpt(ada, ref, numbers)


def test_ones_own_are_and_say_nothing_of_the_talk(talk, make_member) -> None:
    community, ada, tom, ref, _said = talk
    card = subjects.require_card(ada, actions.make_excerpt(ada, ref, [1]).ref)
    assert card.title == "1 message of a direct talk"
    assert "Tom" not in card.body + card.title + card.excerpt
    assert "/chat/direct" not in card.body
    assert card.community_id is None
    assert subjects.card(tom, card.ref) is not None
    assert subjects.card(make_member(community, "convenor"), card.ref) is None


def test_no_form_begins_with_anothers_words(client, sign_in, talk) -> None:
    community, ada, _tom, ref, said = talk
    sign_in(client, ada)
    forms = ("/ask", f"/c/{community.slug}/ask", "/decisions/new", "/lessons/new", "/projects/new", "/tasks/new")
    for address in forms:
        page = client.get(f"{address}?from=message:{said[1].id}")
        assert page.status_code == 403, address
        assert "only your own messages" in page.text
        assert "Told in confidence" not in page.text
    refused = client.get(f"/chat/direct/{ref.id}/keep?m=1&m=2")
    assert refused.status_code == 403
    assert client.post(f"/chat/direct/{ref.id}/keep", data={"m": 2, "what": "kept"}).status_code == 403


def test_no_action_can_be_made_to_come_of_anothers_words(talk) -> None:
    community, ada, tom, _ref, said = talk
    theirs = Ref("message", said[1].id)
    typed = {"title": "We decided", "what": "x", "why": "y", "method": Method.CONSENT}
    with pytest.raises(Refused):
        decisions.record_decision(ada, community, **typed, origin=theirs)
    mine = decisions.record_decision(ada, community, **typed)
    with pytest.raises(Refused):
        chain.link(ada, theirs, Ref("decision", mine.id), Relation.DECIDED_IN)
    chain.link(tom, theirs, Ref("decision", mine.id), Relation.DECIDED_IN)


def test_the_page_offers_only_ones_own_and_asks_where_they_go(client, sign_in, talk) -> None:
    community, ada, _tom, ref, _said = talk
    sign_in(client, ada)
    page = client.get(f"/chat/direct/{ref.id}").text
    assert f"/chat/direct/{ref.id}/keep?m=1" in page
    assert f"/chat/direct/{ref.id}/keep?m=2" not in page
    choose = client.get(f"/chat/direct/{ref.id}/select").text
    assert 'value="1"' in choose
    assert 'value="2"' not in choose
    assert "private to those in it" in choose
    typed = {"m": 1, "what": "thread", "community": community.slug}
    answer = client.post(f"/chat/direct/{ref.id}/keep", data=typed)
    assert re.fullmatch(rf"/c/{community.slug}/ask\?from=excerpt:\d+", answer.location)
    form = client.get(answer.location).text
    assert "My own idea" in form
    assert "Tom Hesketh" not in form
    made = client.post(answer.location, data={"title": "An idea of mine", "kind": "question", "body": "Mine"})
    thread = client.get(made.location).text
    assert "1 message of a direct talk" in thread


def test_what_came_of_it_does_not_lead_others_into_the_talk(client, sign_in, talk, make_member) -> None:
    community, ada, _tom, ref, _said = talk
    kept = actions.make_excerpt(ada, ref, [1])
    typed = {"title": "We decided", "what": "x", "why": "y", "method": Method.CONSENT}
    made = decisions.record_decision(ada, community, **typed, origin=kept.ref)
    sign_in(client, make_member(community))
    page = client.get(f"/decisions/{made.id}").text
    assert "excerpts" not in page
    assert "direct talk" not in page
    assert client.get(f"/chat/excerpts/{kept.id}").status_code == 404
    assert client.get(f"/story/excerpt/{kept.id}").status_code == 404


def test_who_left_the_talk_reads_nothing_that_was_kept_of_it(talk, make_community, make_member) -> None:
    _community, ada, _tom, ref, _said = talk
    kept = actions.make_excerpt(ada, ref, [1])
    outsider = make_member(make_community())
    assert subjects.card(outsider, kept.ref) is None
    with pytest.raises(NotThere):
        actions.make_excerpt(outsider, ref, [1])
