"""Asking, answering and editing, through the client: each page is checked by tests/pages.py as it comes."""

from __future__ import annotations

import re

from sqlalchemy import func, select

from lhs_community.communities.models import Visibility
from lhs_community.discussions.actions import convening as convening_actions
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import Thread
from lhs_community.foundation.database import db
from tests.discussions.pages import NHS_NUMBER, shown
from tests.make.discussions import post_number


def token_of(response):
    return re.search(r'name="submission_token"[^>]*value="([^"]+)"', shown(response)).group(1)


def test_a_question_is_asked_and_shown(client, as_viewer, make_community, make_member):
    community = make_community(name="Falls group")
    as_viewer(client, make_member(community))
    assert "Ask Falls group" in shown(client.get(f"/c/{community.slug}/ask"))
    answer = client.post(
        f"/c/{community.slug}/ask",
        data={
            "title": "How do you count falls?",
            "body": "By **bed days**?",
            "kind": "question",
            "tags": "falls, nights",
        },
    )
    assert answer.status_code == 303
    page = shown(client.get(answer.location))
    assert "<strong>bed days</strong>" in page
    assert "No reply yet" in page
    assert 'href="/threads?tag=nights"' in page


def test_asking_without_a_community_chosen(client, as_viewer, make_community, make_member):
    community, private = make_community(), make_community(name="Hidden from here", visibility=Visibility.PRIVATE)
    as_viewer(client, make_member(community))
    page = shown(client.get("/ask?title=How+do+you+count"))
    assert 'value="How do you count"' in page
    assert community.name in page
    assert private.name not in page
    data = {"title": "How do you count falls?", "body": "Text", "kind": "question", "community": community.slug}
    assert client.post("/ask", data=data).status_code == 303
    assert client.post("/ask", data=data | {"community": private.slug}).status_code == 422
    assert db.session.scalars(select(Thread.community_id)).all() == [community.id]


def test_an_nhs_number_is_held_with_a_mask_and_nothing_typed_is_lost(client, as_viewer, make_community, make_member):
    community = make_community()
    as_viewer(client, make_member(community))
    data = {
        "title": "Where do we note this?",
        "body": f"She is {NHS_NUMBER} and fell.",
        "kind": "tried_and_failed",
        "tags": "records, nights",
    }
    answer = client.post(f"/c/{community.slug}/ask", data=data)
    page = shown(answer)
    assert answer.status_code == 422
    assert f"<mark>{NHS_NUMBER}</mark>" in page
    assert 'name="guard_mask" value="body"' in page
    for typed in ("Where do we note this?", f"She is {NHS_NUMBER} and fell.", "records, nights"):
        assert typed in page
    assert re.search(r'<option selected value="tried_and_failed"', page)
    masked = client.post(f"/c/{community.slug}/ask", data=data | {"guard_mask": "body"})
    assert masked.status_code == 422
    assert "She is [NHS number removed] and fell." in shown(masked)
    assert db.session.scalar(select(func.count(Thread.id))) == 0
    sent = client.post(f"/c/{community.slug}/ask", data=data | {"body": "She is [NHS number removed] and fell."})
    assert sent.status_code == 303


def test_problems_stand_by_their_fields(client, as_viewer, make_community, make_member):
    community = make_community()
    as_viewer(client, make_member(community))
    answer = client.post(f"/c/{community.slug}/ask", data={"title": "Hm", "body": "Typed text", "kind": "question"})
    assert answer.status_code == 422
    assert "at least 5 characters" in shown(answer)
    assert "Typed text" in shown(answer)
    assert client.post(f"/c/{community.slug}/ask", data={"title": "", "body": "", "kind": "poll"}).status_code == 422


def test_the_same_form_sent_twice_makes_one_thing(client, as_viewer, make_community, make_member, make_thread):
    community = make_community()
    as_viewer(client, make_member(community))
    data = {"title": "How do you count falls?", "body": "Text", "kind": "question"}
    data["submission_token"] = token_of(client.get(f"/c/{community.slug}/ask"))
    first, second = (client.post(f"/c/{community.slug}/ask", data=data) for _ in range(2))
    assert first.location == second.location
    thread = db.session.scalars(select(Thread)).one()
    reply = {"body": "One way", "submission_token": token_of(client.get(f"/threads/{thread.id}"))}
    assert len({client.post(f"/threads/{thread.id}/reply", data=reply).location for _ in range(3)}) == 1
    assert db.session.scalar(select(func.count(Post.id))) == 2


def test_a_reply_leads_to_itself_and_a_refused_one_keeps_its_words(
    client, as_viewer, make_community, make_member, make_thread
):
    community = make_community()
    as_viewer(client, make_member(community))
    thread = make_thread(community)
    assert (
        client.post(f"/threads/{thread.id}/reply", data={"body": "One way"}).location == f"/threads/{thread.id}#post-2"
    )
    held = client.post(f"/threads/{thread.id}/reply", data={"body": f"Ask {NHS_NUMBER}"})
    assert held.status_code == 422
    assert f"Ask {NHS_NUMBER}" in shown(held)
    assert client.post(f"/threads/{thread.id}/reply", data={"body": ""}).status_code == 422


def test_a_reply_to_a_thread_closed_meanwhile_is_given_back(
    client, as_viewer, make_community, make_member, make_thread
):
    community = make_community()
    as_viewer(client, make_member(community))
    thread = make_thread(community)
    convening_actions.close_thread(make_member(community, "convenor"), thread, "Settled in the huddle")
    answer = client.post(f"/threads/{thread.id}/reply", data={"body": "My long and careful answer"})
    assert answer.status_code == 422
    assert "My long and careful answer" in shown(answer)
    assert "This thread is closed" in shown(answer)


def test_an_edited_post_shows_its_history(client, as_viewer, make_community, make_member, make_thread):
    community = make_community()
    author = make_member(community)
    thread = make_thread(community, author, title="First title", body="First words", tags=["bells"])
    post = post_number(thread, 1)
    as_viewer(client, author)
    assert 'value="bells"' in shown(client.get(f"/posts/{post.id}/edit"))
    held = client.post(f"/posts/{post.id}/edit", data={"title": "First title", "body": f"It was {NHS_NUMBER}"})
    assert held.status_code == 422
    assert f"It was {NHS_NUMBER}" in shown(held)
    data = {"title": "Second title", "body": "Second words", "tags": "bells, chairs"}
    assert client.post(f"/posts/{post.id}/edit", data=data).location == f"/threads/{thread.id}#post-1"
    assert "edited" in shown(client.get(f"/threads/{thread.id}"))
    history = shown(client.get(f"/posts/{post.id}/history"))
    for words in ("First title", "First words", "Second title", "Second words"):
        assert words in history
    as_viewer(client, make_member(community))
    assert client.get(f"/posts/{post.id}/edit").status_code == 403


def test_a_thread_from_a_thread_is_prefilled_and_joined(client, as_viewer, make_community, make_member, make_thread):
    community = make_community()
    as_viewer(client, make_member(community))
    first = make_thread(community, title="The first question")
    secret = make_thread(make_community(visibility=Visibility.PRIVATE), title="Nobody may know")
    assert client.get(f"/ask?from=thread:{first.id}").location == f"/c/{community.slug}/ask?from=thread:{first.id}"
    page = shown(client.get(f"/c/{community.slug}/ask?from=thread:{first.id}"))
    assert f"From [The first question](/threads/{first.id}):" in page
    answer = client.post(
        f"/c/{community.slug}/ask?from=thread:{first.id}",
        data={"title": "And by day?", "body": "Same", "kind": "question"},
    )
    assert "The first question" in shown(client.get(answer.location))
    for wrong, status in ((f"thread:{secret.id}", 404), ("thread:99999", 404), ("nonsense", 422), ("ghost:1", 404)):
        assert client.get(f"/c/{community.slug}/ask?from={wrong}").status_code == status, wrong
