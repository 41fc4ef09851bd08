"""Measures of the demo's projects that are read as other charts than XmR."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from lhs_community.demo.content import months_since, moved, read
from lhs_community.demo.stage import Stage
from lhs_community.measures.actions.measures import Plan, start_measure
from lhs_community.measures.actions.notes import annotate_measure
from lhs_community.measures.actions.readings import add_readings
from lhs_community.measures.models.measures import MeasureKind
from lhs_community.measures.spc.terms import ChartKind, Direction


def plan_charted(stage: Stage) -> None:
    for one in read("charted")["measure"]:
        stage.plan(stage.moment(40), partial(_start, stage, one))
        stage.plan(stage.moment(1), partial(_bring, stage, one))


def _start(stage: Stage, one: dict[str, Any]) -> None:
    months = months_since(stage.now.date())
    first, last = (moved(date.fromisoformat(day), months) if day else None for day in one.get("baseline", ("", "")))
    plan = Plan(
        name=one["name"],
        kind=MeasureKind(one["kind"]),
        direction=Direction(one["direction"]),
        definition=one["definition"],
        unit=one["unit"],
        target=one.get("target"),
        source=one["source"],
        chart_kind=ChartKind(one["chart"]),
        numerator=one.get("numerator", ""),
        denominator=one.get("denominator", ""),
        per=float(one.get("per", 1)),
        baseline_from=first,
        baseline_until=last,
    )
    project = stage.refs[f"project:{one['project']}"]
    stage.things[f"charted:{one['name']}"] = start_measure(stage.viewer(one["lead"]), project.id, plan)


def _bring(stage: Stage, one: dict[str, Any]) -> None:
    lead, measure = stage.viewer(one["lead"]), stage.things[f"charted:{one['name']}"]
    months = months_since(stage.now.date())
    columns = "date,numerator,denominator" if one.get("denominator") else "date,value"
    rows = [
        ",".join([str(moved(date.fromisoformat(day), months)), *map(str, figures)]) for day, *figures in one["values"]
    ]
    add_readings(lead, measure, "\n".join([columns, *rows]))
    for note in one["annotations"]:
        annotate_measure(lead, measure, moved(date.fromisoformat(note["date"]), months), note["text"])
