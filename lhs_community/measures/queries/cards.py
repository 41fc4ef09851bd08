"""What other features are given of measures: cards, text for search and for lessons, small charts for their pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain import queries as chain
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card, Finding, IndexCard
from lhs_community.measures import policy
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.queries.figures import chart_of
from lhs_community.measures.queries.measures import Study, get_measure, list_measures, read_all, studies
from lhs_community.measures.queries.pinned import measures_to_ask_about
from lhs_community.measures.spc import words
from lhs_community.measures.spc.terms import PointType


def measure_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    measures = db.session.scalars(
        select(Measure)
        .where(Measure.id.in_(set(ids)), policy.readable_by(viewer))
        .options(joinedload(Measure.community), joinedload(Measure.started_by))
    ).all()
    return {one.measure.id: _card(one) for one in studies(viewer, measures)}


def _card(found: Study) -> Card:
    measure = found.measure
    return Card(
        ref=Ref("measure", measure.id),
        title=measure.title,
        url=f"/measures/{measure.id}",
        excerpt=found.headline,
        kind_label="Measure",
        community_id=measure.community_id,
        community_name=measure.community.name,
        author_id=measure.started_by_id,
        author_name=measure.started_by.name if measure.started_by else "",
        when=measure.started_at,
        status=words.short_variation(found.chart),
        body=measure.definition,
        role=measure.kind.value,
    )


def measure_index_card(measure_id: int) -> IndexCard | None:
    measure = db.session.get(Measure, measure_id)
    if measure is None:
        return None
    found = read_all([measure], {})[measure.id]
    remarks = "\n".join(remark.text for remark in found.remarks)
    return IndexCard(
        ref=Ref("measure", measure.id),
        title=measure.title,
        body=f"{measure.definition}\n{measure.source}\n{found.headline}\n{remarks}",
        community_id=measure.community_id,
        kind_label="Measure",
        facets={"measure_kind": measure.kind.value},
        when=measure.started_at,
    )


def measure_outline(viewer: Viewer, measure_id: int) -> Mapping[str, str]:
    """What a lesson drafted from it can begin with, and in `signal` what its chart found, for how far that counts.

    Without small numbers whoever asks: others than the team will read the lesson.
    """
    found = read_all([get_measure(viewer, measure_id)], {})[measure_id]
    return {"what_happened": f"**{found.measure.name}**: {found.words}", "signal": _signal(found)}


def _signal(found: Study) -> str:
    """The latest special cause with a direction. Read without rebasing, which makes a lasting change the new usual."""
    whole = chart_of(found.measure, found.figures_read.values())
    for point in reversed(whole.points):
        if point.point_type in (PointType.IMPROVEMENT, PointType.CONCERN):
            return "improvement" if point.point_type is PointType.IMPROVEMENT else "concern"
    return "common_cause" if words.short_variation(whole) else ""


def measure_findings(viewer: Viewer, ids: Iterable[int]) -> dict[int, list[Finding]]:
    """The signals on each chart, oldest first, in three queries and one for the rights."""
    measures = db.session.scalars(
        select(Measure)
        .where(Measure.id.in_(set(ids)), policy.readable_by(viewer))
        .options(joinedload(Measure.community))
    ).all()
    return {one.measure.id: _findings(one) for one in studies(viewer, measures)}


def _findings(found: Study) -> list[Finding]:
    """Neighbouring signals that mean the same are one finding: a run whose lowest value is also below a limit, say."""
    chart = found.chart
    better = {PointType.IMPROVEMENT: True, PointType.CONCERN: False}
    last = chart.last.date if chart.last else None
    return [
        Finding(
            name=signals[0].point_type.value,
            start=signals[0].start,
            end=signals[-1].end,
            text=words.signals_text(signals, chart),
            is_better=better.get(signals[0].point_type),
            count=sum(one.count for one in signals),
            is_latest=signals[-1].end == last,
        )
        for signals in words.episodes(chart)
    ]


def may_edit_measure(viewer: Viewer, measure_id: int) -> bool:
    try:
        return policy.may_change(viewer, get_measure(viewer, measure_id))
    except NotThere:
        return False


def measures_of_community(viewer: Viewer, community_id: int) -> list[Card]:
    """To choose one to ask about: by name, without reading figures."""
    return [
        Card(
            ref=Ref("measure", one.id),
            title=one.title,
            url=f"/measures/{one.id}",
            kind_label="Measure",
            community_id=one.community_id,
            community_name=one.community.name,
        )
        for one in measures_to_ask_about(viewer, community_id)
    ]


def all_measure_ids() -> list[int]:
    """For reindexing."""
    return list(db.session.scalars(select(Measure.id)))


def project_panel(viewer: Viewer, project_id: int) -> Mapping[str, object] | None:
    """A project's measures in small; for its team also where there are none yet."""
    found = studies(viewer, list_measures(viewer, project_id))
    may_add = policy.may_work_on_project(viewer, project_id)
    if not found and not may_add:
        return None
    names = [one.measure.name.casefold() for one in found]
    has_several = len(set(names)) < len(names)
    return {"studies": found, "may_add": may_add, "project_id": project_id, "has_several": has_several}


def cycle_panel(viewer: Viewer, cycle_id: int) -> Mapping[str, object] | None:
    """What the project that a cycle belongs to measures, to see whether the test shows."""
    projects = [
        step.card.ref.id
        for step in chain.neighbours(viewer, Ref("cycle", cycle_id))
        if step.card.ref.kind == "project" and not step.is_later
    ]
    found = [one for id_ in projects for one in studies(viewer, list_measures(viewer, id_))]
    return {"studies": found} if found else None
