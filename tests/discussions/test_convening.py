"""What the asker and the convenors do with a thread, and the queue."""

from __future__ import annotations

from datetime import timedelta

from lhs_community.foundation import clock
from tests.discussions.pages import NHS_NUMBER, shown
from tests.make.discussions import post_number


def test_an_answer_is_marked_and_stands_at_the_top(client, as_viewer, make_community, make_member, make_thread):
    community = make_community()
    asker = make_member(community)
    thread = make_thread(community, asker, replies=["We go round at four"])
    post = post_number(thread, 2)
    as_viewer(client, make_member(community))
    assert "This is what worked" not in shown(client.get(f"/threads/{thread.id}"))
    assert client.post(f"/posts/{post.id}/accept", data={"do": "accept"}).status_code == 403
    as_viewer(client, asker)
    assert client.post(f"/posts/{post.id}/accept", data={"do": "accept"}).location == f"/threads/{thread.id}#post-2"
    page = shown(client.get(f"/threads/{thread.id}"))
    assert "What worked" in page
    assert "Answered" in page
    assert client.post(f"/posts/{post.id}/accept", data={"do": "rubbish"}).status_code == 422
    client.post(f"/posts/{post.id}/accept", data={"do": "unaccept"})
    assert "app-worked" not in shown(client.get(f"/threads/{thread.id}"))


def test_a_convenor_works_through_the_queue(client, as_viewer, make_community, make_member, make_thread):
    community, other = make_community(name="Falls group"), make_community(name="Other group")
    convenor = make_member(community, "convenor")
    as_viewer(client, convenor)
    with clock.at(clock.now() - timedelta(hours=49)):
        late = make_thread(community, title="Waits too long")
    fresh = make_thread(community, title="Waits a little")
    make_thread(community, title="Has replies", replies=["One way"])
    make_thread(other, title="Not mine to convene")
    page = shown(client.get("/queue"))
    assert page.index("Waits too long") < page.index("Waits a little") < page.index("Has replies")
    assert page.count("Overdue") == 1
    assert "Not mine to convene" not in page
    assert f"/threads/{late.id}#reply" in page
    assert "Waits too long" in shown(client.get(f"/c/{community.slug}/queue"))
    assert "2 questions wait for a reply" in shown(client.get(f"/c/{community.slug}"))
    home = shown(client.get("/"))
    assert "Waits too long" in home
    as_viewer(client, make_member(community))
    assert client.get("/queue").status_code == 403
    assert client.get(f"/c/{community.slug}/queue").status_code == 403
    assert fresh.is_unanswered


def test_a_convenor_pins_summarises_closes_and_reopens(client, as_viewer, make_community, make_member, make_thread):
    community = make_community()
    thread = make_thread(community, title="About bells", replies=["One way"])
    as_viewer(client, make_member(community, "convenor"))
    for path in ("summarise", "close"):
        client.get(f"/threads/{thread.id}/{path}")
        assert client.post(f"/threads/{thread.id}/{path}", data={"body": "", "said": ""}).status_code == 422
        typed = dict.fromkeys(("body", "said"), f"About {NHS_NUMBER}")
        held = client.post(f"/threads/{thread.id}/{path}", data=typed)
        assert held.status_code == 422
        assert f"About {NHS_NUMBER}" in shown(held)
    assert client.post(f"/threads/{thread.id}/pin", data={"do": "pin"}).status_code == 303
    for words in ("An early view", "All *agree* on bells"):
        assert client.post(f"/threads/{thread.id}/summarise", data={"said": words, "body": words}).status_code == 303
    client.post(f"/threads/{thread.id}/close", data={"body": "Taken into the ward's **rounds**"})
    page = shown(client.get(f"/threads/{thread.id}"))
    for words in ("Pinned", "All <em>agree</em> on bells", "<strong>rounds</strong>", "Closed by", "Earlier summaries"):
        assert words in page
    assert 'id="reply"' not in page
    assert "An early view" in shown(client.get(f"/threads/{thread.id}/summaries"))
    client.post(f"/threads/{thread.id}/reopen")
    assert 'id="reply"' in shown(client.get(f"/threads/{thread.id}"))
