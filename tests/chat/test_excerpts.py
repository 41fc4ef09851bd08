"""From talk to learning: messages are chosen, kept in their order, and become something that quotes them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from lhs_community.accounts.models import PersonKind
from lhs_community.chain import queries as chain
from lhs_community.chat.actions import excerpts as actions, messages as message_actions
from lhs_community.chat.queries import excerpts as queries
from lhs_community.chat.queries.messages import kept_from
from lhs_community.communities.models import Visibility
from lhs_community.foundation import subjects
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.refs import Ref


@pytest.fixture
def talk(make_community, make_member, say):
    """A community, two of its members, and three messages of theirs."""
    community = make_community("Falls")
    ada, tom = make_member(community, name="Ada Okoro"), make_member(community, name="Tom Hesketh")
    said = [
        say(ada, community, "Who has tried red socks at night?"),
        say(tom, community, "We have, on the **stroke** ward. Falls went down."),
        say(ada, community, "However, ours were the wrong size."),
    ]
    return community, ada, tom, said


def _keep(actor, community, *numbers):
    return actions.make_excerpt(actor, Ref("community", community.id), numbers)


def test_what_was_kept_quotes_the_messages_in_the_order_chosen(talk) -> None:
    community, ada, tom, _said = talk
    kept = _keep(tom, community, 2, 1)
    card = subjects.require_card(ada, kept.ref)
    assert card.author_id == tom.id
    assert card.title == "Falls: 2 messages"
    assert re.fullmatch(
        rf"> \*\*Tom Hesketh\*\* \[wrote\]\(/chat/community/{community.id}\?at=2#m2\) "
        r"at \d\d:\d\d:\n>\n"
        r"> We have, on the \*\*stroke\*\* ward\. Falls went down\.\n\n"
        rf"> \*\*Ada Okoro\*\* \[wrote\]\(/chat/community/{community.id}\?at=1#m1\) at \d\d:\d\d:\n>\n"
        r"> Who has tried red socks at night\?",
        card.body,
    )
    event = db.session.scalars(select(EventRow).where(EventRow.name == "chat.excerpt_made")).one()
    assert (event.actor_id, event.payload["count"]) == (tom.id, 2)


def test_whoever_reads_the_talk_reads_what_was_kept_of_it_and_nobody_else(make_community, make_member, say) -> None:
    closed = make_community("Closed", visibility=Visibility.PRIVATE)
    member, outsider = make_member(closed), make_member(make_community(visibility=Visibility.PRIVATE))
    say(member, closed, "Only for us")
    kept = _keep(member, closed, 1)
    assert subjects.card(outsider, kept.ref) is None
    assert not subjects.pieces(outsider, kept.ref)
    assert not subjects.outline(outsider, kept.ref)
    assert subjects.part(outsider, kept.ref, "") is None
    with pytest.raises(NotThere):
        queries.get_excerpt(outsider, kept.id)
    with pytest.raises(NotThere):
        _keep(outsider, closed, 1)
    external = make_member(kind=PersonKind.EXTERNAL)
    assert subjects.card(external, kept.ref) is None


def test_only_who_takes_part_can_keep(make_community, make_member, say) -> None:
    community = make_community(visibility=Visibility.RESTRICTED)
    say(make_member(community), community, "Members talk")
    with pytest.raises(Refused):
        _keep(make_member(), community, 1)


@pytest.mark.parametrize("numbers", [(), (99,), (1, 99), (0,), (-1,), (2**40,)])
def test_what_is_not_there_cannot_be_kept(talk, numbers) -> None:
    community, ada, _tom, _said = talk
    with pytest.raises(Invalid):
        _keep(ada, community, *numbers)


def test_no_more_is_kept_than_a_text_can_hold(talk, say) -> None:
    community, ada, _tom, _said = talk
    long = [say(ada, community, "word " * 780).number for _ in range(3)]
    with pytest.raises(Invalid, match="Choose fewer"):
        _keep(ada, community, *long)
    many = [say(ada, community, "x").number for _ in range(queries.MOST_MESSAGES + 1)]
    with pytest.raises(Invalid, match="up to 40"):
        _keep(ada, community, *many)


def test_a_message_deleted_afterwards_is_not_shown_any_more(talk) -> None:
    community, ada, tom, said = talk
    kept = _keep(tom, community, 1, 2)
    message_actions.delete_message(ada, said[0])
    card = subjects.require_card(tom, kept.ref)
    assert "red socks" not in card.body
    assert "This message was deleted" in card.body
    assert [piece.author_name for piece in subjects.pieces(tom, kept.ref)] == ["Tom Hesketh"]


def test_who_kept_it_lets_it_go_while_nothing_came_of_it(talk, make_member) -> None:
    community, ada, tom, _said = talk
    kept = _keep(tom, community, 1)
    with pytest.raises(Refused):
        actions.let_go(ada, kept)
    actions.let_go(tom, kept)
    assert subjects.card(tom, Ref("excerpt", kept.id)) is None
    other = _keep(tom, community, 1)
    actions.let_go(make_member(community, "convenor"), other)


def test_the_steps_work_by_plain_forms_and_lead_both_ways(client, sign_in, talk) -> None:
    community, ada, tom, said = talk
    sign_in(client, tom)
    page = client.get(f"/chat/community/{community.id}").text
    assert f"/chat/community/{community.id}/select" in page
    choose = client.get(f"/chat/community/{community.id}/select?at=2").text
    assert choose.count('type="checkbox"') == 3
    assert choose.count(" checked") == 1
    keep = f"/chat/community/{community.id}/keep?m=1&m=2&m=3"
    page = client.get(keep).text
    assert "red socks" in page
    assert "m=2&amp;m=1&amp;m=3" in page
    answer = client.post(keep.partition("?")[0], data={"m": [1, 2, 3], "what": "thread"})
    assert re.fullmatch(rf"/c/{community.slug}/ask\?from=excerpt:\d+", answer.location)
    form = client.get(answer.location).text
    assert "**Ada Okoro** [wrote]" in form
    typed = {"title": "Do red socks work?", "kind": "question", "body": _body(form)}
    thread = client.post(answer.location, data=typed)
    assert thread.status_code == 303
    page = client.get(thread.location).text
    assert "<strong>Ada Okoro</strong>" in page
    assert "Was kept from" in page
    excerpt = re.search(r"/chat/excerpts/\d+", page)
    assert excerpt
    story = client.get(excerpt.group()).text
    assert "Do red socks work?" in story
    assert f"/chat/community/{community.id}?at=3#m3" in story
    assert client.get(f"/chat/community/{community.id}").text.count("Question: Do red socks work?") == 3
    found = kept_from(tom, said)
    assert [card.title for card in found[said[0].id]] == ["Do red socks work?"]
    steps = chain.story(ada, found[said[0].id][0].ref)
    assert [chapter.card.ref.kind for chapter in steps.chapters] == ["excerpt", "thread"]


def _body(page: str) -> str:
    found = re.search(r'<textarea[^>]*id="body"[^>]*>\s?(.*?)</textarea>', page, re.DOTALL)
    assert found
    return found.group(1).replace("&gt;", ">").replace("&#39;", "'").strip()


def test_a_form_without_messages_or_choice_comes_back_with_the_reason(client, sign_in, talk) -> None:
    community, _ada, tom, _said = talk
    sign_in(client, tom)
    assert "No message is chosen" in client.get(f"/chat/community/{community.id}/keep").text
    page = client.post(f"/chat/community/{community.id}/keep", data={"m": 1})
    assert page.status_code == 422
    assert "Choose what it should become" in page.text
    gone = client.post(f"/chat/community/{community.id}/keep", data={"m": [1, 77], "what": "kept"})
    assert gone.status_code == 422
    assert "Some of these messages are gone" in gone.text
    hostile = {"m": ["x", "1", "-4", str(2**70)], "what": "thread"}
    assert client.post(f"/chat/community/{community.id}/keep", data=hostile).status_code == 422


def test_the_same_form_twice_keeps_once(client, sign_in, talk) -> None:
    community, _ada, tom, _said = talk
    sign_in(client, tom)
    typed = {"m": 1, "what": "kept", "submission_token": "one-token-for-both-clicks"}
    first = client.post(f"/chat/community/{community.id}/keep", data=typed)
    second = client.post(f"/chat/community/{community.id}/keep", data=typed)
    assert first.location == second.location
    assert db.session.scalar(select(EventRow.id).where(EventRow.name == "chat.excerpt_made")) is not None
    assert len(db.session.scalars(select(EventRow.id).where(EventRow.name == "chat.excerpt_made")).all()) == 1


@pytest.mark.parametrize(
    ("what", "address", "field"),
    [
        ("decision", "/decisions/new", "what"),
        ("lesson", "/lessons/new", "what_happened"),
        ("project", "/projects/new", "problem"),
    ],
)
def test_each_form_begins_with_what_was_said(client, sign_in, talk, what, address, field) -> None:
    community, _ada, tom, _said = talk
    sign_in(client, tom)
    answer = client.post(f"/chat/community/{community.id}/keep", data={"m": [3, 2], "what": what})
    assert answer.location.startswith(f"{address}?from=excerpt:")
    page = client.get(answer.location).text
    found = re.search(rf'<textarea[^>]*id="{field}"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found
    text = found.group(1)
    assert text.index("wrong size") < text.index("Falls went down")


def test_one_message_begins_a_decision_a_lesson_and_an_action(client, sign_in, talk, make_project) -> None:
    community, ada, tom, said = talk
    project = make_project(community, tom)
    sign_in(client, tom)
    named = f"from=message:{said[1].id}"
    for address in ("/decisions/new", "/lessons/new"):
        assert "**Tom Hesketh** [wrote]" in client.get(f"{address}?{named}").text
    choice = client.get(f"/tasks/new?{named}").text
    assert project.title in choice
    add = f"/tasks/new?on=project:{project.id}&{named}"
    assert "We have, on the stroke ward" in client.get(add).text
    typed = {"text_1": "Buy socks of the right size", **{f"owner_id_{row}": str(tom.id) for row in range(1, 5)}}
    assert client.post(add, data=typed).status_code == 303
    (card,) = kept_from(ada, said)[said[1].id]
    assert (card.kind_label, card.title) == ("Task", "Buy socks of the right size")
    assert "Tom Hesketh" in client.get(card.url).text
    assert "Came from" in client.get(card.url).text


def test_a_summary_is_a_thread_of_the_messages_with_a_first_draft(client, sign_in, talk, deliver) -> None:
    community, ada, tom, _said = talk
    sign_in(client, tom)
    answer = client.post(f"/chat/community/{community.id}/keep", data={"m": [1, 2, 3], "what": "summary"})
    page = client.get(answer.location).text
    assert "under the name of whoever wrote it" in page
    made = client.post(answer.location, data={"title": "Red socks at night", "kind": "discussion"})
    assert re.fullmatch(r"/threads/\d+/summarise\?begin=rules", made.location)
    form = client.get(made.location).text
    assert "Who has tried red socks at night?" in form
    assert "Falls went down" in form
    assert "wrong size" in form
    thread = client.get(made.location.removesuffix("/summarise?begin=rules")).text
    assert thread.index("red socks at night?") < thread.index("Falls went down") < thread.index("wrong size")
    started = db.session.scalars(select(EventRow).where(EventRow.name == "discussions.thread_started")).one()
    assert started.payload["person_ids"] == [ada.id]


def test_the_guard_reads_the_new_text_too(client, sign_in, talk) -> None:
    community, _ada, tom, _said = talk
    sign_in(client, tom)
    kept = _keep(tom, community, 1)
    address = f"/decisions/new?from=excerpt:{kept.id}"
    typed = {"title": "We decided", "what": "About 999 526 0182", "why": "x", "method": "consent", "owner_id": tom.id}
    page = client.post(address, data=typed)
    assert page.status_code == 422
    assert "NHS number" in page.text


def test_the_pages_cost_the_same_however_much_was_kept(talk, say, count_queries) -> None:
    community, ada, tom, said = talk
    for _ in range(4):
        _keep(ada, community, 1, 2, 3)
    db.session.flush()
    with count_queries(at_most=7):
        kept_from(tom, said)
