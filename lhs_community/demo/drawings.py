"""What the demo's projects draw besides: diagnostics, and which measures belong where in a driver diagram."""

from __future__ import annotations

from functools import partial
from typing import Any

from lhs_community.demo.content import read
from lhs_community.demo.stage import Stage
from lhs_community.diagnostics.actions import change_diagnostic, start_diagnostic
from lhs_community.diagnostics.models import DiagnosticKind
from lhs_community.projects.actions import diagram
from lhs_community.projects.models.diagram import Driver
from lhs_community.projects.models.terms import DriverKind
from lhs_community.projects.queries.cycles import get_driver
from lhs_community.projects.queries.diagram import list_things
from lhs_community.projects.queries.projects import get_diagram


def plan_drawings(stage: Stage) -> None:
    for one in read("drawings")["measured"]:
        stage.plan(stage.moment(one["days_ago"]), partial(_measure, stage, one))
    for one in read("drawings")["diagnostic"]:
        stage.plan(stage.moment(one["days_ago"]), partial(_diagnose, stage, one))


def _diagnose(stage: Stage, one: dict[str, Any]) -> None:
    person, project = stage.viewer(one["person"]), stage.refs[f"project:{one['project']}"]
    text = one["text"].strip("\n")
    begun = "\n".join(text.splitlines()[: one.get("begun_with", 1000)])
    made = start_diagnostic(person, project.id, DiagnosticKind(one["kind"]), one["title"], begun)
    if begun != text:
        change_diagnostic(person, made, made.title, text)


def _measure(stage: Stage, one: dict[str, Any]) -> None:
    """A measure of the aim, or of the primary driver of that title."""
    lead = stage.viewer(one["person"])
    project = get_diagram(lead, stage.refs[f"project:{one['project']}"].id)
    measures = [stage.things[f"measure:{one['project']}:{key}"].id for key in one["measures"]]
    if "driver" not in one:
        diagram.measure_aim(lead, project, measures, ())
        return
    things = [thing for thing in list_things(lead, project).values() if isinstance(thing, Driver)]
    found = next(thing for thing in things if thing.title == one["driver"])
    driver = get_driver(lead, found.id)
    primaries = [] if driver.kind is DriverKind.PRIMARY else [above.id for above in driver.primaries]
    diagram.change_driver(lead, driver, driver.kind, driver.title, primaries, measures=measures)
