"""The demo's interpretations: signals on charts that people read apart, and then together."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from lhs_community.demo.content import read
from lhs_community.demo.stage import Stage
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.refs import Ref
from lhs_community.interpretations import actions
from lhs_community.interpretations.models import Interpretation, Sureness


def plan_interpretations(stage: Stage) -> None:
    for one in read("interpretations")["interpretation"]:
        opened = stage.moment(one["opened_days_ago"])
        stage.plan(opened, partial(_open, stage, one))
        for number, reading in enumerate(one["reading"], start=1):
            stage.plan(opened + timedelta(hours=5 * number), partial(_read, stage, one, reading))
        if "shown_days_ago" in one:
            stage.plan(stage.moment(one["shown_days_ago"]), partial(_show, stage, one))
        if "agreed" in one:
            stage.plan(stage.moment(one["settled_days_ago"]), partial(_settle, stage, one))


def _open(stage: Stage, one: dict[str, Any]) -> None:
    viewer = stage.viewer(one["opened_by"])
    ref = Ref("measure", stage.things[f"measure:{one['project']}:{one['measure']}"].id)
    worse = [each for each in subjects.findings(viewer, [ref])[ref] if each.is_better is one["is_better"]]
    due = clock.now() + timedelta(days=one["due_in_days"]) if "due_in_days" in one else None
    made = actions.open_interpretation(viewer, subjects.require_card(viewer, ref), worse[-1], due)
    stage.things[f"interpretation:{one['key']}"] = made
    stage.refs[f"interpretation:{one['key']}"] = Ref("interpretation", made.id)


def _opened(stage: Stage, one: dict[str, Any]) -> Interpretation:
    found: Interpretation = stage.things[f"interpretation:{one['key']}"]
    return found


def _read(stage: Stage, one: dict[str, Any], reading: dict[str, Any]) -> None:
    texts = {name: text for name, text in reading.items() if name not in ("by", "sureness")}
    given = actions.Given(sureness=Sureness(reading["sureness"]), **texts)
    actions.give_reading(stage.viewer(reading["by"]), _opened(stage, one), given)


def _show(stage: Stage, one: dict[str, Any]) -> None:
    actions.show_readings(stage.viewer(one["opened_by"]), _opened(stage, one))


def _settle(stage: Stage, one: dict[str, Any]) -> None:
    actions.settle(
        stage.viewer(one["opened_by"]),
        _opened(stage, one),
        agreed=one["agreed"],
        reasons=one["reasons"],
        differences=one["differences"],
    )
