"""Lists and the page of a thread: narrowed, paged, read to the post, and quick however long they are."""

from __future__ import annotations

import re

from lhs_community.discussions.actions import (
    hiding as hiding_actions,
    posts as post_actions,
    reading as reading_actions,
)
from lhs_community.discussions.models.threads import ThreadKind
from lhs_community.discussions.queries import threads as queries
from lhs_community.discussions.queries.reading import get_reading
from lhs_community.foundation.reactions import ReactionKind
from tests.discussions.pages import shown
from tests.make.discussions import post_number


def test_a_get_of_a_thread_writes_nothing_and_reading_is_told_exactly(
    client, as_viewer, make_community, make_member, make_thread
):
    community = make_community()
    reader = make_member(community)
    thread = make_thread(community, replies=["a b", "c d", "e f"])
    as_viewer(client, reader)
    client.get(f"/threads/{thread.id}")
    assert not get_reading(reader, thread).is_opened
    assert client.post(f"/threads/{thread.id}/seen", data={"number": "2"}).status_code == 204
    assert get_reading(reader, thread).read == ((1, 2),)
    page = shown(client.get(f"/threads/{thread.id}"))
    assert page.index('id="post-2"') < page.index('id="unread"') < page.index('id="post-3"')
    assert "2 new" in shown(client.get("/threads"))
    without_scripts = client.post(f"/threads/{thread.id}/seen", data={"number": "4", "back": "y"})
    assert without_scripts.location == f"/threads/{thread.id}#post-4"
    assert 'id="unread"' not in shown(client.get(f"/threads/{thread.id}"))
    for odd in ("", "x", "-1", "9" * 40):
        assert client.post(f"/threads/{thread.id}/seen", data={"number": odd}).status_code == 204


def test_new_replies_are_fetched_as_a_fragment(client, as_viewer, make_community, make_member, make_thread):
    community = make_community()
    as_viewer(client, make_member(community))
    thread = make_thread(community, replies=["First reply", "Second reply"])
    fragment = shown(client.get(f"/threads/{thread.id}?fragment=replies&after=2"))
    assert "Second reply" in fragment
    assert "First reply" not in fragment
    assert "<html" not in fragment


def test_a_long_thread_is_paged_and_opens_at_what_is_new(client, as_viewer, make_community, make_member, make_thread):
    community = make_community()
    reader = make_member(community)
    thread = make_thread(community, replies=[f"Reply {number}" for number in range(2, 121)])
    as_viewer(client, reader)
    first = shown(client.get(f"/threads/{thread.id}"))
    assert 'id="post-50"' in first
    assert 'id="post-51"' not in first
    assert client.get(f"/threads/{thread.id}/posts/73").location == f"/threads/{thread.id}?page=2#post-73"
    assert client.get(f"/threads/{thread.id}/posts/999").status_code == 404
    reading_actions.mark_read(reader, thread, ((1, 101),))
    opened = shown(client.get(f"/threads/{thread.id}"))
    assert 'id="post-102"' in opened
    assert "Begin at the first post" in opened
    assert 'id="post-120"' in shown(client.get(f"/threads/{thread.id}?page=99"))
    assert (
        client.post(f"/threads/{thread.id}/reply", data={"body": "More"}).location
        == f"/threads/{thread.id}?page=3#post-121"
    )


def test_statements_do_not_grow_with_the_length_of_lists_and_threads(
    client, as_viewer, make_community, make_member, make_thread, count_queries
):
    community = make_community()
    convenor = make_member(community, "convenor")

    def fill(threads, replies):
        for _ in range(threads):
            thread = make_thread(
                community, tags=["one", "two"], replies=[f"Reply {number}" for number in range(replies)]
            )
            reader = make_member(community)
            for number in range(1, replies + 2):
                post_actions.react(reader, thread, post_number(thread, number), ReactionKind.THANKS, is_on=True)
            make_thread(community)
        return thread

    def count(path):
        with count_queries() as sent:
            assert client.get(path).status_code == 200
        return len(sent)

    as_viewer(client, convenor)
    small = fill(1, 2)
    paths = (
        "/threads",
        "/threads?scope=unread",
        "/threads?scope=mine",
        "/threads?scope=followed",
        "/queue",
        "/",
        f"/c/{community.slug}",
    )
    before = [count(path) for path in paths]
    of_small = count(f"/threads/{small.id}")
    large = fill(4, 12)
    assert [count(path) for path in paths] == before
    assert count(f"/threads/{large.id}") == of_small
    # The start page of a convenor: what each of fifteen features has for them, one to four statements each.
    assert max(before) <= 52, before
    assert of_small <= 30, of_small  # as in test_speed.py


def test_the_list_is_narrowed_and_paged(client, as_viewer, make_community, make_member, make_thread):
    community = make_community()
    me = make_member(community)
    as_viewer(client, me)
    make_thread(community, me, title="Mine about falls", tags=["Falls"])
    make_thread(community, title="We tried bells", kind=ThreadKind.TRIED_AND_FAILED, replies=["Oh"])
    make_thread(title="Elsewhere entirely")

    def titles(query):
        page = shown(client.get(f"/threads?{query}"))
        return {name for name in ("Mine about falls", "We tried bells", "Elsewhere entirely") if name in page}

    assert titles("") == {"Mine about falls", "We tried bells", "Elsewhere entirely"}
    assert titles("tag=falls") == {"Mine about falls"}
    assert titles("kind=tried_and_failed") == {"We tried bells"}
    assert titles(f"community={community.slug}") == {"Mine about falls", "We tried bells"}
    assert titles("scope=mine") == titles("scope=followed") == {"Mine about falls"}
    assert titles("scope=unanswered") == {"Mine about falls", "Elsewhere entirely"}
    assert titles("scope=unread") == {"We tried bells"}
    assert titles("scope=rubbish&kind=rubbish") == titles("")
    for place in ("before", "after"):
        assert client.get(f"/threads?{place}=rubbish").status_code == 422
    assert client.get(f"/threads?before={'9' * 30}-1").status_code == 422


def test_paging_by_key_stays_right_while_people_post(make_community, make_member, make_thread):
    community = make_community()
    reader = make_member(community)
    made = [make_thread(community) for _ in range(7)]
    first = queries.list_threads(reader, limit=3)
    post_actions.reply(reader, made[0], "Up it goes")
    second = queries.list_threads(reader, before=first.older, limit=3)
    shown = [row.thread.id for page in (first, second) for row in page.rows]
    assert shown == [thread.id for thread in reversed(made)][:6]
    assert second.older == ""
    assert first.newer == ""


def test_paging_back_to_what_is_newer_leaves_nothing_out(make_community, make_member, make_thread):
    community = make_community()
    reader = make_member(community)
    made = [make_thread(community).id for _ in range(9)][::-1]

    def ids(page):
        return [row.thread.id for row in page.rows]

    first = queries.list_threads(reader, limit=2)
    second = queries.list_threads(reader, before=first.older, limit=2)
    third = queries.list_threads(reader, before=second.older, limit=2)
    assert (first.newer, ids(third)) == ("", made[4:6])
    fresh = [make_thread(community).id for _ in range(3)]
    back = queries.list_threads(reader, after=third.newer, limit=2)
    assert ids(back) == made[2:4]
    assert ids(queries.list_threads(reader, before=back.older, limit=2)) == made[4:6]
    top = queries.list_threads(reader, after=back.newer, limit=2)
    assert ids(top) == made[:2]
    assert ids(queries.list_threads(reader, after=top.newer, limit=2)) == [fresh[1], fresh[0]]
    newest = queries.list_threads(reader, after=queries.list_threads(reader, after=top.newer, limit=2).newer, limit=2)
    assert (ids(newest), newest.newer) == ([fresh[2], fresh[1]], "")


def test_reactions_come_and_go(client, as_viewer, make_community, make_member, make_thread):
    community = make_community()
    thread = make_thread(community)
    post = post_number(thread, 1)
    as_viewer(client, make_member(community))
    assert client.post(f"/posts/{post.id}/react", data={"on": "helped"}).location == f"/threads/{thread.id}#post-1"
    assert re.search(
        r'name="off" value="helped" aria-pressed="true">This helped <b>1</b>',
        shown(client.get(f"/threads/{thread.id}")),
    )
    client.post(f"/posts/{post.id}/react", data={"off": "helped"})
    assert 'name="on" value="helped"' in shown(client.get(f"/threads/{thread.id}"))
    assert client.post(f"/posts/{post.id}/react", data={"on": "hate"}).status_code == 422


def test_a_page_of_a_thread_and_the_address_of_a_post_stay_what_they_were(
    client, as_viewer, make_community, make_member, make_thread
):
    """However much is written after it, hidden within it, or read of it."""
    community = make_community()
    convenor, reader = make_member(community, "convenor"), make_member(community)
    thread = make_thread(community, replies=[f"Reply {number}" for number in range(2, 105)])
    as_viewer(client, reader)

    def numbers(page):
        return re.findall(r'id="post-(\d+)" data-number', shown(client.get(f"/threads/{thread.id}?page={page}")))

    assert numbers(2) == [str(number) for number in range(51, 101)]
    place = f"/threads/{thread.id}?page=2#post-73"
    hiding_actions.hide_post(convenor, thread, post_number(thread, 60), is_hidden=True)
    for count in range(60):
        post_actions.reply(convenor, thread, f"More {count}")
    reading_actions.mark_read(reader, thread, ((1, 90),))
    assert numbers(2) == [str(number) for number in range(51, 101)]
    assert client.get(f"/threads/{thread.id}/posts/73").location == place
    assert 'id="post-73" data-number="73" tabindex="-1"' in shown(client.get(place))  # so that the address focuses it
