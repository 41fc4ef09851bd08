"""Write-ups: filled from the project, written by people, and what happens when both change."""

from __future__ import annotations

import pytest

from lhs_community.chain.queries import neighbours
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import subjects
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Stale
from lhs_community.foundation.refs import Ref
from lhs_community.library.actions.lessons import Written, draft_lesson
from lhs_community.library.models import LessonKind
from lhs_community.library.queries import drafting
from lhs_community.measures.models.measures import MeasureKind
from lhs_community.projects.actions import projects
from lhs_community.projects.charter import Charter
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import CycleState
from lhs_community.projects.queries.projects import get_project
from lhs_community.safety.guard import Consent
from lhs_community.safety.held import Held
from lhs_community.writeups.actions import write_ups as actions
from lhs_community.writeups.models import WriteUp, WriteUpVersion
from lhs_community.writeups.queries import write_ups as queries
from lhs_community.writeups.squire import Standing

NUMBER = "Her NHS number is 999 000 0018"


def lead_of(thing):
    project = db.session.get(Project, thing.project_id) if isinstance(thing, WriteUp) else thing
    return viewer_for(project.lead_id)


def section(write_up, item):
    db.session.expire_all()
    return queries.get_section(lead_of(write_up), write_up.id, item)[1]


def write(write_up, item, text):
    one = section(write_up, item)
    actions.write_part(lead_of(write_up), one.part, text, one.sources, one.part.version)


def change(project, **charter):
    fields = {"title": project.title, "problem": project.problem, **charter}
    projects.change_charter(lead_of(project), project, Charter(**fields))


def test_each_item_is_filled_from_where_the_project_says_it(make_cycle, make_measure, make_write_up):
    project = make_cycle(state=CycleState.ACTED).project
    change(project, problem="Falls at night.", aim_text="Six or fewer by March.", balancing="Bed rest.", scope="Nights")
    lead = lead_of(project)
    make_measure(lead, project.id, name="Falls", definition="All falls", values=(5, None, 4, 6) * 4)
    make_measure(lead, project.id, name="In bed", kind=MeasureKind.BALANCING, values=(5, 4, 6) * 2)
    db.session.expire_all()
    whole = queries.get_whole(lead, make_write_up(get_project(lead, project.id)).id)
    for item, words, source in (
        ("1", "Fewer falls on Fern ward", "The project’s title"),
        ("3", "Falls at night.", "The problem, from the charter"),
        ("5", "Getting to the toilet in time", "The driver diagram"),
        ("6", "Six or fewer by March.", "The aim, from the charter"),
        ("7", "Nights", "The scope, from the charter"),
        ("8", "A toilet round at five", "Change idea 1"),
        ("9", "Predicted: Half of them", "What the cycles asked and predicted"),
        ("10", "All falls", "Falls"),
        ("11", "XmR chart", "How Falls is read"),
        ("13a", "Then: adapt", "The cycles in their order"),
        ("13b", "**Falls.**", "Falls"),
        ("13e", "Bed rest.", "What might get worse, from the charter"),
        ("13e", "**In bed.**", "In bed"),
        ("13f", "4 of 16 values are missing", "The figures of Falls"),
        ("15", "Found: 11 of 14", "What was predicted, and what was found"),
        ("16", "only 6 values", "The limits of In bed"),
    ):
        found = whole.sections[item]
        assert words in found.text, item
        assert source in [one.label for one in found.sources], item
        assert all(one.url.startswith("/") for one in found.sources)
    assert whole.sections["18"].standing is Standing.EMPTY


def test_what_a_person_wrote_wins_and_is_told_when_the_source_changes(make_project, make_write_up):
    project = make_project(problem="People fall.", aim_text="Six by March.")
    write_up = make_write_up(project, **{"6": "We set out to halve falls."})
    assert section(write_up, "6").text == "We set out to halve falls."
    assert not section(write_up, "6").changed

    change(project, aim_text="Five by May.")
    assert section(write_up, "6").text == "We set out to halve falls."
    assert section(write_up, "6").changed == ["“The aim, from the charter” has changed"]
    assert section(write_up, "3").text == "People fall."

    one = section(write_up, "6")
    actions.confirm_part(lead_of(write_up), one.part, one.sources)
    assert not section(write_up, "6").changed
    change(project, aim_text="")
    assert section(write_up, "6").changed == ["“The aim, from the charter” is no longer there"]


def test_an_emptied_item_is_filled_again_and_its_versions_stay(make_write_up):
    write_up = make_write_up(**{"3": "Mine."})
    write(write_up, "3", "Mine, better.")
    write(write_up, "3", "  ")
    one = section(write_up, "3")
    assert one.text == "People fall at night."
    assert one.standing is Standing.THIN
    versions = queries.list_versions(lead_of(write_up), one.part)
    assert [version.text for version in versions] == ["", "Mine, better.", "Mine."]
    assert queries.find_version(lead_of(write_up), one.part, 3).text == "Mine, better."
    assert queries.find_version(lead_of(write_up), one.part, 99) is None


def test_two_editors_of_one_item_lose_nothing_and_of_two_items_never_meet(make_write_up):
    write_up = make_write_up()
    lead = lead_of(write_up)
    mine, theirs, other = (section(write_up, item) for item in ("3", "3", "4"))
    read = mine.part.version
    actions.write_part(lead, theirs.part, "Theirs", theirs.sources, read)
    with pytest.raises(Stale):
        actions.write_part(lead, mine.part, "Mine", mine.sources, read)
    actions.write_part(lead, other.part, "Another item", other.sources, other.part.version)
    assert section(write_up, "3").text == "Theirs"


@pytest.mark.parametrize("text", [NUMBER, "Mr Smith fell. Born 3 May 1932."])
def test_what_could_identify_somebody_is_held_and_nothing_kept(text, make_write_up):
    write_up = make_write_up()
    with pytest.raises(Held):
        write(write_up, "3", text)
    with pytest.raises(Held):
        actions.change_authors(lead_of(write_up), write_up, text, write_up.version)
    assert section(write_up, "3").text == "People fall at night."
    assert not db.session.query(WriteUpVersion).count()


def test_what_may_be_confirmed_passes_once_it_is(make_write_up):
    write_up = make_write_up()
    one, text = section(write_up, "3"), "Mrs Carter said that she rang."
    with pytest.raises(Held):
        actions.write_part(lead_of(write_up), one.part, text, (), one.part.version)
    actions.write_part(lead_of(write_up), one.part, text, (), one.part.version, Consent(confirmed=True))
    assert section(write_up, "3").text == text


@pytest.mark.parametrize(("authors", "problem"), [("a\n" * 61, "60 authors"), ("x" * 201, "200 characters")])
def test_authors_are_a_list_of_lines(authors, problem, make_write_up):
    write_up = make_write_up()
    with pytest.raises(Invalid, match=problem):
        actions.change_authors(lead_of(write_up), write_up, authors, write_up.version)
    actions.change_authors(lead_of(write_up), write_up, "  Ada  Okoro \n\n Bo Li", write_up.version)
    assert write_up.authors == "Ada Okoro\nBo Li"


def test_a_text_that_is_too_long_is_refused(make_write_up):
    with pytest.raises(Invalid, match="20000 characters"):
        write(make_write_up(), "3", "x" * 20_001)


def test_there_is_one_write_up_of_a_project(make_write_up):
    write_up = make_write_up()
    assert actions.start_write_up(lead_of(write_up), write_up.project).id == write_up.id
    assert db.session.query(EventRow).filter_by(name="writeups.write_up_started").count() == 1


def test_a_write_up_without_a_problem_cannot_be_finished(make_project, make_write_up):
    write_up = make_write_up(make_project(problem=""))
    whole = queries.get_whole(lead_of(write_up), write_up.id)
    with pytest.raises(Invalid, match="problem description"):
        actions.finish_write_up(lead_of(write_up), whole.write_up, [item.key for item in whole.meter.empty])


def test_an_unknown_item_is_not_there(make_write_up):
    with pytest.raises(NotThere):
        section(make_write_up(), "19")


def test_a_finished_write_up_is_found_and_begins_a_lesson(make_measure, make_project, make_write_up):
    project = make_project(problem="People fall at night.")
    lead = lead_of(project)
    make_measure(lead, project.id, values=(50, 52) * 6 + (20, 21) * 5)
    write_up = make_write_up(project, is_finished=True, **{"8": "We went round at five.", "16": "One ward only."})
    card = queries.write_up_index_card(write_up.id)
    assert "We went round at five." in card.body
    assert queries.all_write_up_ids() == [write_up.id]

    origin = subjects.require_card(lead, Ref("write_up", write_up.id))
    begun = drafting.gather(lead, origin).texts
    assert begun["problem"] == "People fall at night."
    assert begun["what_was_done"].startswith("We went round at five.")
    assert begun["would_do_differently"] == "One ward only."
    written = Written(title="Go round at five", kind=LessonKind.WORKED, texts=begun)
    lesson = draft_lesson(lead, project.community, written, origin.ref)
    assert drafting.facts_of(lesson).measures == 1  # the project's own, two steps back
    assert Ref("lesson", lesson.id) in [step.card.ref for step in neighbours(lead, origin.ref)]
    assert Ref("project", project.id) in [step.card.ref for step in neighbours(lead, origin.ref)]


def test_a_write_up_costs_the_same_however_much_is_written(make_write_up, make_cycle, make_measure, count_queries):
    project = make_cycle(state=CycleState.ACTED).project
    for number in range(3):
        make_measure(lead_of(project), project.id, name=f"Measure {number}")
    write_up = make_write_up(project, **{"3": "a", "4": "b", "5": "c"})
    lead = lead_of(write_up)
    db.session.expire_all()
    with count_queries(at_most=36):
        queries.get_whole(lead, write_up.id)
