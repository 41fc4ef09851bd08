"""Reading shared definitions, and which version each project uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.measures import policy as measures
from lhs_community.measures.models.measures import Measure
from lhs_community.programmes import policy
from lhs_community.programmes.models.definitions import OWN, Definition, DefinitionVersion, Use
from lhs_community.programmes.models.programmes import ChildState, Programme, ProgrammeChild
from lhs_community.programmes.terms import COUNTED, Difference, differences
from lhs_community.projects.models.projects import Project


@dataclass(frozen=True)
class Site:
    """A measure that follows a definition, the project it belongs to, and what of it is not as the programme has it."""

    use: Use
    project: Project
    newest: DefinitionVersion

    @property
    def measure(self) -> Measure:
        return self.use.measure

    @cached_property
    def label(self) -> str:
        return f"{self.project.title}: {self.measure.site}" if self.measure.site else self.project.title

    @cached_property
    def differences(self) -> list[Difference]:
        return differences(self.measure, self.newest)

    @property
    def counts_otherwise(self) -> bool:
        """Does it count something else, or out of something else, than the programme?"""
        return any(one.label in COUNTED for one in self.differences)

    @property
    def standing(self) -> str:
        """The version it follows, as the middle of a sentence."""
        return f"version {self.use.version}" if self.use.version != OWN else "a definition of its own"

    @property
    def has_proposal(self) -> bool:
        """Is there a newer version to say yes or no to?"""
        return self.use.version < self.newest.number and (self.use.declined or 0) < self.newest.number

    @property
    def has_declined(self) -> bool:
        return self.use.version < self.newest.number and not self.has_proposal


def _whole() -> tuple[ORMOption, ...]:
    return (
        selectinload(Definition.versions).joinedload(DefinitionVersion.written_by),
        joinedload(Definition.programme).joinedload(Programme.community),
        joinedload(Definition.programme).selectinload(Programme.leads),
    )


def get_definition(viewer: Viewer, definition_id: int) -> Definition:
    """With all versions and its programme. Raises NotThere."""
    readable = select(Programme.id).where(policy.readable_by(viewer))
    found = db.session.scalars(
        select(Definition)
        .where(Definition.id == definition_id, Definition.programme_id.in_(readable))
        .options(*_whole())
    ).first()
    if found is None:
        raise NotThere
    return found


def list_definitions(viewer: Viewer, programme: Programme, limit: int = 50) -> Sequence[Definition]:
    if not policy.may_read(viewer, programme):
        return []
    return db.session.scalars(
        select(Definition)
        .where(Definition.programme_id == programme.id)
        .options(*_whole())
        .order_by(Definition.id)
        .limit(limit)
    ).all()


def list_sites(viewer: Viewer, definitions: Sequence[Definition], limit: int = 400) -> list[Site]:
    """Who uses these, by name: of projects that belong now and that the viewer may read. One query."""
    by_id = {one.id: one for one in definitions}
    rows = db.session.execute(
        select(Use, Project)
        .join(Measure, Measure.id == Use.measure_id)
        .join(Project, Project.id == Measure.project_id)
        .join(Definition, Definition.id == Use.definition_id)
        .join(
            ProgrammeChild,
            (ProgrammeChild.project_id == Project.id) & (ProgrammeChild.programme_id == Definition.programme_id),
        )
        .where(
            Use.definition_id.in_(by_id),
            ProgrammeChild.state == ChildState.JOINED,
            policy.child_readable_by(viewer),
            measures.readable_by(viewer),
        )
        .options(joinedload(Use.measure).joinedload(Measure.community), joinedload(Use.answered_by))
        .order_by(func.lower(Project.title), func.lower(Measure.site), Measure.id)
        .limit(limit)
    )
    return [Site(use, project, by_id[use.definition_id].newest) for use, project in rows]


def list_linkable(viewer: Viewer, projects: Sequence[Project], limit: int = 200) -> Sequence[Measure]:
    """Measures of these projects that follow no definition yet, by name."""
    return db.session.scalars(
        select(Measure)
        .where(
            Measure.project_id.in_([one.id for one in projects]),
            Measure.id.not_in(select(Use.measure_id)),
            measures.readable_by(viewer),
        )
        .options(joinedload(Measure.community))
        .order_by(func.lower(Measure.name), Measure.id)
        .limit(limit)
    ).all()


def find_site(viewer: Viewer, measure_id: int) -> Site | None:
    """What a measure follows, where the viewer may read both it and the programme, and it belongs there now."""
    definition_id = db.session.scalar(select(Use.definition_id).where(Use.measure_id == measure_id))
    if definition_id is None:
        return None
    try:
        definition = get_definition(viewer, definition_id)
    except NotThere:
        return None
    return next((one for one in list_sites(viewer, [definition]) if one.measure.id == measure_id), None)


def get_site(viewer: Viewer, definition: Definition, measure_id: int) -> Site:
    """Raises NotThere."""
    found = next((one for one in list_sites(viewer, [definition]) if one.measure.id == measure_id), None)
    if found is None:
        raise NotThere
    return found
