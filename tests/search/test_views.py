"""The search page as people use it: without JavaScript, with mistakes, and with rights."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lhs_community.communities.models import Visibility
from lhs_community.foundation import bus
from lhs_community.foundation.database import db
from lhs_community.search import keeping

NAUGHTY = Path(__file__).parents[1] / "data" / "bad" / "blns.json"


@pytest.fixture
def site(make_community: Any, make_member: Any, make_thread: Any, deliver: Any) -> dict[str, Any]:
    """An open and a private community, each with a member and threads."""
    open_one = make_community("Falls network", visibility=Visibility.OPEN)
    closed = make_community("Quiet ward", visibility=Visibility.PRIVATE)
    ada, ben = make_member(open_one), make_member(closed)
    threads = [
        make_thread(open_one, ada, title="Which falls alarm works at night?", body="We have a ward of thirty beds."),
        make_thread(open_one, ada, title="Hourly rounding on a medical ward", body="Has anybody measured it?"),
        make_thread(closed, ben, title="Xylophone therapy for delirium", body="The glockenspiel was too loud."),
    ]
    deliver()
    return {"open": open_one, "closed": closed, "ada": ada, "ben": ben, "threads": threads}


def sign_in_viewer(client: Any, sign_in: Any, viewer: Any) -> None:
    from lhs_community.accounts.models import Person

    sign_in(client, db.session.get(Person, viewer.id))


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.get_data(as_text=True)))


def test_a_question_is_findable_as_soon_as_the_worker_heard_of_it(client: Any, sign_in: Any, site: Any) -> None:
    sign_in_viewer(client, sign_in, site["ada"])
    page = client.get("/search?q=what+alarm+do+you+use+against+falling")
    assert page.status_code == 200
    assert "Which falls alarm works at night?" in text_of(page)
    assert '<mark class="app-mark">falls</mark>' in page.get_data(as_text=True)


def test_the_empty_page_says_how_to_search(client: Any) -> None:
    assert "Type it as you would say it" in text_of(client.get("/search"))


def test_a_slip_offers_the_right_word(client: Any, sign_in: Any, site: Any) -> None:
    sign_in_viewer(client, sign_in, site["ada"])
    page = client.get("/search?q=alrm")
    assert "Did you mean alarm?" in text_of(page)
    assert 'href="/search?q=alarm"' in page.get_data(as_text=True)


def test_filters_are_links_with_counts(client: Any, sign_in: Any, site: Any) -> None:
    sign_in_viewer(client, sign_in, site["ada"])
    page = client.get(f"/search?q=ward&community={site['open'].id}")
    assert "Take off the filter Community: Falls network" in text_of(page)
    assert "2 results" in text_of(page)


def test_few_results_say_why(client: Any, sign_in: Any, site: Any) -> None:
    sign_in_viewer(client, sign_in, site["ada"])
    assert "Nothing that you can read has “qwertzuiop”" in text_of(client.get("/search?q=qwertzuiop"))
    assert "word for word" in text_of(client.get('/search?q="alarm+falls"'))
    assert "too common to search by" in text_of(client.get("/search?q=the+of"))
    assert "Your filters leave 0 of" in text_of(client.get("/search?q=ward&kind=lesson"))


@pytest.mark.parametrize("who", ["guest", "member of another community", "member"])
def test_the_words_of_a_closed_thread_reach_only_its_members(client: Any, sign_in: Any, site: Any, who: str) -> None:
    if who != "guest":
        sign_in_viewer(client, sign_in, site["ada" if who == "member of another community" else "ben"])
    for query in ("xylophone", "xylophne", "xylo*", '"glockenspiel was too loud"', "title:xylophone", "glokenspiel"):
        page = text_of(client.get("/search", query_string={"q": query}))
        rest = page.replace(f"“{query}”", "").replace("“xylophone”", "").replace("“glockenspiel was too loud”", "")
        if who == "member":
            assert "Xylophone" in rest or "Did you mean" in rest
        else:
            assert "0 results" in page
            assert "Xylophone" not in rest
            assert "Did you mean" not in rest
            assert "Quiet ward" not in rest
    similar = text_of(client.get("/search/similar?q=xylophone+therapy+for+delirium"))
    assert ("Xylophone" in similar) is (who == "member")
    assert site["closed"].name not in text_of(client.get("/search?q=ward")) or who == "member"


def test_what_the_source_refuses_is_neither_shown_nor_counted(client: Any, sign_in: Any, site: Any) -> None:
    """A stale index: the thread is closed to her by now, and the index has not heard of it."""
    site["threads"][1].community_id = site["closed"].id
    db.session.commit()
    sign_in_viewer(client, sign_in, site["ada"])
    page = text_of(client.get("/search?q=rounding"))
    assert "0 results" in page
    assert "Hourly" not in page
    assert "Did you mean" not in text_of(client.get("/search?q=roundding"))


def test_what_changes_is_found_anew_and_what_goes_is_gone(site: Any, viewer: Any, deliver: Any) -> None:
    from lhs_community.search import queries

    thread = site["threads"][0]
    assert queries.search(site["ada"], queries.Wanted(typed="alarm")).total == 1
    thread.title = "Which mat works at night?"
    bus.record(bus.Event(actor_id=None, subject_kind="thread", subject_id=thread.id))
    deliver()
    assert queries.search(site["ada"], queries.Wanted(typed="alarm")).total == 0
    assert queries.search(site["ada"], queries.Wanted(typed="mat")).total == 1
    assert keeping.count_pending() == 0


def test_a_burst_of_events_is_one_commit(site: Any, deliver: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    commits: list[int] = []
    index = keeping.index()
    apply = index.apply
    monkeypatch.setattr(index, "apply", lambda *changes: (commits.append(1), apply(*changes))[1])
    for _ in range(8):
        bus.record(bus.Event(actor_id=None, subject_kind="thread", subject_id=site["threads"][0].id))
    deliver()
    assert commits == [1]


def test_hearing_twice_changes_nothing(site: Any, deliver: Any) -> None:
    before = keeping.index().state().documents
    for _ in range(2):
        bus.record(bus.Event(actor_id=None, subject_kind="thread", subject_id=site["threads"][0].id))
        deliver()
    assert keeping.index().state().documents == before


def test_a_rebuild_holds_all_and_the_health_check_knows(site: Any) -> None:
    assert "has not been built" in keeping.problem()
    count = keeping.rebuild()
    assert count == len(list(keeping.index().refs()))
    assert keeping.problem() == ""


def test_odd_parameters_get_a_page(client: Any, site: Any) -> None:
    for odd in (
        "page=0",
        "page=-1",
        "page=999999",
        "page=x",
        "sort=x",
        "kind=x",
        "community=x",
        "year=%00",
        "page=%C2%B2",
    ):
        assert client.get(f"/search?q=ward&{odd}").status_code == 200
    assert client.get("/search/similar").status_code == 200
    assert client.get("/search/similar?q=ward&kinds=person,nonsense").status_code == 200


def test_naughty_queries_get_a_page(client: Any, site: Any) -> None:
    for typed in [*json.loads(NAUGHTY.read_text())[::12], "x" * 10_000, "falls " * 2000, "\0", '"' * 500]:
        assert client.get("/search", query_string={"q": typed}).status_code == 200
        assert client.get("/search/similar", query_string={"q": typed}).status_code == 200


def test_a_search_page_costs_few_queries(client: Any, sign_in: Any, site: Any, count_queries: Any) -> None:
    sign_in_viewer(client, sign_in, site["ada"])
    with count_queries(at_most=16):
        client.get("/search?q=ward")


def test_while_asking_similar_questions_are_offered(client: Any, sign_in: Any, site: Any) -> None:
    sign_in_viewer(client, sign_in, site["ada"])
    assert "Similar questions and lessons" in text_of(client.get(f"/c/{site['open'].slug}/ask"))
    assert "Which falls alarm" in text_of(client.get("/search/similar?q=Falls+alarms+at+night&kinds=thread,lesson"))


def test_the_command_searches_as_somebody(site: Any, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from lhs_community.accounts.models import Person
    from lhs_community.cli.search import search

    monkeypatch.setattr("lhs_community.cli.site.create_app", lambda: app)
    email = db.session.get(Person, site["ben"].id).email
    db.session.commit()

    def run(*words: str) -> dict[str, Any]:
        outcome = CliRunner().invoke(search, [*words, "--format", "json"], catch_exceptions=False)
        assert outcome.exit_code == 0, outcome.output
        found: dict[str, Any] = json.loads(outcome.output)
        return found

    assert run("xylophone")["total"] == 0
    as_ben = run("xylophone", "--as", email)
    assert as_ben["total"] == 1
    assert as_ben["results"][0]["kind"] == "thread"
    assert as_ben["results"][0]["score"] > 0
    assert run("xylophone", "--as", email, "--kind", "decision")["why"]
    assert CliRunner().invoke(search, ["x", "--as", "nobody@example.org"]).exit_code == 2
