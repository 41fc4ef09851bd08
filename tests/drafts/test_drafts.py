"""What somebody is still writing is kept for them alone, until it is sent, discarded or old."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lhs_community.accounts.current import guest
from lhs_community.drafts import actions, policy, queries
from lhs_community.foundation import clock
from lhs_community.foundation.errors import Conflict, Invalid, NotThere
from tests.discussions.pages import NHS_NUMBER, shown

FORM = {"draft_key": "reply:7", "draft_page": "/threads/7"}


def _count(viewer) -> int:
    return len(queries.list_drafts(viewer))


def test_a_draft_is_its_authors_alone_and_rule_and_sql_agree(make_member, make_community):
    community = make_community()
    people = [make_member(community), make_member(community, "convenor"), guest()]
    kept = actions.keep_draft(people[0], "reply:7", "/threads/7", {"body": "Half a thought"})
    for person in people:
        listed = kept in queries.list_drafts(person)
        assert listed is policy.may_read(person, kept) is (person is people[0])
        if not listed:
            with pytest.raises(NotThere):
                queries.get_draft(person, kept.id)


def test_two_devices_that_differ_are_told_and_nothing_is_overwritten(make_member):
    person = make_member()
    first = actions.keep_draft(person, "reply:7", "/threads/7", {"body": "From the desk"}, version=0)
    assert actions.keep_draft(person, "reply:7", "/threads/7", {"body": "From the desk, on"}, version=1) is first
    with pytest.raises(Conflict):
        actions.keep_draft(person, "reply:7", "/threads/7", {"body": "From the phone"}, version=1)
    assert queries.get_draft(person, first.id).fields == {"body": "From the desk, on"}
    assert actions.keep_draft(person, "reply:7", "/threads/7", {"body": "By button"}).version == 3


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("", {"body": "No form"}),
        ("k" * 161, {"body": "Too long a name"}),
        ("reply:7", {"body": "x" * 60_001}),
        ("reply:7", {f"field{number}": "x" for number in range(61)}),
        ("reply:7", {"body": f"NHS number {NHS_NUMBER}"}),
    ],
)
def test_what_is_too_long_or_identifies_somebody_is_not_kept(make_member, key, fields):
    person = make_member()
    with pytest.raises(Invalid):
        actions.keep_draft(person, key, "/threads/7", fields)
    assert _count(person) == 0


def test_drafts_are_swept_after_sixty_days(make_member):
    person = make_member()
    with clock.at(clock.now() - timedelta(days=61)):
        actions.keep_draft(person, "reply:1", "/threads/1", {"body": "Forgotten"})
    actions.keep_draft(person, "reply:2", "/threads/2", {"body": "Fresh"})
    actions.sweep_drafts()
    assert [kept.key for kept in queries.list_drafts(person)] == ["reply:2"]


def test_a_page_saves_and_is_told_of_versions_conflicts_and_refusals(client, as_viewer, make_member):
    person = make_member()
    as_viewer(client, person)
    saved = client.post("/drafts", data=FORM | {"body": "One", "draft_version": "0", "guard_reason": "x"})
    assert saved.status_code == 200
    assert saved.json["version"] == 1
    assert queries.find_draft(person, "reply:7").fields == {"body": "One"}
    other = client.post("/drafts", data=FORM | {"body": "Two", "draft_version": "0"})
    assert other.status_code == 409
    assert other.json["fields"] == {"body": "One"}
    held = client.post("/drafts", data=FORM | {"body": f"NHS number {NHS_NUMBER}", "draft_version": "1"})
    assert held.status_code == 422
    assert NHS_NUMBER not in held.json["error"]
    unnamed = client.post("/drafts", data=FORM | {"body": "Secretly", "is_anonymous": "y", "draft_version": "1"})
    assert unnamed.status_code == 422
    for odd in ("x", "-1", "9" * 30):
        assert client.post("/drafts", data=FORM | {"body": "By button\x00", "draft_version": odd}).status_code == 200
    assert queries.find_draft(person, "reply:7").fields == {"body": "By button"}
    assert client.post("/drafts", data=FORM | {"draft_page": "//evil.example/", "body": "Three"}).status_code == 200
    assert queries.find_draft(person, "reply:7").page == "/"


def test_without_scripts_a_draft_is_saved_listed_opened_discarded_and_gone_once_it_is_sent(
    client, as_viewer, make_community, make_member, make_thread
):
    community = make_community()
    person = make_member(community)
    thread = make_thread(community)
    as_viewer(client, person)
    where = f"/threads/{thread.id}"
    form = {"draft_key": f"reply:{thread.id}", "draft_page": f"{where}?page=1", "body": "Half an <answer>"}
    assert client.post(f"{where}/reply", data=form | {"save_draft": "y"}).location.startswith("/drafts#draft-")
    kept = queries.find_draft(person, f"reply:{thread.id}")
    listed = shown(client.get("/drafts"))
    assert "Half an" in listed
    assert f'href="{where}?page=1&amp;draft={kept.id}"' in listed
    opened = shown(client.get(f"{where}?page=1&draft={kept.id}"))
    assert "Half an &lt;answer&gt;</textarea>" in opened
    assert "You have a draft of" in shown(client.get(where))
    assert "1 draft of yours" in shown(client.get("/"))
    assert client.post(f"{where}/reply", data=form | {"body": ""}).status_code == 422
    assert _count(person) == 1  # what was refused is still a draft
    assert client.post(f"{where}/reply", data=form | {"body": "A whole answer"}).status_code == 303
    assert _count(person) == 0
    again = actions.keep_draft(person, "ask:x", "/ask", {"title": "Another"})
    stranger = make_member(community)
    as_viewer(client, stranger)
    assert client.get(f"/ask?draft={again.id}").status_code == 404
    assert client.post(f"/drafts/{again.id}/discard").status_code == 404
    as_viewer(client, person)
    assert client.post(f"/drafts/{again.id}/discard").status_code == 303
    assert _count(person) == 0
