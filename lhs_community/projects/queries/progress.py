"""What teams say of their progress, and what there is to hold it against; for many projects at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.models import Relation
from lhs_community.chain.queries import results_of_each
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card, Finding
from lhs_community.projects import policy
from lhs_community.projects.charter import aim_checks
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.diagram import Idea
from lhs_community.projects.models.progress import ProgressScore
from lhs_community.projects.models.projects import Project, TeamMember
from lhs_community.projects.models.terms import CycleState
from lhs_community.projects.progress import Evidence, Outcome, Shown, difference, look_at
from lhs_community.projects.queries.projects import charter_of


@dataclass(frozen=True)
class Standing:
    """`score`: the last that the team set, if any."""

    score: ProgressScore | None
    shown: Shown

    @property
    def says(self) -> int | None:
        return self.score.halves if self.score else None

    @property
    def differs(self) -> bool:
        return self.says is not None and self.says != self.shown.halves

    @property
    def in_words(self) -> str:
        return difference(self.says, self.shown)


def standing_of(viewer: Viewer, project: Project) -> Standing:
    """`project` was read with the viewer's rights."""
    return standings_of(viewer, [project])[project.id]


def standings_of(viewer: Viewer, projects: Sequence[Project]) -> dict[int, Standing]:
    """By project; a constant number of queries. The projects were read with the viewer's rights."""
    if not projects:
        return {}
    ids = [project.id for project in projects]
    measures = _measures_of(viewer, ids)
    findings = subjects.findings(viewer, [card.ref for cards in measures.values() for card in cards])
    ideas, teams = _counted(Idea, ids), _counted(TeamMember, ids)
    cycles, scores = _cycles_of(ids), _latest_scores(ids)
    found = {}
    for project in projects:
        states = cycles.get(project.id, {})
        own = measures.get(project.id, [])
        aim = aim_checks(charter_of(project), project.started_at.date(), is_measured=bool(own))
        evidence = Evidence(
            has_aim=all(check.is_met for check in aim),
            team_size=teams.get(project.id, 0),
            ideas=ideas.get(project.id, 0),
            cycles=sum(states.values()),
            cycles_begun=sum(number for (state, _), number in states.items() if state is not CycleState.PLANNED),
            cycles_tested=sum(number for (_, is_studied), number in states.items() if is_studied),
            outcomes=[_outcome(card, findings.get(card.ref, ())) for card in own if card.role == "outcome"],
            concerns=[card.title for card in own if _is_worse_now(findings.get(card.ref, ()))],
        )
        found[project.id] = Standing(scores.get(project.id), look_at(evidence))
    return found


def list_scores(viewer: Viewer, project: Project, limit: int = 100) -> Sequence[ProgressScore]:
    """All that the team has set, newest first."""
    if not policy.may_read(viewer, project):
        return []
    return db.session.scalars(
        select(ProgressScore)
        .where(ProgressScore.project_id == project.id)
        .options(joinedload(ProgressScore.set_by))
        .order_by(ProgressScore.id.desc())
        .limit(limit)
    ).all()


def _measures_of(viewer: Viewer, ids: Iterable[int]) -> dict[int, list[Card]]:
    found = results_of_each(viewer, [Ref("project", id_) for id_ in ids], Relation.MEASURED_BY)
    return {ref.id: cards for ref, cards in found.items()}


def _outcome(card: Card, findings: Sequence[Finding]) -> Outcome:
    """Kept: how many values the signals of improvement cover, back from the newest to the last that is not one."""
    kept = 0
    for one in reversed(findings):
        if not one.is_better or (kept == 0 and not one.is_latest):
            break
        kept += one.count
    return Outcome(card.title, any(one.is_better for one in findings), kept)


def _is_worse_now(findings: Sequence[Finding]) -> bool:
    return any(one.is_latest and one.is_better is False for one in findings)


def _counted(table: type[Idea] | type[TeamMember], ids: Sequence[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(table.project_id, func.count()).where(table.project_id.in_(ids)).group_by(table.project_id)
    )
    return dict(rows.all())


def _cycles_of(ids: Sequence[int]) -> Mapping[int, Mapping[tuple[CycleState, bool], int]]:
    """How many cycles of each project stand where, and whether their study is closed."""
    is_studied = Cycle.studied_at.is_not(None)
    rows = db.session.execute(
        select(Cycle.project_id, Cycle.state, is_studied, func.count())
        .where(Cycle.project_id.in_(ids))
        .group_by(Cycle.project_id, Cycle.state, is_studied)
    )
    found: dict[int, dict[tuple[CycleState, bool], int]] = {}
    for project_id, state, studied, number in rows:
        found.setdefault(project_id, {})[state, bool(studied)] = number
    return found


def _latest_scores(ids: Sequence[int]) -> dict[int, ProgressScore]:
    latest = select(func.max(ProgressScore.id)).where(ProgressScore.project_id.in_(ids))
    rows = db.session.scalars(
        select(ProgressScore)
        .where(ProgressScore.id.in_(latest.group_by(ProgressScore.project_id)))
        .options(joinedload(ProgressScore.set_by))
    )
    return {row.project_id: row for row in rows}
