"""The pages of community health and its CSV: for members, and in step with what is really there."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from lhs_community.communities.models import Visibility
from lhs_community.discussions.actions import (
    answers as answer_actions,
    hiding as hiding_actions,
)
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.reports import policy, queries
from lhs_community.reports.indicators import INDICATORS
from tests.make.discussions import post_number


@pytest.fixture
def circle(make_community, make_member, make_thread):
    """A community with an answered, a hidden and a silent question."""
    community = make_community(name="Falls circle")
    asker, helper = make_member(community), make_member(community)
    convenor = make_member(community, "convenor")
    with clock.at(clock.now() - timedelta(days=6)):
        answered = make_thread(community, asker, replies=["Bells"], replier=helper)
        make_thread(community, asker)
        hidden = make_thread(community, asker)
    answer_actions.accept_answer(convenor, answered, post_number(answered, 2))
    hiding_actions.hide_thread(convenor, hidden, is_hidden=True)
    return community, asker, convenor


def test_the_rows_are_those_of_the_community_without_hidden_threads(circle, make_thread):
    community, asker, _ = circle
    make_thread()  # elsewhere
    talk = queries.get_talk(asker, community)
    assert [thread.is_settled for thread in talk.threads] == [True, False]
    assert len(talk.replies) == 1
    assert set(talk.members) >= {asker.id}
    assert talk.convenors


def test_reading_costs_the_same_however_much_was_said(circle, make_thread, count_queries):
    community, asker, _ = circle
    for _ in range(20):
        make_thread(community, asker)
    db.session.flush()  # what making the threads left to write
    with count_queries(at_most=11):
        queries.get_talk(asker, community)


@pytest.mark.parametrize("visibility", list(Visibility))
def test_only_members_see_how_their_community_is_doing(make_community, make_member, make_person, viewer, visibility):
    community = make_community(visibility=visibility)
    member, stranger = make_member(community), viewer(make_person())
    assert policy.may_see_health(member, community)
    assert not policy.may_see_health(stranger, community)
    is_open = visibility in (Visibility.OPEN, Visibility.RESTRICTED)
    with pytest.raises(Refused if is_open else NotThere):
        queries.get_talk(stranger, community)


def test_a_closed_community_looks_like_none_from_outside(client, sign_in, make_community, make_person):
    community = make_community(visibility=Visibility.PRIVATE)
    sign_in(client, make_person())
    for path in ("health", "health/threads", "health.csv"):
        assert client.get(f"/c/{community.slug}/{path}").status_code == 404
    assert client.get("/c/no-such-community/health").status_code == 404


def test_each_indicator_has_a_page_and_withheld_figures_stay_away(client, sign_in, circle):
    community, asker, _ = circle
    sign_in(client, asker)
    page = client.get(f"/c/{community.slug}/health").text
    for indicator in INDICATORS:
        assert indicator.name in page
    assert "fewer than 10 people" in page
    for indicator in INDICATORS:
        answer = client.get(f"/c/{community.slug}/health/{indicator.key}")
        assert answer.status_code == 200, indicator.key
    assert client.get(f"/c/{community.slug}/health/no-such").status_code == 404


def test_the_csv_holds_what_is_shown_and_no_more(client, sign_in, circle):
    community, asker, _ = circle
    sign_in(client, asker)
    answer = client.get(f"/c/{community.slug}/health.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    summary = {row["indicator"]: row for row in rows if row["week_beginning"] == "last 28 days"}
    assert set(summary) == {indicator.name for indicator in INDICATORS}
    assert summary["Questions resolved"]["value"] == "50.0"
    withheld = summary["Members who posted"]
    assert (withheld["value"], withheld["worked_out_from"]) == ("", "")
    assert "Withheld" in withheld["note"]
    assert asker.name not in answer.text
