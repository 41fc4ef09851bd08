"""What changes a measure: it works, who may not, what was recorded; readings are never lost."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from lhs_community.chain import queries as chain
from lhs_community.chain.models import Relation
from lhs_community.communities.models import Visibility
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.measures import datasheet
from lhs_community.measures.actions import taking
from lhs_community.measures.actions.measures import Plan, change_measure, start_measure
from lhs_community.measures.actions.notes import annotate_measure, rebase_measure, remove_annotation, remove_rebase
from lhs_community.measures.actions.readings import add_readings
from lhs_community.measures.models.measures import Measure, MeasureKind
from lhs_community.measures.models.readings import Batch, Reading, Way
from lhs_community.measures.queries import measures as queries
from lhs_community.measures.queries.figures import current_readings, list_replaced
from lhs_community.measures.spc.terms import Direction
from lhs_community.safety.held import Held
from tests.make.measures import figures

PLAN = Plan("Falls each month", MeasureKind.OUTCOME, Direction.DECREASE)


def recorded(name):
    return db.session.scalars(select(EventRow).where(EventRow.name == name).order_by(EventRow.id)).all()


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_measure_is_started_and_linked_to_its_project(make_team):
    team = make_team()
    measure = start_measure(team.lead, team.project_id, PLAN)
    assert measure.community_id == team.community.id
    linked = chain.results_of(team.lead, Ref("project", team.project_id), Relation.MEASURED_BY)
    assert [card.ref for card in linked] == [Ref("measure", measure.id)]
    (event,) = recorded("measures.measure_started")
    assert (event.subject_id, event.payload) == (measure.id, {"project_id": team.project_id, "kind": "outcome"})


def test_who_may_not_work_on_the_project_cannot_measure_it(make_team, make_member):
    open_team, private_team = make_team(), make_team(Visibility.PRIVATE)
    with pytest.raises(Refused):
        start_measure(make_member(), open_team.project_id, PLAN)
    with pytest.raises(NotThere):
        start_measure(make_member(), private_team.project_id, PLAN)
    assert count(Measure) == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " a "}, "name"),
        ({"lowest": 5.0, "highest": 5.0}, "highest"),
        ({"fix_after_n": 1}, "fix_after_n"),
        ({"definition": "Falls of 943 476 5919"}, "definition"),
    ],
)
def test_a_measure_that_makes_no_sense_is_refused_at_its_field(changed, field, make_team):
    team = make_team()
    with pytest.raises(Invalid) as refusal:
        start_measure(team.lead, team.project_id, Plan(**{**vars(PLAN), **changed}))
    assert refusal.value.field == field


def test_a_changed_measure_keeps_its_figures(make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id)
    change_measure(team.lead, measure, Plan("Falls with harm", MeasureKind.PROCESS, Direction.NEUTRAL))
    assert (measure.name, measure.kind) == ("Falls with harm", MeasureKind.PROCESS)
    assert len(current_readings(team.lead, measure)) == 16
    assert recorded("measures.measure_changed")


def test_figures_are_added_with_their_provenance(make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id, values=())
    outcome = add_readings(team.lead, measure, figures(5, None, 7), file_name="falls.csv")
    assert (outcome.added, outcome.unchanged, len(outcome.corrections)) == (3, 0, 0)
    (batch,) = queries.list_batches(team.lead, measure)
    assert (batch.file_name, batch.added_count, batch.added_by_id) == ("falls.csv", 3, team.lead.id)
    assert [one.value for one in current_readings(team.lead, measure).values()] == [5.0, None, 7.0]
    (event,) = recorded("measures.readings_added")
    assert event.payload == {"project_id": team.project_id, "batch_id": batch.id, "added": 3, "corrected": 0}


def test_the_same_figures_twice_change_nothing(make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id, values=(5, 6))
    outcome = add_readings(team.lead, measure, figures(5, 6))
    assert (outcome.added, outcome.unchanged, len(outcome.corrections)) == (0, 2, 0)
    assert (count(Batch), count(Reading)) == (1, 2)
    assert len(recorded("measures.readings_added")) == 1


def test_new_rows_among_known_ones_are_added_alone(make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id, values=(5, 6))
    outcome = add_readings(team.lead, measure, figures(5, 6, 7))
    assert (outcome.added, outcome.unchanged) == (1, 2)


def test_a_corrected_value_needs_a_reason_and_keeps_the_old_one(make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id, values=(5, 6))
    with pytest.raises(datasheet.Unexplained) as refusal:
        add_readings(team.lead, measure, figures(5, 9, 7))
    assert refusal.value.corrections == (datasheet.Correction(date(2023, 2, 1), 6.0, 9.0),)
    assert count(Reading) == 2  # the new row was not taken either
    add_readings(team.lead, measure, figures(5, 9, 7), reason="Counted again")
    assert [one.value for one in current_readings(team.lead, measure).values()] == [5.0, 9.0, 7.0]
    (replaced,) = list_replaced(team.lead, measure)
    assert (replaced.old, replaced.new, replaced.batch.reason) == (6.0, 9.0, "Counted again")
    assert count(Reading) == 4


def test_a_value_corrected_into_a_gap_and_back_keeps_all_three(make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id, values=(5, 6))
    add_readings(team.lead, measure, figures(5, None) + "\n2023-03-01,1", reason="It was lost")
    add_readings(team.lead, measure, figures(5, 6), reason="Found again")
    assert [(one.old, one.new) for one in list_replaced(team.lead, measure)] == [(None, 6.0), (6.0, None)]


def test_a_sheet_with_a_problem_saves_nothing(make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id, values=())
    with pytest.raises(datasheet.BadSheet) as refusal:
        add_readings(team.lead, measure, "2024-01-01,5\n2024-02-01,x\nnever,1")
    assert [problem.row for problem in refusal.value.problems] == [2, 3]
    assert (count(Reading), count(Batch)) == (0, 0)


@pytest.mark.parametrize(
    ("text", "file_name", "field"),
    [
        ("2024-01-01,5\nMr Smith 943 476 5919,6", "", "figures"),
        ("2024-01-01,5", "patient 943 476 5919.csv", "file_name"),
    ],
)
def test_the_guard_reads_figures_and_file_names(text, file_name, field, make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id, values=())
    with pytest.raises(Held) as held:
        add_readings(team.lead, measure, text, file_name=file_name)
    assert list(held.value.findings) == [field]
    assert count(Reading) == 0


def test_nobody_else_adds_figures_rebases_or_annotates(make_team, make_measure, make_member):
    team, outsider = make_team(), make_member()
    measure = make_measure(team.lead, team.project_id)
    rebase = rebase_measure(team.lead, measure, date(2023, 9, 1), "New rota since September")
    note = annotate_measure(team.lead, measure, date(2023, 9, 1), "New rota")
    for attempt in (
        lambda: add_readings(outsider, measure, figures(1)),
        lambda: change_measure(outsider, measure, PLAN),
        lambda: rebase_measure(outsider, measure, date(2023, 5, 1), "Because I want to"),
        lambda: remove_rebase(outsider, measure, rebase),
        lambda: annotate_measure(outsider, measure, date(2023, 5, 1), "x"),
        lambda: remove_annotation(outsider, measure, note),
    ):
        with pytest.raises(Refused):
            attempt()


def test_rebasing_restarts_mean_and_limits_and_can_be_taken_off(make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id)
    rebase = rebase_measure(team.lead, measure, date(2023, 9, 1), "New rota since September")
    assert len(queries.study(team.lead, measure).chart.groups) == 2
    assert recorded("measures.measure_rebased")[0].payload["day"] == "2023-09-01"
    remove_rebase(team.lead, measure, rebase)
    db.session.flush()
    assert len(queries.study(team.lead, measure).chart.groups) == 1
    assert recorded("measures.rebase_removed")


@pytest.mark.parametrize(
    ("day", "reason", "field"),
    [
        (date(2023, 9, 1), "because", "reason"),
        (date(2023, 1, 1), "New rota since September", "day"),
        (date(2030, 1, 1), "New rota since September", "day"),
        (date(2023, 9, 1), "Since 943 476 5919 came", "reason"),
    ],
)
def test_rebasing_needs_a_reason_and_a_date_among_the_values(day, reason, field, make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id)
    with pytest.raises(Invalid) as refusal:
        rebase_measure(team.lead, measure, day, reason)
    assert refusal.value.field == field


def test_rebasing_twice_from_one_date_is_refused(make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id)
    rebase_measure(team.lead, measure, date(2023, 9, 1), "New rota since September")
    with pytest.raises(Invalid):
        rebase_measure(team.lead, measure, date(2023, 9, 1), "Another reason for it")


def test_a_rebasing_names_only_a_change_its_author_may_read(make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id)
    with pytest.raises(NotThere):
        rebase_measure(team.lead, measure, date(2023, 9, 1), "New rota since September", Ref("cycle", 99))


def test_a_note_stands_on_the_chart_and_can_be_taken_off(make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id)
    note = annotate_measure(team.lead, measure, date(2023, 9, 1), "  New   rota ")
    assert [(one.day, one.text) for one in queries.study(team.lead, measure).remarks] == [
        (date(2023, 9, 1), "New rota")
    ]
    remove_annotation(team.lead, measure, note)
    db.session.flush()
    assert not queries.study(team.lead, measure).remarks
    assert [event.name for event in (*recorded("measures.measure_annotated"), *recorded("measures.annotation_removed"))]


def test_an_empty_note_is_refused(make_team, make_measure):
    team = make_team()
    with pytest.raises(Invalid):
        annotate_measure(team.lead, make_measure(team.lead, team.project_id), date(2023, 9, 1), " ")


def test_figures_that_somebody_else_added_meanwhile_are_not_added_twice(make_team, make_measure):
    """What a stale reading of the known figures would lead to: the constraint stops it, in words."""
    team = make_team()
    measure = make_measure(team.lead, team.project_id, values=(5, 6))
    batch = Batch(way=Way.TYPED, added_count=1, corrected_count=0)
    with pytest.raises(Invalid, match="Somebody else added figures"):
        taking.write(team.lead, measure, batch, [Reading(day=date(2023, 1, 1), revision=1, value=7.0)])
    assert current_readings(team.lead, measure)[date(2023, 1, 1)].value == 5.0
