"""Search in a channel, and going to a day of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from lhs_community.chat.actions import messages as actions
from lhs_community.chat.models.messages import Message
from lhs_community.chat.queries import channels, messages
from lhs_community.chat.queries.searching import PAGE, Wanted, search_messages
from lhs_community.communities.models import Visibility
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from tests.support.timing import cpu_of


@pytest.fixture
def circle(make_community, make_member):
    community = make_community("Circle", visibility=Visibility.PRIVATE)
    return community, make_member(community), make_member(community)


def _found(viewer, community, before=None, **wanted):
    channel = channels.find_channel(viewer, Ref("community", community.id))
    return search_messages(viewer, channel, Wanted(**wanted), before)


def _numbers(page) -> list[int]:
    return [row.message.number for row in page.rows]


def test_every_word_is_found_whatever_its_capitals_accents_and_marks(circle, say) -> None:
    community, ada, ben = circle
    for words in ("The **Café** is shut", "Falls are down", "cafe falls", "100% of falls_a"):
        say(ada, community, words)
    say(ben, community, "Falls in a side thread", answers=2)
    assert _numbers(_found(ada, community, words="CAFE")) == [3, 1]
    assert _numbers(_found(ada, community, words="falls café")) == [3]
    assert _numbers(_found(ada, community, words="fall")) == [5, 4, 3, 2]
    assert _numbers(_found(ada, community, words="100%")) == [4]
    assert _numbers(_found(ada, community, words="s_a")) == [4]  # no wild card
    assert _found(ada, community, words="CAFE").rows[1].message.words == "the cafe is shut"
    assert _found(ada, community, words="shut").rows[0].pieces == [("The Café is ", False), ("shut", True)]
    assert _numbers(_found(ada, community, words="strong")) == []  # of the words, not of their HTML
    assert _numbers(_found(ada, community, words="  ")) == []


def test_by_whom_and_when(circle, say) -> None:
    community, ada, ben = circle
    say(ada, community, "One")
    with clock.at(clock.now() + timedelta(days=2)):
        say(ben, community, "Two")
    noon = clock.now() + timedelta(days=1)
    assert _numbers(_found(ada, community, by=ben.name)) == [2]
    assert _numbers(_found(ada, community, by=f"@{ada.handle}")) == [1]
    assert _numbers(_found(ada, community, since=noon)) == [2]
    assert _numbers(_found(ada, community, until=noon)) == [1]
    assert _numbers(_found(ada, community, words="two", by=ada.name)) == []


def test_deleted_and_changed_words_are_not_found(circle, say) -> None:
    community, ada, _ = circle
    gone, changed = say(ada, community, "Secret"), say(ada, community, "Secret too")
    actions.delete_message(ada, messages.get_message(ada, gone.id))
    actions.edit_message(ada, messages.get_message(ada, changed.id), "Public")
    assert _numbers(_found(ada, community, words="secret")) == []
    assert _numbers(_found(ada, community, words="public")) == [2]


def test_who_may_not_read_finds_nothing(circle, say, make_member) -> None:
    community, ada, _ = circle
    say(ada, community, "Secret")
    channel = channels.find_channel(ada, Ref("community", community.id))
    assert search_messages(make_member(), channel, Wanted("secret")).rows == []


def test_found_words_are_marked_and_nothing_in_them_is_html(client, sign_in, make_person, make_community, viewer, say):
    community, person = make_community(), make_person()
    say(viewer(person), community, "Is `<script>alert(1)</script>` a FALL & fall?")
    sign_in(client, person)
    page = client.get(f"/chat/community/{community.id}/search?q=fall").text
    assert '<mark class="app-mark">FALL</mark> &amp; <mark class="app-mark">fall</mark>?' in page
    assert "<script>alert(1)" not in page
    assert "Nothing was found" in client.get(f"/chat/community/{community.id}/search?q=quokka").text


def test_results_come_page_by_page(client, sign_in, make_person, make_community, viewer, say) -> None:
    community, person = make_community(), make_person()
    for number in range(PAGE + 5):
        say(viewer(person), community, f"falls {number}")
    sign_in(client, person)
    first = client.get(f"/chat/community/{community.id}/search?q=falls&by=Person").text
    assert "before=6" in first
    assert "by=Person" in first
    second = client.get(f"/chat/community/{community.id}/search?q=falls&before=6").text
    assert second.count(">falls</mark>") == 5
    assert "before=" not in second


@pytest.mark.parametrize(
    "asked", ["since=yesterday", "until=2026-13-01", "since=2026-02-30", "since=1-1-1", f"q={'x' * 300}", "since=99999"]
)
def test_what_cannot_be_looked_for_is_said_by_its_field(asked, client, sign_in, make_person, make_community) -> None:
    community = make_community()
    sign_in(client, make_person())
    page = client.get(f"/chat/community/{community.id}/search?{asked}", check=False)
    assert page.status_code in (200, 422)
    assert "nhsuk-error-message" in page.text


@pytest.mark.parametrize("odd", ["q=%00", "q=%25", "before=x", "before=-1", f"before={10**30}", "by=%27%3B--", "q=[a"])
def test_odd_searches_answer(odd, client, sign_in, make_person, make_community, viewer, say) -> None:
    community, person = make_community(), make_person()
    say(viewer(person), community)
    sign_in(client, person)
    assert client.get(f"/chat/community/{community.id}/search?{odd}").status_code == 200


def test_a_day_leads_to_the_first_message_on_or_after_it(
    client, sign_in, make_person, make_community, viewer, say
) -> None:
    community, person = make_community(), make_person()
    ada = viewer(person)
    start = clock.now().replace(year=2026, month=6, day=10, hour=12)
    for days in (0, 2, 4):
        with clock.at(start + timedelta(days=days)):
            say(ada, community, f"Day {days}")
    sign_in(client, person)
    here = f"/chat/community/{community.id}"
    for day, number in (("2026-06-01", 1), ("2026-06-10", 1), ("2026-06-11", 2), ("2026-06-12", 2), ("2026-06-13", 3)):
        assert client.get(f"{here}?on={day}", check=False).location == f"{here}?at={number}#m{number}"
    assert client.get(f"{here}?on=2026-06-20", check=False).location == f"{here}#latest"
    for bad in ("tomorrow", "2026-06-31", "", "20260610", "0000-00-00", "9999-99-99", "<b>"):
        page = client.get(f"{here}?on={bad}", check=False)
        assert page.status_code == 422
        assert "2026-11-20" in page.text
        assert 'value="<b>"' not in page.text


def test_outsiders_search_nothing(client, sign_in, make_person, circle, say) -> None:
    community, ada, _ = circle
    say(ada, community, "Secret")
    sign_in(client, make_person())
    for path in ("search?q=secret", "pins", "commands"):
        assert client.get(f"/chat/community/{community.id}/{path}").status_code == 404
    assert client.get(f"/chat/community/{community.id}?on=2026-01-01").status_code == 404


def test_a_channel_of_fifty_thousand_messages_is_searched_in_bounded_time(circle, say) -> None:
    community, ada, ben = circle
    first = say(ada, community, "The first word is quokka")
    channel = channels.find_channel(ada, Ref("community", community.id))
    words = "the ward round on birch found the lift out again so allow ten minutes more for who goes to the gym"
    rows = [
        {
            "channel_id": first.channel_id, "number": number, "client_id": f"c{number}", "author_id": ben.person_id,
            "body": words, "body_html": first.body_html, "words": f"{words} {number}", "created_at": first.created_at,
            "is_deleted": False, "has_files": False, "reaction_count": 0,
        }
        for number in range(2, 50_002)
    ]  # fmt: skip
    db.session.execute(insert(Message), rows)
    channel.last_number = 50_001
    db.session.flush()
    sought = ((Wanted("quokka"), 1), (Wanted("wallaby"), 0), (Wanted("lift gym"), PAGE), (Wanted(by="nobody"), 0))
    for wanted, count in sought:
        page, spent = cpu_of(lambda wanted=wanted: search_messages(ada, channel, wanted))
        assert len(page.rows) == count
        assert spent < 1, wanted
