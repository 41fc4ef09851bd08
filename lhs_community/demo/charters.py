"""The demo's projects as they are written on: changes of mind in a charter, dates planned later, a template saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from lhs_community.demo.stage import Stage
from lhs_community.foundation import clock
from lhs_community.projects.actions.projects import change_charter
from lhs_community.projects.actions.templates import save_template
from lhs_community.projects.queries.projects import charter_of, get_whole_project

PROJECT, WHO, SECOND = "falls-bundle-birch-ward", "bernadette-quill", "tom-hesketh"
WORDS = (
    (SECOND, 300, "balancing", "are up and dressed", "walk to the table, and are dressed,"),
    (WHO, 120, "risks", "Then one bay keeps it up", "Then two bays keep it up"),
)  # fmt: skip


def plan_charters(stage: Stage) -> None:
    stage.plan(stage.moment(400), partial(_plan_days, stage))
    for who, days_ago, field, before, after in WORDS:
        stage.plan(stage.moment(days_ago), partial(_reword, stage, who, field, before, after))
    stage.plan(stage.moment(60), partial(_save, stage))


def _plan_days(stage: Stage) -> None:
    actor = stage.viewer(WHO)
    project = get_whole_project(actor, stage.refs[f"project:{PROJECT}"].id)
    today = clock.now().date()
    planned = replace(charter_of(project), starts_on=today, ends_on=today + timedelta(days=540))
    change_charter(actor, project, planned)


def _reword(stage: Stage, who: str, field: str, before: str, after: str) -> None:
    actor = stage.viewer(who)
    project = get_whole_project(actor, stage.refs[f"project:{PROJECT}"].id)
    charter = charter_of(project)
    change_charter(actor, project, replace(charter, **{field: getattr(charter, field).replace(before, after)}))


def _save(stage: Stage) -> None:
    actor = stage.viewer(WHO)
    project = get_whole_project(actor, stage.refs[f"project:{PROJECT}"].id)
    save_template(actor, project, "Falls on a ward, as Birch did it", "With the round at five and the floor lights.")
