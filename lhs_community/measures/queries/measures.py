"""Reading measures, and what their figures say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain import queries as chain
from lhs_community.chain.models import Relation
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.measures import datasheet, policy, suppression
from lhs_community.measures.chart.drawing import Bounds, Remark
from lhs_community.measures.chart.study import ChartStudy
from lhs_community.measures.chart.window import Window
from lhs_community.measures.models.measures import Measure, MeasureKind
from lhs_community.measures.models.notes import Annotation, Rebase
from lhs_community.measures.models.readings import Batch
from lhs_community.measures.queries.figures import chart_of, hiding_of, read_figures, seen_in_full
from lhs_community.measures.suppression import Figure, Hiding

KIND_LABELS = {
    MeasureKind.OUTCOME: "Outcome measure",
    MeasureKind.PROCESS: "Process measure",
    MeasureKind.BALANCING: "Balancing measure",
}


@dataclass(frozen=True, kw_only=True)
class Study(ChartStudy):
    """A measure with its figures read: everything that a page says of it."""

    measure: Measure
    figures_read: Mapping[date, Figure] = field(default_factory=dict)
    rebases: Sequence[Rebase] = ()

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[self.measure.kind]

    @property
    def hiding(self) -> Hiding:
        return hiding_of(self.measure)

    def seen_through(self, window: Window | None) -> Study:
        """With only that stretch drawn. What is to be known of its figures goes along, into files too."""
        return replace(self, window=window, data_note=self.small_numbers)

    @cached_property
    def hidden_count(self) -> int:
        """How many of its values are not shown to whoever this was read for."""
        return sum(one.is_small for one in self.figures_read.values())

    @cached_property
    def small_numbers(self) -> str:
        """What to know about values that some people are not shown."""
        if self.hidden_count:
            return suppression.note(self.hidden_count, self.hiding)
        return suppression.note_for_team(sum(map(self.hiding.hides, self.figures_read.values())), self.hiding)

    def gap_words(self, day: date) -> str:
        """Why nothing stands on the chart for that day."""
        figure = self.figures_read.get(day)
        return self.hiding.words if figure and figure.is_small else "no value"


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


def study(viewer: Viewer, measure: Measure) -> Study:
    """With everything noted on its chart: the project's cycles, and the change behind each rebasing."""
    cycles = list_changes(viewer, measure)
    remarks = [Remark(one.at_work[0].date(), _change_in_words(one), "cycle", one.url) for one in cycles if one.at_work]
    agreed = chain.results_of(viewer, Ref("measure", measure.id), Relation.INTERPRETED_IN)
    remarks += [
        Remark(one.when.date(), f"What it means: {one.title}", "reading", one.url) for one in agreed if one.when
    ]
    in_full = seen_in_full(viewer, [measure])
    found = read_all([measure], {measure.id: remarks}, in_full=in_full)[measure.id]
    urls = {one.ref: one.url for one in cycles}
    behind = {
        one.day: urls.get(Ref(one.change_kind, one.change_id), "")
        for one in found.rebases
        if one.change_id is not None
    }
    linked = [replace(one, url=behind.get(one.day, "")) if one.kind == "rebase" else one for one in found.remarks]
    return replace(found, remarks=linked)


def _change_in_words(card: Card) -> str:
    """With the day on which it ended and what became of it, as far as it has ended."""
    end = card.at_work[1] if card.at_work else None
    return f"{card.kind_label}: {card.title}" + (f" (to {end:%-d %B %Y}: {card.status.lower()})" if end else "")


def studies(viewer: Viewer, measures: Sequence[Measure]) -> list[Study]:
    """Several at once, in three queries, for measures the caller has read with `viewer`'s rights."""
    found = read_all(measures, {}, in_full=seen_in_full(viewer, measures))
    return [found[measure.id] for measure in measures]


def read_all(
    measures: Sequence[Measure],
    cycles: Mapping[int, Sequence[Remark]],
    *,
    in_full: Collection[int] = (),
    until: datetime | None = None,
) -> dict[int, Study]:
    """Studies by measure, for callers that have checked the right to read them; `cycles` are put on the charts.

    Small numbers are left out but for the measures `in_full` (see figures.seen_in_full). `until`: as it was at that
    moment, less only what somebody has taken off the chart since.
    """
    ids = [measure.id for measure in measures]
    figures = read_figures(measures, in_full, until=until)
    wanted_rebases = select(Rebase).where(Rebase.measure_id.in_(ids)).order_by(Rebase.day)
    wanted_annotations = select(Annotation).where(Annotation.measure_id.in_(ids))
    if until is not None:
        wanted_rebases = wanted_rebases.where(Rebase.added_at <= until)
        wanted_annotations = wanted_annotations.where(Annotation.added_at <= until)
    rebases: defaultdict[int, list[Rebase]] = defaultdict(list)
    for rebase in db.session.scalars(wanted_rebases):
        rebases[rebase.measure_id].append(rebase)
    noted: defaultdict[int, list[Remark]] = defaultdict(list)
    for annotation in db.session.scalars(wanted_annotations):
        noted[annotation.measure_id].append(Remark(annotation.day, annotation.text))
    found = {}
    for measure in measures:
        own = rebases[measure.id]
        remarks = [Remark(one.day, f"Limits worked out anew: {one.reason}", "rebase") for one in own]
        remarks += noted[measure.id]
        remarks += cycles.get(measure.id, ())
        chart = chart_of(measure, figures[measure.id].values(), [one.day for one in own])
        found[measure.id] = Study(
            measure.title,
            measure.unit,
            chart,
            sorted(remarks, key=lambda remark: remark.day),
            Bounds(measure.lowest, measure.highest),
            measure=measure,
            figures_read=figures[measure.id],
            rebases=own,
        )
    return found


def figures_as_of(viewer: Viewer, measure: Measure) -> datetime | None:
    """When the newest of its figures came in."""
    if not policy.may_read(viewer, measure):
        return None
    return db.session.scalar(select(func.max(Batch.added_at)).where(Batch.measure_id == measure.id))


def list_batches(viewer: Viewer, measure: Measure, limit: int = 20) -> Sequence[Batch]:
    """Where the figures came from, newest first."""
    if not policy.may_read(viewer, measure):
        return []
    return db.session.scalars(
        select(Batch)
        .where(Batch.measure_id == measure.id)
        .options(joinedload(Batch.added_by), joinedload(Batch.token))
        .order_by(Batch.id.desc())
        .limit(limit)
    ).all()


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
    is_hidden = {day for day, one in found.figures_read.items() if one.is_small}.__contains__
    remarks: dict[date, list[str]] = {}
    for remark in found.remarks:
        remarks.setdefault(remark.day, []).append(remark.text)
    header = ("date", "value", "mean", "lower_limit", "upper_limit", "special_cause", "point_type", "remarks")
    return datasheet.write(
        header,
        (
            (
                point.date.isoformat(),
                found.gap_words(point.date) if is_hidden(point.date) else point.value,
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
