"""How far a lesson counts: the rule as a table, and what moves it on the site."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock
from lhs_community.foundation.errors import Invalid, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.library import evidence
from lhs_community.library.actions import reviews
from lhs_community.library.evidence import Facts
from lhs_community.library.models import LessonKind, LessonState, Outcome

WORKED, FAILED, MIXED, WARNING = (
    LessonKind.WORKED, LessonKind.DID_NOT_WORK, LessonKind.MIXED, LessonKind.WARNING,
)
BETTER, WORSE, USUAL = ["improvement"], ["concern"], ["common_cause"]


@pytest.mark.parametrize(("kind", "facts", "level"), [
    (WORKED, Facts(), 0),
    (WORKED, Facts(measures=3, signals=BETTER, worked=5), 0),
    (WORKED, Facts(is_described=True), 1),
    (WORKED, Facts(is_described=True, measures=1), 2),
    (WORKED, Facts(is_described=True, measures=1, signals=USUAL), 2),
    (WORKED, Facts(is_described=True, measures=1, signals=WORSE), 2),
    (WORKED, Facts(is_described=True, measures=2, signals=USUAL + BETTER), 3),
    (FAILED, Facts(is_described=True, measures=1, signals=USUAL), 3),
    (FAILED, Facts(is_described=True, measures=1, signals=WORSE), 3),
    (FAILED, Facts(is_described=True, measures=2, signals=USUAL + BETTER), 2),
    (MIXED, Facts(is_described=True, measures=1, signals=WORSE), 3),
    (MIXED, Facts(is_described=True, measures=1, signals=USUAL), 2),
    (WARNING, Facts(is_described=True, measures=1, signals=BETTER), 2),
    (WARNING, Facts(is_described=True, measures=1, signals=WORSE), 3),
    (WORKED, Facts(is_described=True, worked=1), 1),
    (WORKED, Facts(is_described=True, worked=2), 4),
    (WORKED, Facts(is_described=True, worked=2, failed=1), 3),
    (WORKED, Facts(is_described=True, measures=1, signals=BETTER, failed=1), 2),
    (WORKED, Facts(is_described=True, measures=1, signals=BETTER, failed=9), 1),
    (WORKED, Facts(is_described=True, failed=1), 1),
])
def test_the_level_follows_from_the_facts(kind, facts, level):
    assert evidence.found(kind, facts) == level
    assert evidence.level(kind, facts, None) == level
    assert evidence.level(kind, facts, 1) == min(level, 1)
    assert evidence.level(kind, facts, 4) == level
    assert evidence.explain(kind, facts, 0)
    assert Facts.load(facts.dump()).dump() == facts.dump()


def test_a_limit_is_said_only_where_it_lowers():
    facts = Facts(is_described=True, measures=1)
    assert "lowered it to “Described”" in " ".join(evidence.explain(WORKED, facts, 1))
    assert "lowered" not in " ".join(evidence.explain(WORKED, facts, 2))


@pytest.mark.parametrize(("values", "level"), [((), 2), ((50, 52) * 8, 2), ((50, 52) * 8 + (30,) * 9, 3)])
def test_the_charts_of_the_project_count(values, level, make_project, make_measure, make_lesson):
    project = make_project()
    lead = viewer_for(project.lead_id)
    make_measure(lead, project.id, values=values)
    lesson = make_lesson(LessonState.DRAFT, project.community, lead, Ref("project", project.id))
    assert lesson.evidence == level


def test_figures_that_come_later_are_weighed_when_the_worker_comes_round(
    make_project, make_measure, make_lesson
):
    project = make_project()
    lead = viewer_for(project.lead_id)
    lesson = make_lesson(community=project.community, author=lead, origin=Ref("project", project.id))
    assert lesson.evidence == evidence.DESCRIBED
    make_measure(lead, project.id, values=(50, 52) * 8 + (30,) * 9)
    assert reviews.weigh_again() == 0
    with clock.at(clock.now() + timedelta(days=1)):
        assert reviews.weigh_again() == 1
    assert lesson.evidence == evidence.SIGNAL


def test_two_places_replicate_it_and_a_failure_takes_one_off(make_lesson, make_adoption, recorded):
    lesson = make_lesson()
    make_adoption(lesson, outcome=Outcome.WORKED)
    assert lesson.evidence == evidence.DESCRIBED
    make_adoption(lesson, outcome=Outcome.WORKED)
    assert lesson.evidence == evidence.REPLICATED
    make_adoption(lesson, outcome=Outcome.DID_NOT_WORK)
    assert lesson.evidence == evidence.SIGNAL
    assert [payload["level"] for payload in recorded("library.evidence_weighed")] == [4, 3]


def test_an_adoption_in_a_closed_community_moves_no_level_others_see(make_lesson, make_adoption, make_community):
    lesson = make_lesson()
    closed = make_community(visibility=Visibility.PRIVATE)
    for _ in range(3):
        make_adoption(lesson, closed, Outcome.WORKED)
    assert lesson.evidence == evidence.DESCRIBED
    assert lesson.evidence_facts["worked"] == 0


def test_a_reviewer_lowers_with_a_reason_and_never_raises(make_lesson, make_reviewer, make_member, recorded):
    lesson = make_lesson()
    reviewer = make_reviewer(lesson.community)
    for limit, reason, field in ((1, "As it is", "limit"), (4, "Trust me", "limit"), (0, "  ", "reason")):
        with pytest.raises(Invalid) as refusal:
            reviews.lower_evidence(reviewer, lesson, limit, reason)
        assert refusal.value.field == field
    for other in (make_member(lesson.community), viewer_for(lesson.author_id)):
        with pytest.raises(Refused):
            reviews.lower_evidence(other, lesson, 0, "One person's memory")
    reviews.lower_evidence(reviewer, lesson, 0, "One person's memory")
    reviews.lower_evidence(reviewer, lesson, 0, "One person's memory")
    assert (lesson.evidence, lesson.evidence_limit) == (0, 0)
    reviews.lower_evidence(reviewer, lesson, None, "forgotten")
    assert (lesson.evidence, lesson.evidence_reason) == (1, "")
    assert [payload["limit"] for payload in recorded("library.evidence_lowered")] == [0, None]


def test_only_the_team_of_a_project_teaches_from_it(make_project, make_lesson, make_member):
    project = make_project()
    outsider = make_member(project.community)
    with pytest.raises(Refused, match="team of a project"):
        make_lesson(LessonState.DRAFT, project.community, outsider, Ref("project", project.id))

