"""The demo's measure of which every way in is shown: from a file, pushed by a system, and corrected."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from lhs_community.demo.content import months_since, moved, read
from lhs_community.demo.stage import Stage
from lhs_community.foundation.database import db
from lhs_community.measures.actions.measures import Plan, start_measure
from lhs_community.measures.actions.readings import bring
from lhs_community.measures.actions.taking import Brought
from lhs_community.measures.actions.tokens import make_token, note_use, push_readings
from lhs_community.measures.models.measures import Measure, MeasureKind, Period
from lhs_community.measures.models.readings import Way
from lhs_community.measures.queries.tokens import find_pushed_to
from lhs_community.measures.spc.terms import ChartKind, Direction

TEXTS = (
    "name", "definition", "numerator", "denominator", "exclusions", "unit", "source", "sampling", "collected_by",
)  # fmt: skip
NUMBERS = ("per", "target", "suppress_below")
DAYS = ("target_by", "baseline_from", "baseline_until")


def plan_figures(stage: Stage) -> None:
    for one in read("figures")["measure"]:
        begun = stage.moment(one["days_ago"])
        stage.plan(begun, partial(_start, stage, one))
        stage.plan(stage.moment(40), partial(_bring, stage, one))
        stage.plan(stage.moment(20), partial(_push, stage, one))
        stage.plan(stage.moment(20) + timedelta(days=3), partial(_correct, stage, one))


def _start(stage: Stage, one: dict[str, Any]) -> None:
    told: dict[str, Any] = {name: one[name] for name in (*TEXTS, *NUMBERS)}
    told |= {name: _day(stage, one[name]) for name in DAYS}
    plan = Plan(
        kind=MeasureKind(one["kind"]),
        direction=Direction(one["direction"]),
        chart_kind=ChartKind(one["chart_kind"]),
        period=Period(one["period"]),
        **told,
    )
    project = stage.refs[f"project:{one['project']}"]
    stage.things[f"measure:{one['name']}"] = start_measure(stage.viewer(one["person"]), project.id, plan)


def _day(stage: Stage, written: str) -> date:
    return moved(date.fromisoformat(written), months_since(stage.now.date()))


def _sheet(stage: Stage, rows: list[list[Any]]) -> str:
    lines = [f"{_day(stage, day)},{numerator},{denominator}" for day, numerator, denominator in rows]
    return "\n".join(["date,numerator,denominator", *lines])


def _measure(stage: Stage, one: dict[str, Any]) -> Measure:
    measure: Measure = stage.things[f"measure:{one['name']}"]
    return measure


def _bring(stage: Stage, one: dict[str, Any]) -> None:
    brought = Brought(_sheet(stage, one["from_file"]), Way.FILE, file_name=one["file_name"])
    bring(stage.viewer(one["person"]), _measure(stage, one), brought)


def _push(stage: Stage, one: dict[str, Any]) -> None:
    secret = make_token(stage.viewer(one["person"]), _measure(stage, one), one["token"])
    measure, token = find_pushed_to(_measure(stage, one).id, secret)
    push_readings(token, measure, Brought(_sheet(stage, one["pushed"]), Way.PUSHED, token_id=token.id))
    note_use(token)
    db.session.flush()


def _correct(stage: Stage, one: dict[str, Any]) -> None:
    told = one["correction"]
    brought = Brought(_sheet(stage, [told["row"]]), Way.TYPED, reason=told["reason"])
    bring(stage.viewer(one["person"]), _measure(stage, one), brought)
