"""What may not be seen is on no page, and what people type is only ever text."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from lhs_community.communities.models import Visibility
from lhs_community.discussions.actions import (
    answers as answer_actions,
    hiding as hiding_actions,
    summaries as summary_actions,
)
from lhs_community.discussions.models.threads import Thread
from lhs_community.foundation.database import db
from tests.discussions.pages import shown
from tests.make.discussions import post_number


def _without_reference(response):
    page = re.sub(r'(nonce|content|value)="[^"]*"', "", shown(response))
    return re.sub(r"[0-9a-f]{8}|next=[^\"&]*", "", page)


def test_only_the_fields_of_the_form_are_taken(client, as_viewer, make_community, make_member):
    community, other = make_community(), make_community()
    asker = make_member(community)
    as_viewer(client, asker)
    client.post(
        f"/c/{community.slug}/ask",
        data={
            "title": "How do you count falls?",
            "body": "Text",
            "kind": "question",
            "is_pinned": "1",
            "author_id": "1",
            "state": "closed",
            "community_id": other.id,
            "community": other.slug,
        },
    )
    thread = db.session.scalars(select(Thread)).one()
    assert (thread.is_pinned, thread.author_id, thread.state.value, thread.community_id) == (
        False,
        asker.id,
        "open",
        community.id,
    )


@pytest.mark.parametrize("visibility", [Visibility.PRIVATE, Visibility.CONFIDENTIAL])
def test_outsiders_cannot_tell_a_private_thread_from_none(
    visibility, client, as_viewer, make_community, make_member, make_thread
):
    community = make_community(visibility=visibility)
    thread = make_thread(community, title="Marker of the private", replies=["Marker reply"], tags=["markertag"])
    post = post_number(thread, 2)
    as_viewer(client, make_member())
    pages = (
        "/threads/{t}",
        "/threads/{t}?fragment=replies&after=0",
        "/threads/{t}/posts/1",
        "/threads/{t}/summaries",
        "/threads/{t}/summarise",
        "/threads/{t}/close",
        "/posts/{p}/edit",
        "/posts/{p}/history",
    )
    forms = (
        "/threads/{t}/reply",
        "/threads/{t}/seen",
        "/threads/{t}/pin",
        "/threads/{t}/hide",
        "/threads/{t}/reopen",
        "/threads/{t}/close",
        "/threads/{t}/summarise",
        "/posts/{p}/accept",
        "/posts/{p}/react",
        "/posts/{p}/hide",
        "/posts/{p}/edit",
    )
    data = {"body": "Words", "do": "pin", "on": "thanks"}
    for path in pages:
        here = client.get(path.format(t=thread.id, p=post.id))
        nowhere = client.get(path.format(t=99999, p=99999))
        assert here.status_code == nowhere.status_code == 404, path
        assert _without_reference(here) == _without_reference(nowhere), path
    for path in forms:
        if path.endswith(("/pin", "/hide", "/accept")):
            data = data | {"do": {"pin": "pin", "hide": "hide", "accept": "accept"}[path.rpartition("/")[2]]}
        assert client.post(path.format(t=thread.id, p=post.id), data=data).status_code == 404, path
    for path in (f"/c/{community.slug}/ask", f"/c/{community.slug}/queue", f"/threads?community={community.slug}"):
        assert client.get(path).status_code == 404, path
    for path in ("/threads", "/threads?tag=markertag", "/ask"):
        assert "arker of the private" not in shown(client.get(path)), path
        assert community.name not in shown(client.get(path)), path
    assert 'option value="markertag"' not in shown(client.get("/threads"))


def test_guests_read_open_communities_and_are_asked_to_sign_in_to_write(client, make_community, make_thread):
    thread = make_thread(make_community(), title="An open question", replies=["One way"])
    closed = make_thread(make_community(visibility=Visibility.RESTRICTED), title="For signed-in eyes")
    page = shown(client.get(f"/threads/{thread.id}"))
    assert "Sign in" in page
    assert "/react" not in page
    assert client.get(f"/threads/{closed.id}").status_code == 404
    listed = shown(client.get("/threads"))
    assert "An open question" in listed
    assert "For signed-in eyes" not in listed
    assert client.post(f"/threads/{thread.id}/reply", data={"body": "Hello"}).location.startswith("/sign-in")
    assert client.get("/queue").status_code == 303
    for path in (f"/threads/{thread.id}/seen", f"/posts/{post_number(thread, 1).id}/react"):
        assert client.post(path, data={"on": "thanks"}).location.startswith("/sign-in")


def test_hidden_words_are_on_no_page_for_others(client, as_viewer, make_community, make_member, make_thread):
    community = make_community()
    convenor = make_member(community, "convenor")
    thread = make_thread(community, title="About bells", replies=["secretword here"])
    answer_actions.accept_answer(convenor, thread, post_number(thread, 2))
    hiding_actions.hide_post(convenor, thread, post_number(thread, 2), is_hidden=True)
    as_viewer(client, make_member(community))
    page = shown(client.get(f"/threads/{thread.id}"))
    assert "A convenor has hidden this post" in page
    assert "secretword" not in page
    assert "secretword" not in shown(client.get(f"/threads/{thread.id}?fragment=replies&after=0"))
    assert client.get(f"/posts/{post_number(thread, 2).id}/history").status_code == 404
    as_viewer(client, convenor)
    assert "secretword" in shown(client.get(f"/threads/{thread.id}"))
    hiding_actions.hide_thread(convenor, thread, is_hidden=True)
    as_viewer(client, make_member(community))
    assert client.get(f"/threads/{thread.id}").status_code == 404
    assert "About bells" not in shown(client.get("/threads"))
    assert "About bells" not in shown(client.get(f"/c/{community.slug}"))


def test_what_people_type_is_text_wherever_it_is_shown(client, as_viewer, make_community, make_member, make_thread):
    community = make_community()
    convenor = make_member(community, "convenor")
    bad = "<img src=x onerror=alert(1)>"
    thread = make_thread(community, convenor, title=f"Title {bad}", body=bad, tags=["<b>t</b>"], replies=[bad])
    summary_actions.summarise(convenor, thread, bad)
    as_viewer(client, convenor)
    for path in ("/threads", f"/threads/{thread.id}", f"/c/{community.slug}", "/", f"/threads/{thread.id}/summarise"):
        page = shown(client.get(path))
        assert "<img src=x" not in page
        assert "<b>t</b>" not in page
