"""Editing the driver diagram: moving, taking out and back, measures, two people at once, and its files."""

from __future__ import annotations

import pytest

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused, Stale
from lhs_community.measures.actions.measures import Plan, start_measure
from lhs_community.measures.models.measures import MeasureKind
from lhs_community.measures.spc.terms import Direction
from lhs_community.projects.actions import diagram, moving
from lhs_community.projects.actions.steps import undo_step
from lhs_community.projects.actions.undoing import erase_change
from lhs_community.projects.models.revisions import Revision
from lhs_community.projects.models.terms import DriverKind, IdeaStatus, StepKind
from lhs_community.projects.queries import cycles as queries, diagram as diagrams
from lhs_community.projects.queries.projects import get_diagram
from lhs_community.safety.guard import Consent

CONFIRMED = Consent(confirmed=True)


class Drawn:
    """A small diagram: two primary drivers, a secondary one that serves both, two ideas below it."""

    def __init__(self, project):
        self.project = project
        self.lead = viewer_for(project.lead_id)
        self.first, self.second = (self.driver(DriverKind.PRIMARY, name) for name in ("Toilet in time", "Causes"))
        self.shared = self.driver(DriverKind.SECONDARY, "Help is offered", [self.first.id, self.second.id])
        self.idea = diagram.add_idea(self.lead, project, "A round at five", [self.shared.id])
        self.other = diagram.add_idea(self.lead, project, "Low lights", [self.shared.id])
        db.session.flush()

    def driver(self, kind, title, primaries=()):
        return diagram.add_driver(self.lead, self.project, kind, title, primaries)

    def lines(self):
        """The list to edit as text: what stands below what, in order."""
        db.session.flush()
        db.session.expire_all()
        project = get_diagram(self.lead, self.project.id)

        def told(items, depth=0):
            for one in items:
                yield f"{'  ' * depth}{one.title}{' (again)' if one.is_again else ''}"
                yield from told(one.items, depth + 1)

        return list(told(diagrams.list_items(self.lead, project, ())))

    def undo(self, place=0):
        step = diagrams.list_steps(self.lead, self.project)[place]
        undo_step(self.lead, self.project, step)
        db.session.flush()


@pytest.fixture
def drawn(make_project):
    return Drawn(make_project())


WHOLE = [
    *("Toilet in time", "  Help is offered", "    A round at five", "    Low lights"),
    *("Causes", "  Help is offered (again)"),
]


def test_the_list_holds_each_thing_once_and_says_where_else_it_serves(drawn):
    assert drawn.lines() == WHOLE


def test_things_move_up_and_down_among_those_beside_them(drawn):
    moving.move_by(drawn.lead, drawn.project, drawn.other.key, drawn.shared.key, -1)
    moving.move_by(drawn.lead, drawn.project, drawn.second.key, "", -1)
    assert drawn.lines() == [
        *("Causes", "  Help is offered", "    Low lights", "    A round at five"),
        *("Toilet in time", "  Help is offered (again)"),
    ]
    moving.move_by(drawn.lead, drawn.project, drawn.second.key, "", -1)  # the first stays where it is
    moving.move_before(drawn.lead, drawn.project, drawn.first.key, drawn.second.key, "")
    moving.move_before(drawn.lead, drawn.project, drawn.idea.key, drawn.other.key, drawn.shared.key)
    assert drawn.lines() == WHOLE
    last = db.session.query(EventRow).order_by(EventRow.id.desc()).first()
    assert (last.name, last.payload) == ("projects.diagram_changed", {"how": "moved"})


def test_a_thing_moves_from_one_driver_to_another_and_keeps_the_rest(drawn):
    shared = drawn.shared
    moving.move_to(drawn.lead, drawn.project, drawn.idea.key, 1, shared.key, drawn.second.key)
    third = drawn.driver(DriverKind.PRIMARY, "Beds")
    moving.move_to(drawn.lead, drawn.project, shared.key, 1, drawn.first.key, third.key)
    assert drawn.lines() == [
        *("Toilet in time", "Causes", "  Help is offered", "    Low lights", "  A round at five"),
        *("Beds", "  Help is offered (again)"),
    ]
    drawn.undo()
    drawn.undo(3)  # two before that: undoing is a step itself
    assert drawn.lines() == [*WHOLE, "Beds"]


def test_what_cannot_be_is_refused_in_words(drawn):
    elsewhere = drawn.driver(DriverKind.SECONDARY, "Lights")
    for key, new in ((drawn.first, drawn.second), (elsewhere, drawn.shared), (drawn.idea, drawn.other)):
        with pytest.raises(Invalid):
            moving.move_to(drawn.lead, drawn.project, key.key, 1, "", new.key)
    for key in ("driver-999999", "nonsense", ""):
        with pytest.raises(Invalid, match="no longer in the diagram"):
            moving.move_by(drawn.lead, drawn.project, key, "", 1)
    with pytest.raises(Invalid, match="moved meanwhile"):
        moving.move_by(drawn.lead, drawn.project, drawn.idea.key, drawn.first.key, 1)
    with pytest.raises(Invalid, match="side by side"):
        moving.move_before(drawn.lead, drawn.project, drawn.idea.key, drawn.first.key, drawn.shared.key)


def test_two_people_moving_the_same_thing_do_not_overwrite_each_other(drawn):
    moving.move_to(drawn.lead, drawn.project, drawn.idea.key, 1, drawn.shared.key, drawn.first.key)
    with pytest.raises(Stale):
        moving.move_to(drawn.lead, drawn.project, drawn.idea.key, 1, drawn.shared.key, drawn.second.key)


def test_taking_a_driver_out_and_back_loses_nothing(drawn):
    diagram.remove_driver(drawn.lead, queries.get_driver(drawn.lead, drawn.shared.id))
    assert drawn.lines() == ["Toilet in time", "Causes", "A round at five", "Low lights"]
    with pytest.raises(NotThere):
        queries.get_driver(drawn.lead, drawn.shared.id)
    drawn.undo()
    assert drawn.lines() == WHOLE
    drawn.undo()  # taking back is a step that can be taken back
    assert drawn.lines() == ["Toilet in time", "Causes", "A round at five", "Low lights"]


def test_what_hangs_on_a_driver_goes_where_it_is_sent_and_comes_back(drawn):
    below = drawn.driver(DriverKind.SECONDARY, "Lights at night", [drawn.second.id])
    shared = queries.get_driver(drawn.lead, drawn.shared.id)
    with pytest.raises(Invalid, match="same layer"):
        diagram.remove_driver(drawn.lead, shared, queries.get_driver(drawn.lead, drawn.first.id))
    diagram.remove_driver(drawn.lead, shared, queries.get_driver(drawn.lead, below.id))
    assert drawn.lines() == [
        *("Toilet in time", "Causes", "  Lights at night", "    A round at five", "    Low lights")
    ]
    drawn.undo()
    assert drawn.lines() == [*WHOLE, "  Lights at night"]


def test_a_step_that_somebody_built_on_is_not_taken_back_by_itself(drawn):
    idea = queries.get_idea(drawn.lead, drawn.idea.id)
    diagram.change_idea(drawn.lead, idea, "A round at six", [drawn.shared.id], IdeaStatus.TESTING)
    diagram.change_idea(drawn.lead, idea, "A round at seven", [drawn.shared.id], IdeaStatus.TESTING)
    with pytest.raises(Invalid, match="has been changed since"):
        drawn.undo(1)
    drawn.undo(0)
    drawn.undo(2)
    idea = queries.get_idea(drawn.lead, drawn.idea.id)
    assert (idea.title, idea.status) == ("A round at five", IdeaStatus.IDEA)
    step = next(one for one in diagrams.list_steps(drawn.lead, drawn.project) if one.is_undone)
    with pytest.raises(Invalid, match="already"):
        undo_step(drawn.lead, drawn.project, step)


def test_a_tested_idea_is_not_taken_back_into_nothing(make_cycle):
    cycle = make_cycle()
    lead = viewer_for(cycle.project.lead_id)
    added = next(one for one in diagrams.list_steps(lead, cycle.project) if f"idea-{cycle.idea_id}" in one.after)
    with pytest.raises(Invalid, match="has been tested"):
        undo_step(lead, cycle.project, added)


def test_words_that_a_convenor_erased_do_not_come_back_with_a_step(drawn, make_member):
    convenor = make_member(drawn.project.community, "convenor")
    idea = queries.get_idea(drawn.lead, drawn.idea.id)
    diagram.change_idea(drawn.lead, idea, "The round of Mrs A", [drawn.shared.id], IdeaStatus.IDEA, consent=CONFIRMED)
    diagram.change_idea(drawn.lead, idea, "A round at six", [drawn.shared.id], IdeaStatus.IDEA)
    db.session.flush()
    erased = next(one for one in db.session.query(Revision) if one.before == "The round of Mrs A")
    erase_change(convenor, erased)
    db.session.flush()
    steps = diagrams.list_steps(drawn.lead, drawn.project)
    assert "Mrs A" not in str([(one.before, one.after) for one in steps])
    assert steps[0].is_undone


def _measure(drawn, name="Falls"):
    plan = Plan(name=name, kind=MeasureKind.OUTCOME, direction=Direction.DECREASE)
    return start_measure(drawn.lead, drawn.project.id, plan)


def test_the_aim_and_drivers_know_their_measures_and_nobody_elses(drawn, make_project):
    mine, second = _measure(drawn), _measure(drawn, "Rounds done")
    theirs = _measure(Drawn(make_project()))
    first = queries.get_driver(drawn.lead, drawn.first.id)
    diagram.change_driver(drawn.lead, first, DriverKind.PRIMARY, first.title, measures=[second.id])
    assert [one.measure_id for one in first.measures] == [second.id]
    with pytest.raises(Invalid, match="measures of this project"):
        diagram.change_driver(drawn.lead, first, DriverKind.PRIMARY, first.title, measures=[theirs.id])
    diagram.measure_aim(drawn.lead, drawn.project, [mine.id], [])
    # Somebody who opened the form before that, and ticked another one, takes nothing away.
    diagram.measure_aim(drawn.lead, drawn.project, [second.id], [])
    assert [one.measure_id for one in drawn.project.aim_measures] == [mine.id, second.id]
    drawn.undo()
    drawn.undo(2)
    db.session.expire_all()
    assert get_diagram(drawn.lead, drawn.project.id).aim_measures == []


def test_readers_move_and_undo_nothing(drawn, make_member):
    reader = make_member(drawn.project.community)
    [step] = diagrams.list_steps(drawn.lead, drawn.project, limit=1)
    assert diagrams.list_steps(reader, drawn.project) == []
    with pytest.raises(NotThere):
        diagrams.get_step(reader, drawn.project, step.id)
    for act in (
        lambda: moving.move_by(reader, drawn.project, drawn.first.key, "", 1),
        lambda: moving.move_before(reader, drawn.project, drawn.second.key, drawn.first.key, ""),
        lambda: moving.move_to(reader, drawn.project, drawn.idea.key, 1, drawn.shared.key, drawn.first.key),
        lambda: undo_step(reader, drawn.project, step),
        lambda: diagram.measure_aim(reader, drawn.project, [], []),
    ):
        with pytest.raises(Refused):
            act()


def test_the_page_shows_everybody_the_diagram_and_only_the_team_its_forms(drawn, client, sign_in, make_person):
    url, at = f"/projects/{drawn.project.id}/diagram", f"?at={drawn.shared.key}"
    lead = db.session.get(Person, drawn.project.lead_id)
    guest = client.get(f"{url}{at}").text
    assert "Help is offered" in guest
    assert "Take out" not in guest
    sign_in(client, make_person())
    assert "Take out" not in client.get(f"{url}{at}").text
    sign_in(client, lead)
    assert "Take out" in client.get(f"{url}{at}").text
    for key in (drawn.idea.key, "aim", "driver-999999", "nonsense"):
        assert client.get(f"{url}?at={key}").status_code == 200


def test_everything_is_done_with_plain_forms(drawn, client, sign_in):
    project_id, shared_id, first_id = drawn.project.id, drawn.shared.id, drawn.first.id
    shared, idea, other = drawn.shared.key, drawn.idea.key, drawn.other.key
    url = f"/projects/{project_id}/diagram"
    sign_in(client, db.session.get(Person, drawn.project.lead_id))
    moved = client.post(f"{url}/move", data={"thing": other, "do": "up", "under": shared, "at": other})
    assert moved.location == f"{url}?at={other}#{other}"
    to_first = {"thing": idea, "do": "to", "under": shared, "to": f"driver-{first_id}"}
    assert client.post(f"{url}/move", data={**to_first, "version": "1"}).status_code == 303
    assert client.post(f"{url}/move", data={**to_first, "version": "1"}).status_code == 303
    assert "Somebody else saved this" in client.get(url).text  # the second was made from an older version
    for nonsense in ({}, {"thing": idea, "do": "dance"}, {"thing": "x", "do": "up"}):
        assert client.post(f"{url}/move", data=nonsense).location == url
    asked = client.get(f"/drivers/{shared_id}/remove").text
    assert "Low lights" in asked
    assert "waits for a new place" in asked
    assert client.post(f"/drivers/{shared_id}/remove").status_code == 422
    assert client.post(f"/drivers/{shared_id}/remove", data={"move_to": "99999"}).status_code == 422
    assert client.post(f"/drivers/{shared_id}/remove", data={"move_to": "none"}).status_code == 303
    page = client.get(url).text
    assert "serves no driver yet" in page
    step = diagrams.list_steps(drawn.lead, get_diagram(drawn.lead, project_id))[0]
    assert step.kind is StepKind.REMOVED
    assert client.post(f"{url}/undo", data={"step": step.id}).status_code == 303
    assert "serves no driver yet" not in client.get(url).text
    assert client.post(f"{url}/undo", data={"step": "1234567"}).status_code == 404


def test_a_name_can_be_brought_along_and_a_form_stays_where_it_was(drawn, client, sign_in):
    url = f"/projects/{drawn.project.id}"
    sign_in(client, db.session.get(Person, drawn.project.lead_id))
    assert 'value="Nobody hears the bell"' in client.get(f"{url}/drivers/new?title=Nobody+hears+the+bell").text
    assert 'value="Louder bell"' in client.get(f"{url}/ideas/new?title=Louder+bell").text
    added = client.post(f"{url}/drivers/new?at={drawn.first.key}", data={"title": "Beds", "kind": "primary"})
    assert added.location == f"{url}/diagram?at={drawn.first.key}#{drawn.first.key}"
    held = client.post(f"{url}/ideas/new", data={"title": "NHS number 999 000 0018", "status": "idea"})
    assert held.status_code == 422


def test_the_drawing_is_saved_as_svg_and_png(drawn, client, make_project):
    diagram.add_idea(drawn.lead, drawn.project, "Signs < 3 & > 1 \x07metre", [drawn.shared.id])
    db.session.commit()
    url, empty = f"/projects/{drawn.project.id}/diagram", make_project().id
    svg = client.get(f"{url}.svg")
    assert svg.content_type == "image/svg+xml; charset=utf-8"
    assert svg.text.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "metre" in svg.text
    assert "attachment" in svg.headers["Content-Disposition"]
    png = client.get(f"{url}.png")
    assert (png.content_type, png.data[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    assert client.get(f"/projects/{empty}/diagram.svg", check=False).status_code == 404


def test_a_closed_diagram_is_not_there(client, make_project, make_community):
    drawn = Drawn(make_project(make_community(visibility=Visibility.PRIVATE)))
    for ending in ("", ".svg", ".png"):
        answer = client.get(f"/projects/{drawn.project.id}/diagram{ending}", check=False)
        assert answer.status_code in (303, 404)
        assert "Help is offered" not in answer.text


def test_a_diagram_costs_the_same_however_large_it_is(drawn, count_queries):
    for number in range(30):
        diagram.add_idea(drawn.lead, drawn.project, f"Idea {number}", [drawn.shared.id])
    db.session.flush()
    db.session.expire_all()
    lead, project_id = drawn.lead, drawn.project.id
    with count_queries(at_most=12):
        project = get_diagram(lead, project_id)
        diagrams.list_items(lead, project, diagrams.list_measures(lead, project))
