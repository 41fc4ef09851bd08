"""Projects and cycles as the other features show, find and use them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card, IndexCard
from lhs_community.foundation.text import excerpt, plain
from lhs_community.projects import policy
from lhs_community.projects.charter import in_words
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.diagram import Idea
from lhs_community.projects.models.projects import Project, TeamMember
from lhs_community.projects.models.terms import ACT_LABELS, STAGE_LABELS, STATE_LABELS, STATUS_LABELS, IdeaStatus, Stage
from lhs_community.projects.queries.projects import charter_of, get_whole_project

MOST_MINE = 100


def project_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    wanted = set(ids)
    if not wanted:
        return {}
    projects = db.session.scalars(
        select(Project)
        .where(Project.id.in_(wanted), policy.readable_by(viewer))
        .options(joinedload(Project.community), joinedload(Project.lead))
    )
    return {project.id: _card(project) for project in projects}


def _card(project: Project) -> Card:
    return Card(
        ref=Ref("project", project.id),
        title=project.title,
        url=f"/projects/{project.id}",
        excerpt=in_words(charter_of(project)) or excerpt(project.problem, 240),
        kind_label="Project",
        community_id=project.community_id,
        community_name=project.community.name,
        author_id=project.lead_id,
        author_name=project.lead.name if project.lead else "",
        when=project.started_at,
        status=STAGE_LABELS[project.stage],
        body=project.problem,
    )


def cycle_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    wanted = set(ids)
    if not wanted:
        return {}
    cycles = db.session.scalars(
        select(Cycle)
        .where(Cycle.id.in_(wanted), policy.cycle_readable_by(viewer))
        .options(joinedload(Cycle.idea), joinedload(Cycle.project).joinedload(Project.community))
    )
    return {
        cycle.id: Card(
            ref=Ref("cycle", cycle.id),
            title=f"{cycle.idea.number}.{cycle.number} {cycle.objective}",
            url=f"/cycles/{cycle.id}",
            excerpt=excerpt(cycle.study or cycle.plan, 240),
            kind_label="PDSA cycle",
            community_id=cycle.project.community_id,
            community_name=cycle.project.community.name,
            when=cycle.started_at or cycle.planned_at,
            status=ACT_LABELS[cycle.act] if cycle.act else STATE_LABELS[cycle.state],
            body=cycle.study or cycle.plan,
            at_work=(cycle.started_at, cycle.acted_at) if cycle.started_at else None,
        )
        for cycle in cycles
    }


def project_index_card(project_id: int) -> IndexCard | None:
    project = db.session.scalars(
        select(Project)
        .where(Project.id == project_id)
        .options(
            joinedload(Project.community).joinedload(Community.organisation),
            joinedload(Project.lead),
            selectinload(Project.drivers),
            selectinload(Project.ideas),
        )
    ).first()
    if project is None:
        return None
    organisation = project.community.organisation
    texts = [in_words(charter_of(project)), project.aim_for_whom, project.aim_what, plain(project.problem)]
    texts += [plain(getattr(project, name)) for name in ("scope", "scope_out", "balancing", "equality", "risks")]
    texts.append(plain(project.stopped_reason))
    texts += [driver.title for driver in project.drivers]
    texts += [idea.title for idea in project.ideas]
    return IndexCard(
        ref=Ref("project", project.id),
        title=project.title,
        body="\n".join(text for text in texts if text),
        community_id=project.community_id,
        kind_label="Project",
        facets={
            "stage": STAGE_LABELS[project.stage],
            "organisation": organisation.name if organisation else (),
            "year": str(project.started_at.year),
        },
        when=project.started_at,
        author_name=project.lead.name if project.lead else "",
    )


def all_project_ids() -> list[int]:
    """For reindexing."""
    return list(db.session.scalars(select(Project.id)))


def may_work_on_project(viewer: Viewer, project_id: int) -> bool:
    return _may_work_on(viewer, Project.id == project_id)


def may_work_on_cycle(viewer: Viewer, cycle_id: int) -> bool:
    return _may_work_on(viewer, Project.id.in_(select(Cycle.project_id).where(Cycle.id == cycle_id)))


def _may_work_on(viewer: Viewer, condition: object) -> bool:
    query = select(Project.id).where(condition, policy.editable_by(viewer))  # type: ignore[arg-type]  # a condition
    return not viewer.is_guest and db.session.scalar(query) is not None


def people_of_project(viewer: Viewer, project_id: int) -> list[int]:
    """Its lead and team."""
    return _people(viewer, Project.id == project_id)


def people_of_cycle(viewer: Viewer, cycle_id: int) -> list[int]:
    return _people(viewer, Project.id.in_(select(Cycle.project_id).where(Cycle.id == cycle_id)))


def _people(viewer: Viewer, condition: ColumnElement[bool]) -> list[int]:
    rows = db.session.execute(
        select(Project.lead_id, TeamMember.person_id)
        .outerjoin(TeamMember, TeamMember.project_id == Project.id)
        .where(condition, policy.readable_by(viewer))
        .order_by(TeamMember.id)
    ).all()
    found = [lead for lead, _ in rows[:1]] + [member for _, member in rows]
    return list(dict.fromkeys(id_ for id_ in found if id_ is not None))


def my_projects(viewer: Viewer) -> Sequence[Card]:
    """Those I may work on as one of the team, at work, latest activity first."""
    if viewer.is_guest:
        return []
    projects = db.session.scalars(
        select(Project)
        .where(policy.is_mine(viewer), policy.readable_by(viewer), Project.stage != Stage.STOPPED)
        .options(joinedload(Project.community), joinedload(Project.lead))
        .order_by(Project.last_activity_at.desc(), Project.id.desc())
        .limit(MOST_MINE)
    )
    return [_card(project) for project in projects]


def project_outline(viewer: Viewer, project_id: int) -> Mapping[str, str]:
    """What a lesson could be written from, under its headings, as Markdown."""
    project = get_whole_project(viewer, project_id)
    cycles = [cycle for idea in project.ideas for cycle in idea.cycles]
    context = [f"{project.community.name}, {len(project.team)} on the team.", project.scope]
    if aim := in_words(charter_of(project)):
        context.append(f"Aim: {aim}")
    return {
        "problem": project.problem,
        "context": _paragraphs(context),
        "what_was_done": _paragraphs(_what_was_done(idea) for idea in project.ideas if idea.cycles),
        "what_happened": _list(f"{_name(cycle)}: {cycle.study}" for cycle in cycles if cycle.study),
        "why_we_think_so": _list(_predictions(cycles)),
        "would_do_differently": _paragraphs([*_turns(project.ideas), project.stopped_reason]),
    }


def _name(cycle: Cycle) -> str:
    return f"{cycle.objective}{f' ({cycle.scale[0].lower()}{cycle.scale[1:]})' if cycle.scale else ''}"


def _what_was_done(idea: Idea) -> str:
    done = _list(f"{_name(cycle)}: {cycle.done}" for cycle in idea.cycles if cycle.done)
    return f"**{idea.title}** ({STATUS_LABELS[idea.status].lower()})\n\n{done}"


def _predictions(cycles: Iterable[Cycle]) -> Iterator[str]:
    for cycle in cycles:
        for one in cycle.questions:
            if one.answer:
                yield f"{one.question} We expected: {one.prediction}. We found: {one.answer}."


def _turns(ideas: Iterable[Idea]) -> Iterator[str]:
    """What was given up, and what was not foreseen."""
    for idea in ideas:
        if idea.status is IdeaStatus.ABANDONED and idea.cycles and idea.cycles[-1].study:
            yield f"We gave up “{idea.title}”. {idea.cycles[-1].study}"
        yield from (f"Not foreseen: {cycle.unexpected}" for cycle in idea.cycles if cycle.unexpected)


def _paragraphs(parts: Iterable[str]) -> str:
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {' '.join(item.split())}" for item in items)
