"""Quotes, cards of what is linked, mentions of groups, who reacted, what changed: and what none of them may tell."""

from __future__ import annotations

import pytest

from lhs_community.accounts.models import Person, PersonKind
from lhs_community.communities.events import PersonMentioned
from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.members import list_mentionable, viewer_for
from lhs_community.discussions.actions import posts as post_actions
from lhs_community.discussions.actions.hiding import hide_post
from lhs_community.discussions.keeping import Draft
from lhs_community.discussions.queries.quoting import quote_of
from lhs_community.foundation import limits
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.links import cards_of
from lhs_community.foundation.reactions import ReactionKind
from lhs_community.foundation.text import mentions, to_html
from tests.discussions.pages import shown
from tests.make.discussions import post_number
from tests.make.people import add_to

SITE = "https://learning.example.org/"


def _told() -> list[int]:
    rows = db.session.query(EventRow).filter(EventRow.name == PersonMentioned.name)
    return sorted(row.payload["person_id"] for row in rows)


def test_a_quote_names_its_author_leaves_out_quotes_and_is_empty_for_what_is_hidden(
    make_community, make_member, make_thread
):
    community = make_community()
    reader, convenor = make_member(community), make_member(community, "convenor")
    thread = make_thread(community, replies=["> old words\n\nNew *words*\nof mine", "Hidden words"])
    hide_post(convenor, thread, post_number(thread, 3), is_hidden=True)
    quote = quote_of(reader, thread, 2)
    assert quote.endswith(f"[wrote](/threads/{thread.id}/posts/2):\n>\n> New *words*\n> of mine\n\n")
    assert "old words" not in quote
    assert quote_of(reader, thread, 3) == quote_of(convenor, thread, 3) == quote_of(reader, thread, 99) == ""
    long = post_actions.reply(reader, thread, "word " * 2000)
    assert len(quote_of(reader, thread, long.number)) < 1700


def test_a_name_in_a_quote_is_only_a_name(make_community, make_member, make_thread):
    community = make_community()
    author = make_member(community, name="Ann [x](http://e.example) *B* <i>")
    thread = make_thread(community)
    post_actions.reply(author, thread, "Words")
    html = to_html(quote_of(author, thread, 2))
    assert "Ann [x](http://e.example) *B* &lt;i&gt;" in html
    assert html.count("<a ") == 1


def test_the_reply_begins_with_the_quote_also_without_scripts(
    client, as_viewer, make_community, make_member, make_thread
):
    community = make_community()
    as_viewer(client, make_member(community))
    thread = make_thread(community, replies=["Good words"])
    page = shown(client.get(f"/threads/{thread.id}?quote=2"))
    assert "&gt; Good words" in page
    assert shown(client.get(f"/threads/{thread.id}/posts/2/quote")).endswith("> Good words\n\n")
    for odd in ("x", "99", "-1", "9" * 30):
        assert "[wrote]" not in shown(client.get(f"/threads/{thread.id}?quote={odd}"))


def test_cards_go_to_those_who_may_read_and_only_for_links_that_stand_alone(make_community, make_member, make_thread):
    closed = make_community(visibility=Visibility.PRIVATE)
    member, stranger = make_member(closed), make_member()
    thread = make_thread(closed, title="A closed matter")
    path = f"/threads/{thread.id}"
    whole = SITE.rstrip("/") + path
    texts = {
        1: f"See\n\n{whole}",
        2: f"[this]({path}/posts/1)",
        3: f"In a [line]({path}) of words",
        4: f"> {whole}",
        5: f"https://elsewhere.example{path}",
        6: "\n\n".join(f"{SITE}threads/{number}" for number in range(900, 950)),
    }
    stored = {key: to_html(text) for key, text in texts.items()}
    assert {key: [card.title for card in cards] for key, cards in cards_of(member, stored, SITE).items()} == {
        1: ["A closed matter"],
        2: ["A closed matter"],
    }
    assert cards_of(stranger, stored, SITE) == {}
    assert all("A closed matter" not in html for html in stored.values())


def test_a_card_stands_below_the_post(client, as_viewer, make_community, make_member, make_thread):
    community = make_community()
    reader = make_member(community)
    other = make_thread(community, title="What <b>worked</b> elsewhere")
    thread = make_thread(community, replies=[f"http://localhost/threads/{other.id}", f"[me](/threads/{other.id})"])
    as_viewer(client, reader)
    page = shown(client.get(f"/threads/{thread.id}?page=1"))
    assert page.count('aria-label="Linked here"') == 2
    assert "What &lt;b&gt;worked&lt;/b&gt; elsewhere" in page
    fragment = shown(client.get(f"/threads/{thread.id}?fragment=replies&after=1"))
    assert fragment.count('aria-label="Linked here"') == 2


def test_groups_tell_their_members_as_far_as_these_may_read(make_community, make_member, make_thread):
    here, there = make_community(visibility=Visibility.PRIVATE), make_community()
    writer = make_member(here, "convenor")
    both = make_member(here)
    only_there = make_member(there)
    for person in (writer, both):
        add_to(there, db.session.get_one(Person, person.id))
    writer = viewer_for(writer.person_id)
    thread = make_thread(here)
    before = _told()
    post_actions.reply(writer, thread, f"@c/{there.slug} and @c/nowhere-at-all")
    fresh = _told()
    assert both.person_id in fresh
    assert only_there.person_id not in fresh
    assert writer.person_id not in fresh
    post_actions.reply(both, thread, "@convenors\n\n> @c/quoted @somebody")
    assert writer.person_id in _told()
    assert len(before) < len(_told())


def test_a_group_of_strangers_or_one_that_is_too_large_is_not_told(
    app, make_community, make_member, make_thread, monkeypatch
):
    here, there = make_community(), make_community()
    writer = make_member(here)
    make_member(there)
    thread = make_thread(here)
    before = _told()
    post_actions.reply(writer, thread, f"@c/{there.slug}")  # not a community of the writer's
    assert _told() == before
    monkeypatch.setitem(app.config, "MENTION_MOST", 1)
    make_member(here)
    with pytest.raises(Invalid, match=r"would tell \d people at once"):
        post_actions.reply(writer, thread, f"@c/{here.slug}")


def test_who_mentions_very_many_in_a_minute_has_to_wait(make_community, make_member, make_thread, monkeypatch):
    community = make_community()
    writer, other = make_member(community), make_member(community)
    thread = make_thread(community)
    monkeypatch.setattr(limits, "hit", lambda *_args, **_more: False)
    with pytest.raises(Invalid, match="within a minute"):
        post_actions.reply(writer, thread, f"@{other.handle}")
    assert post_actions.reply(writer, thread, "Nobody is named").number


def test_only_those_who_may_read_are_offered_and_partners_see_nobody_from_elsewhere(
    client, as_viewer, make_community, make_member
):
    closed = make_community(visibility=Visibility.PRIVATE)
    opened = make_community()
    member, stranger = make_member(closed, name="Zed Inside"), make_member(name="Zed Outside")
    asker = make_member(closed)
    assert [one.name for one in list_mentionable(asker, closed, "zed", 50)] == ["Zed Inside"]
    assert {"Zed Inside", "Zed Outside"} <= {one.name for one in list_mentionable(asker, opened, "ze", 50)}
    partner = make_member(opened, kind=PersonKind.EXTERNAL)
    assert list_mentionable(partner, opened, "zed", 50) == []
    assert list_mentionable(asker, closed, "%", 50) == []
    assert [one.handle for one in list_mentionable(asker, closed, "conv", 50)] == ["convenors"]
    assert f"c/{closed.slug}" in {one.handle for one in list_mentionable(asker, opened, f"c/{closed.slug[:5]}", 50)}
    as_viewer(client, stranger)
    assert client.get(f"/c/{closed.slug}/mentionable?q=zed").status_code == 404
    as_viewer(client, member)
    assert client.get(f"/c/{closed.slug}/mentionable?q=zed%20o").json == {"found": []}


def test_groups_are_shown_as_what_they_are():
    html = to_html("@convenors, @c/ward-falls and a@c/b, `@convenors`")
    assert "<strong>@convenors</strong>" in html
    assert '<a href="/c/ward-falls" rel="nofollow noopener noreferrer">@c/ward-falls</a>' in html
    assert mentions("@convenors @c/ward-falls @c/../x `@c/code`\n> @quoted") >= {"convenors", "c/ward-falls"}
    assert "quoted" not in mentions("Words\n\n> @quoted")


def test_who_reacted_is_told_to_those_who_may_read(client, as_viewer, make_community, make_member, make_thread):
    closed = make_community(visibility=Visibility.PRIVATE)
    reader, other = make_member(closed, name="Rhea Reader"), make_member(closed)
    thread = make_thread(closed)
    first = post_number(thread, 1)
    post_actions.react(reader, thread, first, ReactionKind.SEE_THIS_TOO, is_on=True)
    as_viewer(client, other)
    page = shown(client.get(f"/posts/{first.id}/reactions"))
    assert "Rhea Reader" in page
    assert "We see this too" in page
    as_viewer(client, make_member())
    assert client.get(f"/posts/{first.id}/reactions").status_code == 404


def test_the_history_shows_what_changed_word_by_word(client, as_viewer, make_community, make_member, make_thread):
    community = make_community()
    author = make_member(community)
    thread = make_thread(community)
    post = post_actions.reply(author, thread, "Put it on the left <side>.\n\n" + "The rest stays. " * 60)
    post_actions.edit_post(author, thread, post, Draft("", post.body.replace("left", "right")))
    as_viewer(client, author)
    page = shown(client.get(f"/posts/{post.id}/history"))
    assert '<del><span class="nhsuk-u-visually-hidden">[taken out: </span>left' in page
    assert '<ins><span class="nhsuk-u-visually-hidden">[added: </span>right' in page
    assert "<side>" not in page
    assert "[…]" in page


def test_several_posts_with_footnotes_and_tasks_do_not_clash(
    client, as_viewer, make_community, make_member, make_thread
):
    community = make_community()
    body = "- [x] done[^1]\n- [ ] open\n\n| A | B |\n| --- | --: |\n| 1 | 2 |\n\n[^1]: Where we have it from."
    thread = make_thread(community, replies=[body, body])
    as_viewer(client, make_member(community))
    page = shown(client.get(f"/threads/{thread.id}?page=1"))  # the client checks that ids are there once
    assert page.count("Where we have it from.") == 2
    assert page.count('aria-label="Done"') == 2
    assert page.count("<sup") == 2
