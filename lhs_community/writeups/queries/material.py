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
from lhs_community.chain.models import Relation
from lhs_community.decisions import policy as decisions
from lhs_community.decisions.models import Decision
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.models.readings import Batch
from lhs_community.measures.queries.measures import Study, list_measures, read_all
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.projects import Project, TeamMember, TeamPlace
from lhs_community.projects.models.terms import TeamPart
from lhs_community.projects.queries.projects import get_whole_project

MOST_ORIGINS = 10


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
    places: Sequence[str]
    origins: Sequence[Card]
    lessons: Sequence[Card]

    @property
    def sponsors(self) -> list[TeamMember]:
        return sponsors_of(self.project)

    @property
    def cycles(self) -> list[Cycle]:
        return [cycle for idea in self.project.ideas for cycle in idea.cycles]


def sponsors_of(project: Project) -> list[TeamMember]:
    """By the part they play, or by what the team calls them."""
    return [one for one in project.team if one.part is TeamPart.SPONSOR or "sponsor" in one.role.lower()]


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
    settled = [card for cards in chain.results_of_each(reader, cycles).values() for card in cards]
    settled += chain.results_of(reader, here, Relation.DECIDED_IN)
    return Material(
        project=project,
        studies=_veiled(measures),
        brought=_brought(measure.id for measure in measures),
        decisions=_decisions(reader, (card.ref.id for card in _of(project, settled) if card.ref.kind == "decision")),
        places=db.session.scalars(
            select(TeamPlace.words).where(TeamPlace.project_id == project.id).order_by(TeamPlace.id)
        ).all(),
        origins=_of(project, _origins(reader, here)),
        lessons=_of(project, chain.results_of(reader, here, Relation.TAUGHT)),
    )


def _veiled(measures: Sequence[Measure]) -> list[Study]:
    """With small numbers left out whoever asks, for the team's own paper leaves the team."""
    found = read_all(measures, {})
    return [found[measure.id] for measure in measures]


def _origins(viewer: Viewer, here: Ref) -> list[Card]:
    """The talk that a project came of."""
    refs = [ref for kind in ("thread", "meeting") for ref, _ in chain.list_origins(viewer, here, kind, MOST_ORIGINS)]
    return list(subjects.cards(viewer, refs).values())


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
