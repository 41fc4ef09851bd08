"""The pages of topics, through the client."""

from __future__ import annotations

import pytest

from lhs_community.accounts.models import SiteRole
from lhs_community.communities.models import Visibility
from lhs_community.foundation.database import db
from lhs_community.topics import queries
from lhs_community.topics.actions import curating
from tests.discussions.pages import NHS_NUMBER, shown
from tests.discussions.test_asking import token_of


@pytest.fixture
def curator(make_member):
    return make_member(site_roles=(SiteRole.CURATOR,))


def test_a_reader_finds_topics_by_any_word(client, as_viewer, make_thread, make_member, curator):
    curating.add_topic(curator, "emergency department", "The front door", ["A&E"])
    make_thread(title="How long is too long?", tags=["A&E"])
    as_viewer(client, make_member())
    page = shown(client.get("/topics"))
    assert "emergency department" in page
    assert "A&amp;E" in page
    assert client.get("/topics/a-and-e").location == "/topics/emergency-department"
    page = shown(client.get("/topics/emergency-department"))
    for words in ("Also called A&amp;E", "The front door", "How long is too long?", "Follow this topic"):
        assert words in page
    assert "Manage" not in page
    assert "How long is too long?" in shown(client.get("/threads?tag=A%26E"))
    assert "A&amp;E → </span>emergency department" in shown(client.get("/tags/suggest?q=a%26", check=False))
    assert "emergency department" in shown(client.get("/ask?")).split("<datalist")[1]


def test_a_topic_is_followed(client, as_viewer, make_member, curator):
    topic = curating.add_topic(curator, "falls")
    as_viewer(client, make_member())
    chosen = {"level": "follow", "next": "/topics/falls"}
    assert client.post(f"/follow/topic/{topic.id}", data=chosen).status_code == 303
    assert "Following" in shown(client.get("/topics/falls"))


def test_who_is_no_curator_is_refused_and_sees_no_closed_tag(
    client, as_viewer, make_community, make_member, make_thread
):
    closed = make_community(visibility=Visibility.PRIVATE)
    make_thread(closed, tags=["nightjar"])
    make_thread(tags=["heron"])
    as_viewer(client, make_member())
    for path in ("/tags/queue", "/tags/new", "/tags/import", "/topics/heron/change", "/topics/heron/merge"):
        assert client.get(path, check=False).status_code == 403, path
    for path in ("/topics/nightjar", "/topics/nightjar/change", "/topics/nightjar/merge"):
        assert client.get(path, check=False).status_code == 404, path
    assert client.post("/topics/nightjar/list", data={"do": "accept"}, check=False).status_code == 404
    assert client.post("/topics/heron/list", data={"do": "accept"}, check=False).status_code == 403
    assert client.post("/tags/merges/1/undo", check=False).status_code == 403


def test_the_queue_is_worked_through(client, as_viewer, make_community, make_member, make_thread, curator):
    closed = make_community(visibility=Visibility.CONFIDENTIAL)
    make_thread(closed, tags=["nightjar", "heron"])
    for tag in ("heron", "bittern", "stork"):
        make_thread(tags=[tag])
    as_viewer(client, curator)
    page = shown(client.get("/tags/queue"))
    assert "nightjar" not in page
    assert [(row.label, row.use.count) for row in queries.list_suggested(curator)] == [
        ("bittern", 1), ("heron", 1), ("stork", 1),
    ]  # fmt: skip
    assert "3 tags wait" in shown(client.get("/"))
    client.post("/topics/heron/list", data={"do": "accept", "back": "queue"})
    client.post("/topics/stork/list", data={"do": "retire", "back": "queue"})
    answer = client.post("/topics/bittern/merge", data={"into": "Heron"})
    assert (answer.status_code, answer.location) == (303, "/topics/heron")
    page = shown(client.get("/topics/heron"))
    assert "Merged into this" in page
    merge = queries.list_merges(curator, queries.get_topic(curator, "heron").topic)[0]
    assert client.post(f"/tags/merges/{merge.id}/undo").status_code == 303
    page = shown(client.get("/tags/queue"))
    assert "bittern" in page
    assert "Declined, or taken off the list" in page
    assert client.post("/topics/heron/list", data={"do": "nonsense"}, check=False).status_code == 422


def test_what_cannot_be_saved_comes_back_with_what_was_typed(client, as_viewer, curator):
    curating.add_topic(curator, "falls")
    as_viewer(client, curator)
    for path, field in (("/tags/new", "label"), ("/topics/falls/change", "label"), ("/topics/falls/merge", "into")):
        empty = client.post(path, data={field: "", "description": "kept words"})
        assert empty.status_code == 422, path
    typed = {"label": "sepsis", "description": f"Ring {NHS_NUMBER}", "synonyms": "kept words"}
    answer = client.post("/tags/new", data=typed)
    assert answer.status_code == 422
    assert "kept words" in shown(answer)
    assert queries.find_topic(curator, "sepsis") is None
    assert client.post("/tags/new", data={"label": "x" * 41}).status_code == 422
    assert client.post("/topics/falls/merge", data={"into": "no such topic"}).status_code == 422
    hostile = "<img src=x onerror=alert(1)>"
    assert client.post("/tags/new", data={"label": hostile, "description": hostile}).status_code == 303
    assert "<img" not in shown(client.get("/topics"))


def test_a_topic_sent_twice_is_added_once(client, as_viewer, curator):
    as_viewer(client, curator)
    token = token_of(client.get("/tags/new"))
    sent = [client.post("/tags/new", data={"label": "falls", "submission_token": token}) for _ in range(2)]
    assert [one.location for one in sent] == ["/topics/falls"] * 2


def test_a_list_is_imported_after_a_look_and_exported_again(client, as_viewer, make_thread, curator):
    curating.add_topic(curator, "emergency department", synonyms=["ED"])
    make_thread(tags=["sepsis"])
    as_viewer(client, curator)
    wrong = "falls,ED\nsepsis\nsepsis\n"
    answer = client.post("/tags/import", data={"sheet": wrong, "do": "import"})
    assert answer.status_code == 422
    for words in ("Row 1: “ED” means “emergency department” already", "Row 3: “sepsis” stands in row 2 too"):
        assert words in shown(answer)
    assert "falls" not in [row.label for row in queries.list_topics(curator)]

    good = "topic,other words,description\nfalls,slips; trips,=cmd()\nsepsis,,\nemergency department,A&E,\n"
    look = client.post("/tags/import", data={"sheet": good, "do": "preview"})
    assert look.status_code == 200
    for words in ("New on the list", "Accepts the suggestion", "Adds to “emergency department”", "Import 3 topics"):
        assert words in shown(look)
    assert not queries.get_topic(curator, "sepsis").topic.is_controlled
    assert client.post("/tags/import", data={"sheet": good, "do": "import"}).status_code == 303
    again = client.post("/tags/import", data={"sheet": good, "do": "import"})
    assert again.status_code == 303
    db.session.expire_all()
    assert queries.get_topic(curator, "a-and-e").others == ["ED", "A&E"]
    answer = client.get("/tags/list.csv", check=False)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert shown(answer).splitlines() == [
        "topic,other words,description", "emergency department,ED; A&E,", "falls,slips; trips,'=cmd()", "sepsis,,",
    ]  # fmt: skip
    assert client.post("/tags/import", data={"sheet": f"falls,,call {NHS_NUMBER}", "do": "import"}).status_code == 422
    assert client.post("/tags/import", data={"sheet": "", "do": "preview"}).status_code == 422
