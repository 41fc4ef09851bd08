"""What other features are told of a chart's signals."""

from __future__ import annotations

from datetime import date

from lhs_community.communities.models import Visibility
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from tests.make.measures import STEADY


def test_the_signals_of_a_chart_are_its_findings(make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id, values=(*STEADY, 90))
    found = subjects.findings(team.lead, [Ref("measure", measure.id)])[Ref("measure", measure.id)]
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert found[-1] == subjects.Finding(
        name="special_cause_concern", start=date(2024, 5, 1), end=date(2024, 5, 1),
        text="Concern: above the upper limit", is_better=False, count=1, is_latest=True,
    )  # fmt: skip


def test_a_chart_without_signals_has_no_findings(make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id, values=STEADY)
    assert subjects.findings(team.lead, [Ref("measure", measure.id)]) == {Ref("measure", measure.id): []}


def test_findings_are_kept_from_those_who_may_not_read_the_measure(make_team, make_measure, make_member):
    team = make_team(visibility=Visibility.CONFIDENTIAL)
    measure = make_measure(team.lead, team.project_id, values=(*STEADY, 90))
    assert subjects.findings(make_member(), [Ref("measure", measure.id)]) == {}


def test_findings_of_many_cost_a_fixed_number_of_queries(make_team, make_measure, count_queries):
    team = make_team()
    refs = [Ref("measure", make_measure(team.lead, team.project_id).id) for _ in range(8)]
    db.session.commit()
    with count_queries(at_most=5):
        assert len(subjects.findings(team.lead, refs)) == 8


def test_neighbouring_signals_of_one_meaning_are_one_finding(make_team, make_measure):
    team = make_team()
    values = (50, 52, 51, 49, 50, 52, 51, 49, 50, 52, 51, 49, 40, 40.5, 40, 40.5, 40, 40.5, 40, 40.5)
    measure = make_measure(team.lead, team.project_id, values=values)
    ref = Ref("measure", measure.id)
    (high, low) = subjects.findings(team.lead, [ref])[ref]
    assert high.is_better is False
    assert low.is_better is True
    assert (low.start, low.count, low.is_latest) == (date(2024, 1, 1), 8, True)
