"""The workbench shows what waits, once and most urgent first, each row with something that can be done about it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lhs_community.accounts.models import Person
from lhs_community.communities.actions.requests import accept_join_request, ask_to_join
from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.requests import list_join_requests
from lhs_community.convening import queries
from lhs_community.convening.bench import Act
from lhs_community.discussions.actions import summaries
from lhs_community.discussions.models.summaries import Heading
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.moderation import actions as moderation
from lhs_community.moderation.models import FlagReason

QUIET = timedelta(days=14)


@pytest.fixture
def place(make_community, make_member, make_thread, make_meeting):
    """Something of every kind that a test can make: reported, overdue, first post, unsettled, gone quiet, a meeting."""
    community = make_community(name="Falls circle")
    convenor = make_member(community, "convenor")
    asker, helper = make_member(community), make_member(community)
    with clock.at(clock.now() - timedelta(days=30)):
        make_thread(community, convenor, title="An old notice of mine", replies=["Seen"], replier=helper)
        overdue = make_thread(community, asker, title="Who pays for slippers?")
        unsettled = make_thread(community, asker, title="Which bed days?", replies=["Occupied"], replier=helper)
    first = make_thread(community, helper, title="Good morning from ward nine")
    moderation.flag(asker, Ref("thread", first.id), FlagReason.MISPLACED)
    make_meeting(community, convenor, title="Tuesday huddle")
    return community, convenor, asker, overdue, unsettled, first


def titles(viewer, ids) -> dict[str, list[str]]:
    return {
        section.key: [row.title for row in section.rows] for section in queries.get_workbench(viewer, ids, QUIET)
    }


def test_each_thing_stands_once_where_it_is_most_urgent(place):
    community, convenor, _, overdue, unsettled, first = place
    found = titles(convenor, [community.id])
    assert found["reported"] == [first.title]
    assert overdue.title in found["overdue"]
    assert unsettled.title in found["unsettled"]
    assert found["meetings"] == ["Tuesday huddle"]
    every = [title for rows in found.values() for title in rows]
    assert len(every) == len(set(every))
    assert list(found) == [key for key in ORDER if key in found]


ORDER = (
    "reported", "overdue", "first-posts", "join-requests", "welcome", "meetings", "drafts", "unsettled", "stalled",
    "charters",
)  # fmt: skip


def test_only_what_one_convenes_is_on_it(place, make_member, make_community, viewer, make_person):
    community, convenor, asker, *_ = place
    assert titles(asker, [community.id]) == {}
    assert titles(make_member(make_community(), "convenor"), [community.id]) == {}
    assert titles(viewer(make_person()), [community.id]) == {}
    other = make_community()
    assert titles(convenor, [other.id]) == {}


def test_reading_it_costs_the_same_however_much_waits(place, make_thread, make_member, count_queries):
    community, convenor, asker, *_ = place
    db.session.flush()
    with count_queries(at_most=40) as few:
        queries.get_workbench(convenor, [community.id], QUIET)
    with clock.at(clock.now() - timedelta(days=20)):
        for _ in range(12):
            make_thread(community, asker)
            make_member(community)
    db.session.flush()
    with count_queries(at_most=len(few)):
        queries.get_workbench(convenor, [community.id], QUIET)


def test_every_action_on_it_leads_somewhere(place, client, sign_in):
    """Links answer 200 for the convenor; buttons do what they say."""
    community, convenor, *_ = place
    sections = queries.get_workbench(convenor, [community.id], QUIET)
    acts: list[Act] = [act for section in sections for row in section.rows for act in row.acts]
    assert acts
    sign_in(client, db.session.get_one(Person, convenor.id))
    for act in acts:
        if not act.is_button:
            assert client.get(act.url).status_code == 200, act
    button = next(act for act in acts if act.is_button)
    assert client.post(button.url, data=dict(button.fields)).status_code == 303
    assert "reported" not in titles(convenor, [community.id])


def test_the_page_is_for_convenors(place, client, sign_in, make_community, make_person):
    community, convenor, asker, *_ = place
    sign_in(client, db.session.get_one(Person, asker.id))
    assert client.get("/workbench").status_code == 403
    assert client.get(f"/c/{community.slug}/workbench").status_code == 403
    hidden = make_community(visibility=Visibility.PRIVATE)
    assert client.get(f"/c/{hidden.slug}/workbench").status_code == 404
    sign_in(client, db.session.get_one(Person, convenor.id))
    page = client.get("/workbench").text
    assert "Who pays for slippers?" in page
    assert "Tuesday huddle" in client.get(f"/c/{community.slug}/workbench").text
    assert "Your workbench" in client.get("/").text


def test_a_draft_of_a_summary_waits_to_be_finished(place, make_thread):
    community, convenor, asker, *_ = place
    thread = make_thread(community, asker, title="Bells or rounds?", replies=["Rounds"], replier=convenor)
    summaries.save_draft(convenor, thread, {Heading.SAID: "Rounds at five"})
    rows = next(one for one in queries.get_workbench(convenor, [community.id], QUIET) if one.key == "drafts").rows
    assert [(row.title, row.who) for row in rows] == [("Bells or rounds?", convenor.name)]
    assert [act.url for act in rows[0].acts] == [f"{rows[0].url}/summarise", f"{rows[0].url}/summarise/owner"]


def test_who_asks_to_join_and_who_is_new_wait_for_a_word(make_community, make_member, make_person, viewer):
    community = make_community(visibility=Visibility.RESTRICTED)
    convenor = make_member(community, "convenor")
    for name in ("Wendy Welcome", "Nadia Newcomer"):
        ask_to_join(viewer(make_person(name=name)), community, "I work on falls")
    accept_join_request(convenor, community, list_join_requests(convenor, [community.id])[0])
    found = titles(convenor, [community.id])
    assert found["join-requests"] == ["Nadia Newcomer"]
    assert found["welcome"] == ["Wendy Welcome"]
