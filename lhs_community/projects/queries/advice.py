"""A project as its diagram and its completeness card see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lhs_community.accounts.models import PersonKind
from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.models import Relation
from lhs_community.chain.queries import results_of
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.projects import charter, diagram
from lhs_community.projects.diagram import Drawing, Fault, Layer, Node
from lhs_community.projects.models.diagram import Driver, Idea
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import STATUS_LABELS, DriverKind, TeamPart
from lhs_community.projects.queries.projects import charter_of


@dataclass(frozen=True)
class Diagram:
    drawing: Drawing | None
    faults: list[Fault]


@dataclass(frozen=True)
class Branch:
    """A driver with what hangs on it, for the list that says the same as the drawing."""

    driver: Driver
    drivers: list[Branch]
    ideas: list[Idea]


def diagram_of(viewer: Viewer, project: Project) -> Diagram:
    """The drawing, and what a team should look at. `project` is a whole one."""
    ideas = sorted(project.ideas, key=lambda one: (one.position, one.id))
    nodes = [_driver_node(driver) for driver in project.drivers] + [_idea_node(idea) for idea in ideas]
    if not nodes:
        return Diagram(None, [])
    return Diagram(diagram.draw(charter.in_words(charter_of(project)) or project.title, nodes), diagram.faults(nodes))


def _driver_node(driver: Driver) -> Node:
    layer = Layer.PRIMARY if driver.kind is DriverKind.PRIMARY else Layer.SECONDARY
    return Node(f"driver-{driver.id}", layer, driver.title, [f"driver-{one.id}" for one in driver.primaries])


def _idea_node(idea: Idea) -> Node:
    return Node(
        f"idea-{idea.id}",
        Layer.IDEA,
        f"{idea.number}. {idea.title}",
        [f"driver-{one.id}" for one in idea.drivers],
        idea.status.value,
        STATUS_LABELS[idea.status],
    )


def branches_of(viewer: Viewer, project: Project) -> list[Branch]:
    """The diagram as a tree: what serves several drivers stands under each of them."""

    ideas = sorted(project.ideas, key=lambda one: (one.position, one.id))

    def branch(driver: Driver) -> Branch:
        return Branch(
            driver,
            [branch(one) for one in project.drivers if driver in one.primaries],
            [idea for idea in ideas if driver in idea.drivers],
        )

    return [branch(driver) for driver in project.drivers if not driver.primaries]


def measures_of(viewer: Viewer, project: Project) -> Sequence[Card]:
    """Measures belong to a feature beside this one, so the chain is asked."""
    return results_of(viewer, Ref("project", project.id), Relation.MEASURED_BY)


def completeness_of(viewer: Viewer, project: Project) -> list[charter.Check]:
    """What is there and what is missing. `project` is a whole one."""
    measures = measures_of(viewer, project)
    kinds = [member.person.kind for member in project.team]
    parts = {one.part for one in project.team} | {one.part for one in project.places}
    standing = charter.Standing(
        team_size=len(kinds) + len(project.places),
        has_patient_or_carer=PersonKind.PATIENT_CARER in kinds or TeamPart.LIVED_EXPERIENCE in parts,
        has_sponsor=TeamPart.SPONSOR in parts,
        primary_drivers=sum(driver.kind is DriverKind.PRIMARY for driver in project.drivers),
        ideas=len(project.ideas),
        cycles=sum(len(idea.cycles) for idea in project.ideas),
        is_measured=bool(measures),
        is_balanced=any(card.role == "balancing" for card in measures),
    )
    return charter.completeness(charter_of(project), project.started_at.date(), standing)
