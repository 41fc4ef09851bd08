"""Many charts on one page: the sites of one definition, and all that a programme or community measures.

However many they are, the number of queries is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.foundation.database import db
from lhs_community.measures import policy as measures
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.queries.funnels import AcrossSites, funnel_across
from lhs_community.measures.queries.measures import Study, read_all
from lhs_community.measures.queries.multiples import Tile, Wall, wall_of
from lhs_community.programmes import policy
from lhs_community.programmes.models.definitions import Definition
from lhs_community.programmes.models.programmes import ChildState, Programme, ProgrammeChild
from lhs_community.programmes.queries.definitions import Site, list_sites
from lhs_community.projects import policy as projects
from lhs_community.projects.models.projects import Project

MOST = 200


@dataclass(frozen=True)
class RollUp:
    """All sites of one definition by name, each with its chart. `across`: summed and compared, where they can be."""

    sites: Sequence[Site]
    wall: Wall
    across: AcrossSites | None

    @property
    def counted_otherwise(self) -> list[str]:
        """Sites drawn there that count something else, or out of something else, than the programme."""
        drawn = {place.site.name for place in self.across.study.funnel.places} if self.across else set()
        return [site.label for site in self.sites if site.label in drawn and site.counts_otherwise]

    @property
    def rows(self) -> list[tuple[Site, Tile]]:
        return list(zip(self.sites, self.wall.tiles, strict=True))


def roll_up(viewer: Viewer, definition: Definition, *, is_shared: bool) -> RollUp:
    sites = list_sites(viewer, [definition])
    found = _studies(viewer, [site.measure for site in sites])
    labels = [site.label for site in sites]
    wall = wall_of(list(zip(labels, found, strict=True)), is_shared=is_shared)
    return RollUp(sites, wall, _funnel(viewer, definition, sites, found))


def _funnel(
    viewer: Viewer, definition: Definition, sites: Sequence[Site], found: Sequence[Study]
) -> AcrossSites | None:
    """Of the sites that bring what they divide by; one that counts in its own way may have no such figures."""
    if not definition.newest.denominator:
        return None
    named = [
        (site.label, study)
        for site, study in zip(sites, found, strict=True)
        if any(figure.denominator or figure.is_small for figure in study.figures_read.values())
    ]
    mine = set(db.session.scalars(select(Project.id).where(projects.is_mine(viewer)))) if viewer.id else set()
    own = frozenset(site.label for site in sites if site.project.id in mine)
    return funnel_across(definition.newest.name, named, own)


@dataclass(frozen=True)
class Portfolio:
    """Charts by project, each on axes of its own: different things are not to be compared. `is_cut`: there are more."""

    projects: Sequence[tuple[Project, Sequence[Tile]]]
    wall: Wall
    is_cut: bool


def programme_portfolio(viewer: Viewer, programme: Programme) -> Portfolio:
    belonging = select(ProgrammeChild.project_id).where(
        ProgrammeChild.programme_id == programme.id,
        ProgrammeChild.state == ChildState.JOINED,
        policy.child_readable_by(viewer),
    )
    return _portfolio(viewer, Project.id.in_(belonging))


def community_portfolio(viewer: Viewer, community: Community) -> Portfolio:
    return _portfolio(viewer, Project.community_id == community.id)


def _portfolio(viewer: Viewer, wanted: ColumnElement[bool], limit: int = MOST) -> Portfolio:
    rows = db.session.execute(
        select(Measure, Project)
        .join(Project, Project.id == Measure.project_id)
        .where(wanted, projects.readable_by(viewer), measures.readable_by(viewer))
        .options(joinedload(Measure.community))
        .order_by(func.lower(Project.title), Project.id, func.lower(Measure.name), func.lower(Measure.site), Measure.id)
        .limit(limit + 1)
    ).all()
    shown = rows[:limit]
    found = _studies(viewer, [measure for measure, _ in shown])
    wall = wall_of([(measure.title, study) for (measure, _), study in zip(shown, found, strict=True)], is_shared=False)
    by_project: dict[int, tuple[Project, list[Tile]]] = {}
    for (_, project), tile in zip(shown, wall.tiles, strict=True):
        by_project.setdefault(project.id, (project, []))[1].append(tile)
    return Portfolio(list(by_project.values()), wall, len(rows) > limit)


def _studies(viewer: Viewer, found: Sequence[Measure]) -> list[Study]:
    """In the same number of queries for one project or many: whose small numbers are seen is asked of all at once."""
    hiding = {one.project_id for one in found if one.suppress_below}
    mine = select(Project.id).where(Project.id.in_(hiding), projects.editable_by(viewer))
    own = set(db.session.scalars(mine)) if hiding and not viewer.is_guest else set()
    in_full = frozenset(one.id for one in found if not one.suppress_below or one.project_id in own)
    read = read_all(found, {}, in_full=in_full)
    return [read[one.id] for one in found]
