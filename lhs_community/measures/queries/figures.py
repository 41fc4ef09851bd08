"""The figures of measures, as far as whoever asks may see them: small numbers are hidden here, before all else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation.database import db
from lhs_community.measures import policy
from lhs_community.measures.definition import is_share
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.models.readings import Batch, Reading
from lhs_community.measures.spc.analysis import analyse_as
from lhs_community.measures.spc.terms import Baseline, Observation, SeriesChart
from lhs_community.measures.suppression import Figure, Hiding, veil_all


def hiding_of(measure: Measure) -> Hiding:
    return Hiding(measure.suppress_below, is_share(measure.chart_kind))


def seen_in_full(viewer: Viewer, measures: Collection[Measure]) -> frozenset[int]:
    """Ids of those whose small numbers the viewer may see; asks once for each project that hides any."""
    projects = {one.project_id for one in measures if one.suppress_below}
    own = {id_ for id_ in projects if policy.may_work_on_project(viewer, id_)}
    return frozenset(one.id for one in measures if not one.suppress_below or one.project_id in own)


def read_figures(
    measures: Sequence[Measure], in_full: Collection[int] = (), *, until: datetime | None = None
) -> dict[int, dict[date, Figure]]:
    """By measure and day, for callers that have checked the right to read them; of all but `in_full` without small
    numbers. `until`: as they were at that moment.
    """
    query = (
        select(
            Reading.measure_id, Reading.day, Reading.value, Reading.numerator, Reading.denominator, Reading.revision
        )
        .where(Reading.measure_id.in_([measure.id for measure in measures]))
        .order_by(Reading.measure_id, Reading.day, Reading.revision)
    )
    if until is not None:
        query = query.join(Batch, Batch.id == Reading.batch_id).where(Batch.added_at <= until)
    found: dict[int, dict[date, Figure]] = {measure.id: {} for measure in measures}
    for id_, day, value, numerator, denominator, revision in db.session.execute(query):
        found[id_][day] = Figure(day, value, numerator, denominator, revision)
    for measure in measures:
        if measure.suppress_below and measure.id not in in_full:
            found[measure.id] = veil_all(found[measure.id], hiding_of(measure))
    return found


def chart_of(measure: Measure, figures: Iterable[Figure], rebase: Iterable[date] = ()) -> SeriesChart:
    """The figures read as the kind of chart that the measure's team chose."""
    has_baseline = measure.baseline_from is not None or measure.baseline_until is not None
    return analyse_as(
        measure.chart_kind,
        [Observation(one.day, one.value, one.numerator, one.denominator) for one in figures],
        direction=measure.direction,
        target=measure.target,
        rebase=rebase,
        fix_after_n=measure.fix_after_n,
        screen=measure.is_screened,
        baseline=Baseline(measure.baseline_from, measure.baseline_until) if has_baseline else None,
        per=measure.per,
    )


def current_readings(viewer: Viewer, measure: Measure) -> dict[date, Figure]:
    """The reading that counts for each day: the latest revision."""
    if not policy.may_read(viewer, measure):
        return {}
    return read_figures([measure], seen_in_full(viewer, [measure]))[measure.id]


@dataclass(frozen=True)
class Replaced:
    """A value that was corrected, as it was and as it is, and where the new one came from."""

    day: date
    was: Figure
    now: Figure
    batch: Batch

    @property
    def old(self) -> float | None:
        return self.was.value

    @property
    def new(self) -> float | None:
        return self.now.value


def list_replaced(viewer: Viewer, measure: Measure, limit: int = 100) -> Sequence[Replaced]:
    """All corrections, newest first."""
    if not policy.may_read(viewer, measure):
        return []
    rows = db.session.execute(
        select(Reading, Batch)
        .join(Batch, Batch.id == Reading.batch_id)
        .where(Reading.measure_id == measure.id)
        .options(joinedload(Batch.added_by), joinedload(Batch.token))
        .order_by(Reading.day, Reading.revision)
    )
    hiding = Hiding(None) if measure.id in seen_in_full(viewer, [measure]) else hiding_of(measure)
    found = []
    before: Figure | None = None
    for row, batch in rows:
        figure = hiding.veil(Figure(row.day, row.value, row.numerator, row.denominator, row.revision))
        if before is not None and before.day == figure.day:
            found.append(Replaced(figure.day, before, figure, batch))
        before = figure
    return sorted(found, key=lambda one: one.batch.id, reverse=True)[:limit]
