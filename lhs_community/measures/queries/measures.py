"""Reading measures, and what their figures say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain import queries as chain
from lhs_community.chain.models import Relation
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.measures import datasheet, policy
from lhs_community.measures.chart.drawing import Bounds, Remark
from lhs_community.measures.chart.study import ChartStudy
from lhs_community.measures.models.measures import Measure, MeasureKind
from lhs_community.measures.models.notes import Annotation, Rebase
from lhs_community.measures.models.readings import Batch, Reading
from lhs_community.measures.spc.terms import Observation, SeriesChart
from lhs_community.measures.spc.xmr import analyse

KIND_LABELS = {
    MeasureKind.OUTCOME: "Outcome measure",
    MeasureKind.PROCESS: "Process measure",
    MeasureKind.BALANCING: "Balancing measure",
}


@dataclass(frozen=True, kw_only=True)
class Study(ChartStudy):
    """A measure with its figures read: everything that a page says of it."""

    measure: Measure

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[self.measure.kind]


def _study_of(measure: Measure, chart: SeriesChart, remarks: Sequence[Remark]) -> Study:
    bounds = Bounds(measure.lowest, measure.highest)
    return Study(measure.name, measure.unit, chart, remarks, bounds, measure=measure)


def get_measure(viewer: Viewer, measure_id: int) -> Measure:
    """Raises NotThere."""
    found = db.session.scalars(
        select(Measure)
        .where(Measure.id == measure_id, policy.readable_by(viewer))
        .options(joinedload(Measure.community), joinedload(Measure.started_by), joinedload(Measure.changed_by))
    ).first()
    if found is None:
        raise NotThere
    return found


def list_measures(viewer: Viewer, project_id: int, limit: int = 50) -> Sequence[Measure]:
    """A project's measures: outcomes first, then as they were started."""
    found = db.session.scalars(
        select(Measure)
        .where(Measure.project_id == project_id, policy.readable_by(viewer))
        .options(joinedload(Measure.community))
        .order_by(Measure.id)
        .limit(limit)
    ).all()
    order = list(MeasureKind)
    return sorted(found, key=lambda measure: order.index(measure.kind))


def current_readings(viewer: Viewer, measure: Measure) -> dict[date, Reading]:
    """The reading that counts for each day: the latest revision."""
    if not policy.may_read(viewer, measure):
        return {}
    rows = db.session.scalars(
        select(Reading).where(Reading.measure_id == measure.id).order_by(Reading.day, Reading.revision)
    )
    return {row.day: row for row in rows}


def study(viewer: Viewer, measure: Measure) -> Study:
    """With everything noted on its chart: the project's cycles, and the change behind each rebasing."""
    cycles = list_changes(viewer, measure)
    remarks = [
        Remark(one.when.date(), f"{one.kind_label or 'Cycle'}: {one.title}", "cycle", one.url)
        for one in cycles
        if one.when
    ]
    found = read_all([measure], {measure.id: remarks})[measure.id]
    urls = {one.ref: one.url for one in cycles}
    behind = {
        one.day: urls.get(Ref(one.change_kind, one.change_id), "")
        for one in list_rebases(viewer, measure)
        if one.change_id is not None
    }
    linked = [replace(one, url=behind.get(one.day, "")) if one.kind == "rebase" else one for one in found.remarks]
    return _study_of(measure, found.chart, linked)


def studies(viewer: Viewer, measures: Sequence[Measure]) -> list[Study]:
    """Several at once, in three queries, for measures the caller has read with `viewer`'s rights."""
    found = read_all(measures, {})
    return [found[measure.id] for measure in measures]


def read_all(
    measures: Sequence[Measure], cycles: Mapping[int, Sequence[Remark]], *, until: datetime | None = None
) -> dict[int, Study]:
    """Studies by measure, for callers that have checked the right to read them; `cycles` are put on the charts.

    `until`: as it was at that moment, less only what somebody has taken off the chart since.
    """
    ids = [measure.id for measure in measures]
    values: dict[int, dict[date, float | None]] = {id_: {} for id_ in ids}
    readings = (
        select(Reading.measure_id, Reading.day, Reading.value)
        .where(Reading.measure_id.in_(ids))
        .order_by(Reading.measure_id, Reading.day, Reading.revision)
    )
    wanted_rebases = select(Rebase).where(Rebase.measure_id.in_(ids)).order_by(Rebase.day)
    wanted_annotations = select(Annotation).where(Annotation.measure_id.in_(ids))
    if until is not None:
        readings = readings.join(Batch, Batch.id == Reading.batch_id).where(Batch.added_at <= until)
        wanted_rebases = wanted_rebases.where(Rebase.added_at <= until)
        wanted_annotations = wanted_annotations.where(Annotation.added_at <= until)
    for id_, day, value in db.session.execute(readings):
        values[id_][day] = value
    rebases = db.session.scalars(wanted_rebases).all()
    annotations = db.session.scalars(wanted_annotations).all()
    found = {}
    for measure in measures:
        own = [one for one in rebases if one.measure_id == measure.id]
        remarks = [Remark(one.day, f"Limits worked out anew: {one.reason}", "rebase") for one in own]
        remarks += [Remark(one.day, one.text) for one in annotations if one.measure_id == measure.id]
        remarks += cycles.get(measure.id, ())
        chart = analyse(
            [Observation(day, value) for day, value in values[measure.id].items()],
            direction=measure.direction,
            target=measure.target,
            rebase=[one.day for one in own],
            fix_after_n=measure.fix_after_n,
            screen=measure.is_screened,
        )
        found[measure.id] = _study_of(measure, chart, sorted(remarks, key=lambda remark: remark.day))
    return found


def list_batches(viewer: Viewer, measure: Measure, limit: int = 20) -> Sequence[Batch]:
    """Where the figures came from, newest first."""
    if not policy.may_read(viewer, measure):
        return []
    return db.session.scalars(
        select(Batch)
        .where(Batch.measure_id == measure.id)
        .options(joinedload(Batch.added_by))
        .order_by(Batch.id.desc())
        .limit(limit)
    ).all()


@dataclass(frozen=True)
class Replaced:
    """A value that was corrected, as it was and as it is, and where both came from."""

    day: date
    old: float | None
    new: float | None
    batch: Batch


def list_replaced(viewer: Viewer, measure: Measure, limit: int = 100) -> Sequence[Replaced]:
    """All corrections, newest first."""
    if not policy.may_read(viewer, measure):
        return []
    rows = db.session.execute(
        select(Reading, Batch)
        .join(Batch, Batch.id == Reading.batch_id)
        .where(Reading.measure_id == measure.id)
        .options(joinedload(Batch.added_by))
        .order_by(Reading.day, Reading.revision)
    )
    found = []
    before: Reading | None = None
    for reading, batch in rows:
        if before is not None and before.day == reading.day:
            found.append(Replaced(reading.day, before.value, reading.value, batch))
        before = reading
    return sorted(found, key=lambda one: one.batch.id, reverse=True)[:limit]


def list_rebases(viewer: Viewer, measure: Measure, limit: int = 50) -> Sequence[Rebase]:
    if not policy.may_read(viewer, measure):
        return []
    return db.session.scalars(
        select(Rebase)
        .where(Rebase.measure_id == measure.id)
        .options(joinedload(Rebase.added_by))
        .order_by(Rebase.day)
        .limit(limit)
    ).all()


def list_annotations(viewer: Viewer, measure: Measure, limit: int = 200) -> Sequence[Annotation]:
    if not policy.may_read(viewer, measure):
        return []
    return db.session.scalars(
        select(Annotation)
        .where(Annotation.measure_id == measure.id)
        .options(joinedload(Annotation.added_by))
        .order_by(Annotation.day)
        .limit(limit)
    ).all()


def list_changes(viewer: Viewer, measure: Measure) -> Sequence[Card]:
    """What the project tried: a rebasing names the one behind it."""
    return chain.results_of(viewer, Ref("project", measure.project_id), Relation.TESTED_BY)


def figures_as_csv(viewer: Viewer, measure: Measure) -> str:
    """All figures with what was found, as a spreadsheet takes them; it can be pasted back in."""
    found = study(viewer, measure)
    remarks: dict[date, list[str]] = {}
    for remark in found.remarks:
        remarks.setdefault(remark.day, []).append(remark.text)
    header = ("date", "value", "mean", "lower_limit", "upper_limit", "special_cause", "point_type", "remarks")
    return datasheet.write(
        header,
        (
            (
                point.date.isoformat(),
                point.value,
                point.centre,
                point.lower_limit,
                point.upper_limit,
                point.special_cause.value if point.special_cause else None,
                point.point_type.value,
                "; ".join(remarks.get(point.date, ())),
            )
            for point in found.chart.points
        ),
    )


def project_card(viewer: Viewer, measure: Measure) -> Card:
    return subjects.require_card(viewer, Ref("project", measure.project_id))
