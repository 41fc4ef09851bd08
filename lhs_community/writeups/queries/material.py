"""What a project's report and write-up are made of: the project's own things, as an ordinary reader of it sees them.

Both go to people outside: onto paper, to a sponsor, to a journal. So nothing comes in that only its team may see, and
nothing of another community, even where whoever writes may read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain import queries as chain
from lhs_community.decisions import policy as decisions
from lhs_community.decisions.models import Decision
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.models.readings import Batch
from lhs_community.measures.queries.measures import Study, list_measures, read_all
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.projects import Project
from lhs_community.projects.queries.projects import get_whole_project


@dataclass(frozen=True)
class Brought:
    """Where a measure's figures stand: how often some came, how many values were corrected, and when the last came."""

    batches: int = 0
    corrected: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True)
class Material:
    project: Project
    studies: Sequence[Study]
    brought: Mapping[int, Brought]
    decisions: Sequence[Decision]
    origins: Sequence[Card]
    lessons: Sequence[Card]

    @property
    def cycles(self) -> list[Cycle]:
        return [cycle for idea in self.project.ideas for cycle in idea.cycles]


def as_a_reader(viewer: Viewer, project: Project) -> Viewer:
    """The viewer without what sets them apart from other readers of the project."""
    is_member = project.community_id in viewer.roles
    return replace(viewer, roles={project.community_id: "member"} if is_member else {}, site_roles=frozenset())


def gather(viewer: Viewer, project_id: int) -> Material:
    """Raises NotThere."""
    project = get_whole_project(viewer, project_id)
    reader = as_a_reader(viewer, project)
    here = Ref("project", project.id)
    measures = list_measures(reader, project.id)
    cycles = [Ref("cycle", cycle.id) for idea in project.ideas for cycle in idea.cycles]
    came = chain.results_of_each(reader, [here, *cycles])
    results = _of(project, (card for ref in (here, *cycles) for card in came.get(ref, ())))
    origins = [step.card for step in chain.neighbours(reader, here) if not step.is_later]
    return Material(
        project=project,
        studies=_veiled(measures),
        brought=_brought(measure.id for measure in measures),
        decisions=_decisions(reader, (card.ref.id for card in results if card.ref.kind == "decision")),
        origins=_of(project, origins),
        lessons=[card for card in results if card.ref.kind == "lesson"],
    )


def _veiled(measures: Sequence[Measure]) -> list[Study]:
    """With small numbers left out whoever asks, for the team's own paper leaves the team."""
    found = read_all(measures, {})
    return [found[measure.id] for measure in measures]


def _of(project: Project, cards: Iterable[Card]) -> list[Card]:
    return list({card.ref: card for card in cards if card.community_id == project.community_id}.values())


def _decisions(viewer: Viewer, ids: Iterable[int]) -> Sequence[Decision]:
    """Newest first."""
    return db.session.scalars(
        select(Decision)
        .where(Decision.id.in_(set(ids)), decisions.readable_by(viewer))
        .options(joinedload(Decision.owner))
        .order_by(Decision.decided_on.desc(), Decision.id.desc())
    ).all()


def _brought(measure_ids: Iterable[int]) -> dict[int, Brought]:
    """Of measures that the caller has read with the viewer's rights."""
    rows = db.session.execute(
        select(Batch.measure_id, func.count(), func.sum(Batch.corrected_count), func.max(Batch.added_at))
        .where(Batch.measure_id.in_(list(measure_ids)))
        .group_by(Batch.measure_id)
    )
    return {id_: Brought(count, int(corrected or 0), last_at) for id_, count, corrected, last_at in rows}
