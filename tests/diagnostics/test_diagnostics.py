"""Diagnostics of a project: who may, what is kept, two people at once, earlier versions, files."""

from __future__ import annotations

import re

import pytest

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.diagnostics import actions, policy, queries
from lhs_community.diagnostics.models import Diagnostic, DiagnosticKind
from lhs_community.foundation import subjects
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused, Stale
from lhs_community.foundation.refs import Ref
from tests.make.people import add_to

NUMBER = "NHS number 999 000 0018"
LINES = "People\n  Too few\nEquipment\n  Bells out of reach"


@pytest.fixture
def project(make_project):
    return make_project()


@pytest.fixture
def lead(project):
    return viewer_for(project.lead_id)


@pytest.fixture
def make_diagnostic(lead, project):
    """`make_diagnostic(kind=, title=, text=)`: one of the lead's project."""

    def make(kind=DiagnosticKind.FISHBONE, title="Falls at night", text=LINES):
        made = actions.start_diagnostic(lead, project.id, kind, title, text)
        return queries.get_diagnostic(lead, made.id)

    return make


def last_event():
    return db.session.query(EventRow).filter(EventRow.name.startswith("diagnostics.")).order_by(EventRow.id.desc())[0]


def test_one_is_begun_kept_and_linked_with_its_project(lead, project, make_diagnostic):
    made = make_diagnostic()
    assert (made.title, made.text, made.version) == ("Falls at night", LINES, 1)
    assert last_event().payload == {"project_id": project.id, "kind": "fishbone"}
    card = subjects.card(lead, Ref("diagnostic", made.id))
    assert (card.kind_label, card.url) == ("Fishbone", f"/diagnostics/{made.id}")
    assert "Bells out of reach" in queries.diagnostic_index_card(made.id).body
    assert queries.all_diagnostic_ids() == [made.id]


@pytest.mark.parametrize(
    ("title", "text", "field"),
    [("x", LINES, "title"), ("Falls", " \n ", "text"), ("Falls", "x" * 200, "text"), ("Falls", "a\n" * 6_001, "text"),
     (NUMBER, LINES, "title"), ("Falls", f"People\n  {NUMBER}", "text")],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_at_its_field(title, text, field, lead, project, make_diagnostic):
    made = make_diagnostic()
    for act in (
        lambda: actions.start_diagnostic(lead, project.id, DiagnosticKind.FISHBONE, title, text),
        lambda: actions.change_diagnostic(lead, made, title, text),
    ):
        with pytest.raises(Invalid) as refused:
            act()
        assert refused.value.field == field


def test_each_save_is_a_version_that_can_be_set_back(lead, make_diagnostic):
    made = make_diagnostic()
    actions.change_diagnostic(lead, made, "Falls by day", "People\n  Enough", version=1)
    with pytest.raises(Stale):
        actions.change_diagnostic(lead, made, "Falls", LINES, version=1)
    actions.restore_version(lead, made, queries.get_version(lead, made, 1))
    assert (made.title, made.text, made.version) == ("Falls at night", LINES, 3)
    assert last_event().payload["restored"] == 1
    assert [one.number for one in queries.list_versions(lead, made)] == [3, 2, 1]
    with pytest.raises(NotThere):
        queries.get_version(lead, made, 9)


def test_what_is_taken_out_is_seen_by_the_team_alone_and_comes_back(lead, project, make_diagnostic, make_member):
    made, reader = make_diagnostic(), make_member(project.community)
    actions.remove_diagnostic(lead, made)
    db.session.flush()
    assert queries.list_diagnostics(lead, project.id) == []
    assert [one.id for one in queries.project_panel(lead, project.id)["removed"]] == [made.id]
    assert queries.project_panel(reader, project.id) is None
    assert queries.diagnostic_index_card(made.id) is None
    assert subjects.cards(reader, [Ref("diagnostic", made.id)]) == {}
    with pytest.raises(NotThere):
        queries.get_diagnostic(reader, made.id)
    actions.put_back(lead, queries.get_diagnostic(lead, made.id))
    db.session.flush()
    assert [one.id for one in queries.list_diagnostics(reader, project.id)] == [made.id]


def test_small_counts_are_put_together_and_only_the_team_sees_what_was_before(
    lead, project, make_diagnostic, make_member
):
    made = make_diagnostic(DiagnosticKind.PARETO, "Why people wait", "No porter, 41\nRare thing, 2\nOther, 3")
    actions.combine_small(lead, made)
    assert "Rare thing" not in made.text
    with pytest.raises(NotThere):
        queries.list_versions(make_member(project.community), made)
    with pytest.raises(Invalid, match="Pareto"):
        actions.combine_small(lead, make_diagnostic())


def test_readers_who_are_not_on_the_team_change_nothing(project, make_diagnostic, make_member):
    made, reader = make_diagnostic(), make_member(project.community)
    version = queries.list_versions(viewer_for(project.lead_id), made)[0]
    for act in (
        lambda: actions.start_diagnostic(reader, project.id, DiagnosticKind.WHYS, "Falls", LINES),
        lambda: actions.change_diagnostic(reader, made, "Falls", LINES),
        lambda: actions.restore_version(reader, made, version),
        lambda: actions.remove_diagnostic(reader, made),
        lambda: actions.put_back(reader, made),
        lambda: actions.combine_small(reader, made),
    ):
        with pytest.raises(Refused):
            act()
    assert not queries.may_edit(reader, made.id)


@pytest.mark.parametrize("visibility", Visibility)
def test_the_rule_and_its_sql_agree(visibility, make_community, make_project, make_member, make_person):
    project = make_project(make_community(visibility=visibility))
    lead = viewer_for(project.lead_id)
    made = actions.start_diagnostic(lead, project.id, DiagnosticKind.FISHBONE, "Falls", LINES)
    for viewer in (lead, make_member(project.community), make_member(), viewer_for(make_person().id)):
        found = db.session.query(Diagnostic).filter(policy.readable_by(viewer)).all()
        assert (made in found) == policy.may_read(viewer, made)


def test_a_list_costs_the_same_however_long_it_is(lead, project, make_diagnostic, count_queries):
    for _ in range(5):
        make_diagnostic()
    db.session.flush()
    project_id = project.id
    db.session.expire_all()
    with count_queries(at_most=1):
        queries.list_diagnostics(lead, project_id)


def person(viewer):
    return db.session.get(Person, viewer.id)


@pytest.mark.parametrize("kind", DiagnosticKind)
def test_each_kind_is_looked_at_first_then_saved_and_taken_away_as_a_file(kind, lead, project, client, sign_in):
    text = {"pareto": "A, 40\nB, 12\nC, 2"}.get(kind.value, "Nurse: Takes the bell\n  No: waits")
    url = f"/projects/{project.id}/diagnostics/new?kind={kind.value}"
    sign_in(client, person(lead))
    assert "An example" in client.get(url).text
    typed = {"title": "Falls & bells", "text": text}
    look = client.post(url, data={**typed, "look": "y"})
    assert look.status_code == 200
    assert "<svg" in look.text
    assert db.session.query(Diagnostic).count() == 0
    page = client.post(url, data=typed).location
    assert "<svg" in client.get(page).text
    assert "Falls &amp; bells" in client.get(f"/projects/{project.id}").text
    svg, png = client.get(f"{page}.svg"), client.get(f"{page}.png")
    assert svg.text.startswith("<svg")
    assert 'xmlns="http://www.w3.org/2000/svg"' in svg.text
    assert png.data[:8] == b"\x89PNG\r\n\x1a\n"


def test_what_cannot_be_read_comes_back_with_all_that_was_typed(lead, project, client, sign_in):
    url = f"/projects/{project.id}/diagnostics/new?kind=pareto"
    sign_in(client, person(lead))
    for more in ({}, {"look": "y"}):
        answer = client.post(url, data={"title": "Waits", "text": "No porter: forty", **more})
        assert answer.status_code == 422
        assert "Line 1: write a cause" in answer.text
        assert "No porter: forty" in answer.text
    assert client.post(url, data={"title": "", "text": ""}).status_code == 422
    assert client.get(f"/projects/{project.id}/diagnostics/new?kind=horoscope", check=False).status_code == 404
    preview = client.post("/diagnostics/preview", data={"kind": "pareto", "title": "x", "text": "A, 3"})
    assert "<svg" in preview.text
    assert "Line 1" in client.post("/diagnostics/preview", data={"kind": "pareto", "text": "A"}).text


def test_two_people_see_both_versions(app, lead, project, client, sign_in, make_diagnostic, make_person):
    made = make_diagnostic()
    convenor = make_person(name="Dot Carer")
    add_to(project.community, convenor, "convenor")
    url = f"/diagnostics/{made.id}/change"
    sign_in(client, person(lead))
    other = app.test_client()
    sign_in(other, convenor)

    def hidden(page):
        return {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text).group(1)
                for name in ("version", "as_read", "submission_token")}  # fmt: skip

    mine, theirs = hidden(client.get(url)), hidden(other.get(url))
    assert other.post(url, data={"title": "Falls", "text": LINES + "\nBell", **theirs}).status_code == 303
    conflict = client.post(url, data={"title": "Falls at night", "text": LINES + "\nFloor", **mine})
    assert conflict.status_code == 422
    assert "Dot Carer" in conflict.text
    assert "Bell" in conflict.text
    assert "Floor" in conflict.text


def test_versions_are_compared_and_set_back_on_their_page(lead, client, sign_in, make_diagnostic):
    made = make_diagnostic(DiagnosticKind.WHYS, "A fall", "No bell\nCord too short\n! Cut after cleaning")
    url = f"/diagnostics/{made.id}"
    sign_in(client, person(lead))
    assert "title=Cut%20after%20cleaning" in client.get(url).text
    made = queries.get_diagnostic(lead, made.id)
    actions.change_diagnostic(lead, made, "A fall", "No bell\nCord too long")
    db.session.commit()
    page = client.get(f"{url}/versions").text
    assert "<ins>" in page
    assert "<del>" in page
    assert client.post(f"{url}/versions/1").location == url
    assert "Cut after cleaning" in client.get(url).text
    assert client.post(f"{url}/do", data={"do": "remove"}).status_code == 303
    assert "Put it back" in client.get(url).text
    assert client.post(f"{url}/do", data={"do": "put_back"}).status_code == 303
    assert client.post(f"{url}/do", data={"do": "dance"}).status_code == 422


def test_markup_stays_text_in_page_and_drawing(lead, client, sign_in, make_diagnostic):
    evil = "<script>alert(1)</script>"
    made = make_diagnostic(title=f"T {evil}", text=f"{evil}\n  {evil}")
    sign_in(client, person(lead))
    for ending in ("", ".svg", "/versions", "/change"):
        assert evil not in client.get(f"/diagnostics/{made.id}{ending}").text
