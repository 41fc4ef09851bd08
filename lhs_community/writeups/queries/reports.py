"""Writing a sponsor report from what is there, and reading those that were sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from lhs_community.accounts.viewer import Viewer
from lhs_community.decisions.models import STATE_LABELS as DECISION_LABELS, Decision, DecisionState
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.foundation.text import plain
from lhs_community.measures.models.measures import MeasureKind
from lhs_community.measures.queries.measures import Study
from lhs_community.projects import charter
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import ACT_LABELS, STAGE_LABELS, STATE_LABELS, CycleState
from lhs_community.projects.queries.progress import standing_of
from lhs_community.projects.queries.projects import charter_of
from lhs_community.tasks.models import TaskState
from lhs_community.tasks.queries import list_tasks
from lhs_community.writeups import content, policy
from lhs_community.writeups.content import ChartWords, Point, Report
from lhs_community.writeups.models import Period, SponsorAsk, SponsorReport
from lhs_community.writeups.queries.material import Brought, Material, as_a_reader, gather


@dataclass(frozen=True)
class Written:
    """A report as it would be sent now, with the studies its charts are drawn of."""

    project: Project
    report: Report
    studies: Sequence[Study]
    ask: SponsorAsk | None
    period: Period
    since: datetime


def write_report(viewer: Viewer, project_id: int, period: Period | None = None) -> Written:
    """Without a period: since the last report, or the last month where that was only just sent. Raises NotThere."""
    material = gather(viewer, project_id)
    project, now = material.project, clock.now()
    reader = as_a_reader(viewer, project)
    ask = find_ask(viewer, project)
    last_sent_at = db.session.scalar(
        select(SponsorReport.sent_at)
        .where(SponsorReport.project_id == project.id)
        .order_by(SponsorReport.sent_at.desc())
        .limit(1)
    )
    period = period or content.usual_period(now, last_sent_at)
    begin = content.since(period, now, project.started_at, last_sent_at)
    aim = charter_of(project)
    report = Report(
        title=project.title,
        community=project.community.name,
        since=begin.isoformat(),
        until=now.isoformat(),
        period=content.PERIOD_LABELS[period],
        lead=project.lead.name if project.lead else "",
        sponsor=", ".join(member.person.name for member in material.sponsors),
        aim=charter.in_words(aim),
        aim_parts=tuple(_aim_parts(project)),
        stage=STAGE_LABELS[project.stage],
        progress=_progress(reader, material),
        standing=_standing(material),
        charter_version=project.version,
        charts=tuple(_chart(one, material.brought) for one in material.studies),
        tests=tuple(_tests(material.cycles, begin)),
        decisions=tuple(_decision(one, begin) for one in material.decisions),
        risks=tuple(_risks(material)),
        ask=ask.text if ask else "",
        next_steps=tuple(_next_steps(reader, material)),
    )
    return Written(project, report, material.studies, ask, period, begin)


def find_ask(viewer: Viewer, project: Project) -> SponsorAsk | None:
    """What a project that the viewer has read asks of its sponsor."""
    return db.session.scalars(
        select(SponsorAsk).where(SponsorAsk.project_id == project.id).options(joinedload(SponsorAsk.changed_by))
    ).first()


def list_reports(viewer: Viewer, project_id: int, limit: int = 100) -> Sequence[SponsorReport]:
    """Those of a project that were sent, newest first."""
    return db.session.scalars(
        select(SponsorReport)
        .where(SponsorReport.project_id == project_id, policy.report_readable_by(viewer))
        .options(joinedload(SponsorReport.sent_by))
        .order_by(SponsorReport.sent_at.desc(), SponsorReport.id.desc())
        .limit(limit)
    ).all()


def get_report(viewer: Viewer, report_id: int) -> SponsorReport:
    """With its charts. Raises NotThere."""
    found = db.session.scalars(
        select(SponsorReport)
        .where(SponsorReport.id == report_id, policy.report_readable_by(viewer))
        .options(
            joinedload(SponsorReport.project).joinedload(Project.community),
            joinedload(SponsorReport.sent_by),
            selectinload(SponsorReport.charts),
        )
    ).first()
    if found is None:
        raise NotThere
    return found


def report_cards(viewer: Viewer, ids: Iterable[int]) -> Mapping[int, Card]:
    found = db.session.scalars(
        select(SponsorReport)
        .where(SponsorReport.id.in_(set(ids)), policy.report_readable_by(viewer))
        .options(joinedload(SponsorReport.project).joinedload(Project.community), joinedload(SponsorReport.sent_by))
    )
    return {
        one.id: Card(
            ref=Ref("sponsor_report", one.id),
            title=f"Report on {one.content['title']}",
            url=f"/sponsor-reports/{one.id}",
            excerpt=str(one.content.get("aim", "")),
            kind_label="Sponsor report",
            community_id=one.project.community_id,
            community_name=one.project.community.name,
            author_id=one.sent_by_id,
            author_name=one.sent_by.name if one.sent_by else "",
            when=one.sent_at,
        )
        for one in found
    }


def _aim_parts(project: Project) -> Iterator[tuple[str, str]]:
    by = f"{project.aim_by:%-d %B %Y}" if project.aim_by else ""
    parts = (
        ("For whom", project.aim_for_whom),
        ("What", project.aim_what),
        ("Where", project.aim_where),
        ("How good", project.aim_how_good),
        ("By when", by),
    )
    return ((label, text) for label, text in parts if text)


def _standing(material: Material) -> str:
    """What there is to be seen, beside the stage that the team has set."""
    begun = [cycle for cycle in material.cycles if cycle.state is not CycleState.PLANNED]
    ended = sum(cycle.state is CycleState.ACTED for cycle in begun)
    tests = f"{len(begun) or 'No'} test{'' if len(begun) == 1 else 's'} of change begun, {ended} ended with a decision."
    if not material.studies:
        return f"{tests} Nothing is measured yet."
    better = sum("improvement" in one.chart.variation.value for one in material.studies if one.chart.variation)
    measures = f"{len(material.studies)} measure{'' if len(material.studies) == 1 else 's'}"
    return f"{tests} {measures}, {better or 'none'} of them with an improvement in the latest value."


def _chart(study: Study, brought: Mapping[int, Brought]) -> ChartWords:
    return ChartWords(
        measure_id=study.measure.id,
        name=study.name,
        url=f"/measures/{study.measure.id}",
        kind=study.kind_label,
        headline=study.headline,
        words=study.words,
        variation=study.variation_label,
        assurance=study.assurance_label if study.chart.assurance else "",
        figures=data_version(study, brought.get(study.measure.id, Brought())),
    )


def _tests(cycles: Iterable[Cycle], begin: datetime) -> Iterator[Point]:
    """Those in which something happened since, the latest first."""
    recent = [(last, cycle) for cycle in cycles if (last := _last_step(cycle)) >= begin]
    for last, cycle in sorted(recent, key=lambda one: one[0], reverse=True):
        if cycle.state is CycleState.PLANNED:
            continue
        yield Point(
            title=f"{cycle.idea.number}.{cycle.number} {cycle.objective}",
            url=f"/cycles/{cycle.id}",
            status=ACT_LABELS[cycle.act] if cycle.act else STATE_LABELS[cycle.state],
            words=plain(cycle.study or cycle.done or cycle.plan, 320),
            day=last.date().isoformat(),
        )


def _last_step(cycle: Cycle) -> datetime:
    return max(filter(None, (cycle.planned_at, cycle.started_at, cycle.studied_at, cycle.acted_at)))


def _decision(one: Decision, begin: datetime) -> Point:
    waits = ""
    if one.state is not DecisionState.ENDED and one.review_on:
        verb = (
            "Waits to be looked at again since" if one.review_on <= clock.now().date() else "To be looked at again on"
        )
        waits = f"{verb} {one.review_on:%-d %B %Y}, by {one.owner.name}."
    new = " (new)" if one.recorded_at >= begin else ""
    return Point(
        title=one.title,
        url=f"/decisions/{one.id}",
        status=f"{DECISION_LABELS[one.state]}{new}",
        words=waits or f"Looked after by {one.owner.name}.",
        day=one.decided_on.isoformat(),
    )


def _risks(material: Material) -> Iterator[Point]:
    project = material.project
    for title, text in (
        ("Risks", project.risks),
        ("What might get worse", project.balancing),
        ("Who might be left out", project.equality),
    ):
        if words := plain(text, 600):
            yield Point(title=title, words=words)
    for study in material.studies:
        if study.chart.variation and "concern" in study.chart.variation.value:
            url = f"/measures/{study.measure.id}"
            yield Point(title=f"{study.name}: {study.variation_label}", url=url, words=study.headline)
    if not any(study.measure.kind is MeasureKind.BALANCING for study in material.studies):
        yield Point(
            title="No balancing measure", words="Nothing is measured that would show harm elsewhere, if there were any."
        )


def _progress(viewer: Viewer, material: Material) -> str:
    """What the team says of it beside what there is to see; not where that may rest on numbers kept from others."""
    if any(study.measure.suppress_below for study in material.studies):
        return ""
    return standing_of(viewer, material.project).in_words


def _next_steps(viewer: Viewer, material: Material) -> Iterator[Point]:
    for row in list_tasks(viewer, Ref("project", material.project.id)):
        task = row.task
        if task.state is not TaskState.OPEN:
            continue
        due = f" by {task.due_on:%-d %B %Y}" if task.due_on else ""
        url = f"/projects/{material.project.id}"
        yield Point(title=task.text, url=url, status="Task", words=f"{task.owner.name}{due}")
    for cycle in material.cycles:
        title, url = f"{cycle.idea.number}.{cycle.number} {cycle.objective}", f"/cycles/{cycle.id}"
        if cycle.state is not CycleState.ACTED:
            yield Point(title=title, url=url, status=STATE_LABELS[cycle.state], words=plain(cycle.plan, 200))
        elif cycle.next_step and cycle is cycle.idea.cycles[-1]:
            words = plain(cycle.next_step, 240)
            yield Point(title=f"After {title}", url=url, status=ACT_LABELS[cycle.act] if cycle.act else "", words=words)


def data_version(study: Study, brought: Brought) -> str:
    """Which figures a chart was drawn of."""
    values = [point for point in study.chart.points if point.value is not None]
    if not values:
        return "No figures yet."
    last = f", brought on {brought.last_at:%-d %B %Y}" if brought.last_at else ""
    corrected = f", {brought.corrected} of them corrected" if brought.corrected else ""
    hidden = f" {study.small_numbers}" if study.small_numbers else ""
    return f"{len(values)} figures, {values[0].date:%-d %B %Y} to {values[-1].date:%-d %B %Y}{corrected}{last}.{hidden}"
