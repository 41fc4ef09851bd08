"""Slash commands: pure reading, and what each leads to. None of them makes anything unseen."""

from __future__ import annotations

import pytest

from lhs_community.chat import commands
from lhs_community.chat.actions.saying import say as say_typed
from lhs_community.chat.commands import COMMANDS, Typed
from lhs_community.chat.queries import channels
from lhs_community.chat.queries.pins import list_pinned
from lhs_community.communities.models import Visibility
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.safety.held import Held


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Hello", "Hello"),
        ("//help", "/help"),
        ("/etc/hosts is wrong", "/etc/hosts is wrong"),
        ("and/or", "and/or"),
        ("/", "/"),
        ("/ help", "/ help"),
        ("5/10", "5/10"),
        ("Look:\n/help", "Look:\n/help"),
        ("/9", "/9"),
    ],
)
def test_what_is_no_command_is_said(typed, said) -> None:
    assert commands.read(typed) == said


@pytest.mark.parametrize(
    ("typed", "name", "rest"),
    [
        ("/help", "help", ""),
        ("  /HELP ", "help", ""),
        ("/search  falls   at night", "search", "falls at night"),
        ("/thread", "thread", ""),
        ("/pin Lift 3\nis out", "pin", "Lift 3\nis out"),
    ],
)
def test_what_is_a_command_is_read(typed, name, rest) -> None:
    found = commands.read(typed)
    assert isinstance(found, Typed)
    assert (found.command.name, found.rest) == (name, rest)


def test_an_unknown_command_is_refused_with_the_list() -> None:
    with pytest.raises(Invalid) as refused:
        commands.read("/hlep me")
    assert all(f"/{command.name}" in refused.value.message for command in COMMANDS)
    assert "//hlep" in refused.value.message


@pytest.mark.parametrize("typed", ["/search", "/on ", "/pin"])
def test_a_command_that_needs_more_says_so(typed) -> None:
    with pytest.raises(Invalid, match=typed.strip()):
        commands.read(typed)


@pytest.fixture
def place(make_community, make_member):
    community = make_community("Falls")
    return community, make_member(community), Ref("community", community.id)


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("/thread Why so many?", "/c/{slug}/ask?title=Why+so+many%3F&community={slug}"),
        ("/decide Socks for all", "/decisions/new?title=Socks+for+all&community={slug}"),
        ("/lesson Socks", "/lessons/new?title=Socks&community={slug}"),
        ("/project Fewer falls", "/projects/new?title=Fewer+falls&community={slug}"),
        ("/search a&b", "/chat/community/{id}/search?q=a%26b"),
        ("/on 2026-11-20", "/chat/community/{id}?on=2026-11-20"),
        ("/pins", "/chat/community/{id}/pins"),
        ("/help", "/chat/community/{id}/commands"),
    ],
)
def test_commands_lead_where_things_are_made_and_say_nothing(typed, leads_to, place) -> None:
    community, ada, ref = place
    outcome = say_typed(ada, ref, typed)
    assert outcome.url == leads_to.format(slug=community.slug, id=community.id)
    assert outcome.message is None
    assert channels.get_talk(ada, ref).last_number == 0


@pytest.mark.parametrize("path", ["/thread", "/decide", "/lesson", "/project"])
def test_the_form_a_command_leads_to_holds_what_was_typed(path, client, sign_in, make_person, make_community) -> None:
    community = make_community()
    sign_in(client, make_person())
    answer = client.post(f"/chat/community/{community.id}", data={"body": f"{path} Socks at night"})
    assert answer.status_code == 303
    assert 'value="Socks at night"' in client.get(answer.location).text


def test_convenors_say_and_pin_at_once(place, make_member) -> None:
    community, ada, ref = place
    convenor = make_member(community, role="convenor")
    message = say_typed(convenor, ref, "/pin Lift 3 is **out**").message
    assert message is not None
    assert [one.body for one in list_pinned(ada, message.channel)] == ["Lift 3 is **out**"]
    with pytest.raises(Invalid, match="Only the convenors"):
        say_typed(ada, ref, "/pin Mine")
    assert channels.get_talk(ada, ref).last_number == 1


def test_what_the_guard_holds_stands_in_no_address(place) -> None:
    _, ada, ref = place
    with pytest.raises(Held):
        say_typed(ada, ref, "/thread About 999 526 0182")


def test_an_unknown_command_stays_in_the_box(client, sign_in, make_person, make_community) -> None:
    community = make_community()
    sign_in(client, make_person())
    page = client.post(f"/chat/community/{community.id}", data={"body": "/hlep me"})
    assert page.status_code == 422
    assert "/hlep me</textarea>" in page.text
    assert "There is no command /hlep" in page.text
    assert client.post(f"/chat/community/{community.id}", data={"body": "//hlep me"}).status_code == 303
    assert "/hlep me" in client.get(f"/chat/community/{community.id}").text


def test_the_list_shows_every_command(client, sign_in, make_person, make_community) -> None:
    community = make_community()
    sign_in(client, make_person())
    page = client.get(f"/chat/community/{community.id}/commands").text
    assert all(f"<code>/{command.name}" in page for command in COMMANDS)


def test_a_channel_is_muted_and_heard_again(place) -> None:
    _, ada, ref = place
    for typed, is_muted in (("/mute", True), ("/mute", True), ("/unmute", False)):
        outcome = say_typed(ada, ref, typed)
        assert outcome.url == f"/chat/community/{ref.id}"
        assert channels.get_talk(ada, ref).is_muted == is_muted


@pytest.mark.parametrize("typed", [f"/{command.name}" for command in COMMANDS])
def test_no_command_works_where_one_may_not_read(typed, make_community, make_member) -> None:
    community = make_community(visibility=Visibility.PRIVATE)
    with pytest.raises((NotThere, Invalid)):
        say_typed(make_member(), Ref("community", community.id), f"{typed} 2026-11-20")
    with pytest.raises(NotThere):
        channels.get_talk(make_member(), Ref("community", community.id))
