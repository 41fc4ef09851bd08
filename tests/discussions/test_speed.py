"""Pages cost the same however long what they show: statements exactly, time roughly (tests/benchmarks/threads.py)."""

from __future__ import annotations

import pytest

from lhs_community.discussions.actions import posts as post_actions
from lhs_community.foundation.reactions import ReactionKind
from tests.benchmarks import threads as benchmark
from tests.make.discussions import post_number

# Of the page of a thread, for whoever is signed in: in November 2026 a convenor's takes 30, of which the people who may
# know take four and a kept draft one.
MOST_STATEMENTS = 30


@pytest.fixture
def count(count_queries):
    def look(client, path):
        with count_queries() as sent:
            assert client.get(path).status_code == 200
        return len(sent)

    return look


@pytest.mark.parametrize("role", ["convenor", "member", None])
def test_a_thread_of_fifty_posts_asks_as_often_as_one_of_one(
    role, client, as_viewer, make_community, make_member, make_thread, count
):
    community = make_community()
    short = make_thread(community, tags=["one"]).id
    thread = make_thread(community, tags=["one", "two"], replies=[f"Reply {number}" for number in range(2, 51)])
    for number in range(1, 51, 7):
        reader = make_member(community)
        post_actions.react(reader, thread, post_number(thread, number), ReactionKind.THANKS, is_on=True)
    long = thread.id
    if role:
        as_viewer(client, make_member(community, role))
    sizes = [count(client, f"/threads/{id_}") for id_ in (short, long)]
    assert sizes[0] == sizes[1] <= MOST_STATEMENTS, sizes


def test_a_list_of_thirty_threads_asks_as_often_as_one_of_one(
    client, as_viewer, make_community, make_member, make_thread, count
):
    community = make_community()
    reader = make_member(community)
    as_viewer(client, reader)
    make_thread(community, tags=["one"], replies=["Two"])
    paths = ("/threads", "/threads?scope=unread", f"/threads?community={community.slug}", "/", f"/c/{community.slug}")
    before = {path: count(client, path) for path in paths}
    author, replier = make_member(community), make_member(community)
    for _ in range(29):
        make_thread(community, author, tags=["one", "two"], replies=["Two"], replier=replier)
    assert {path: count(client, path) for path in paths} == before
    assert max(before.values()) <= 36, before


def test_two_thousand_posts_open_about_as_fast_as_twenty(app):
    """Loosely: this machine may be busy. The benchmark says it exactly."""
    found = benchmark.measure(app, rounds=7, listed=60)
    for who in ("member", "guest"):
        ratio = found[f"{who} thread {benchmark.LONG}"] / found[f"{who} thread {benchmark.SHORT}"]
        assert ratio < 2.5, (who, found)
