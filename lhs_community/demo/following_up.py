"""What the demo's teams have taken on, how far they say they are, and how an improvement is kept."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from lhs_community.demo.content import read
from lhs_community.demo.stage import Stage
from lhs_community.embedding import actions as embedding
from lhs_community.embedding.models import Embedding, StillThere
from lhs_community.foundation import clock
from lhs_community.foundation.refs import Ref
from lhs_community.projects.actions.progress import set_progress
from lhs_community.projects.queries.projects import get_project
from lhs_community.tasks import actions as tasks
from lhs_community.tasks.models import Task, TaskState


def plan_following_up(stage: Stage) -> None:
    for number, one in enumerate(read("following_up")["task"]):
        stage.plan(stage.moment(one["days_ago"]), partial(_add, stage, number, one))
        if "closed_days_ago" in one:
            stage.plan(stage.moment(one["closed_days_ago"]), partial(_close, stage, number, one))
    for one in read("following_up")["score"]:
        stage.plan(stage.moment(one["days_ago"]), partial(_score, stage, one))
    for one in read("following_up")["keeping"]:
        stage.plan(stage.moment(one["days_ago"]), partial(_keep, stage, one))
        for number, check in enumerate(one.get("check", ())):
            stage.plan(stage.moment(check["days_ago"]), partial(_answer, stage, one, number, check))


def _add(stage: Stage, number: int, one: dict[str, Any]) -> None:
    kind, _, key = one["on"].partition(":")
    ref = Ref("cycle", stage.things[f"cycle:{key}"].id) if kind == "cycle" else stage.refs[one["on"]]
    days = one.get("due_in_days")
    wanted = tasks.Wanted(
        text=one["text"],
        owner_id=stage.people[one["owner"]],
        due_on=clock.now().date() + timedelta(days=days) if days else None,
        place=one.get("place", ""),
    )
    (stage.things[f"task:{number}"],) = tasks.add_tasks(stage.viewer(one["by"]), ref, [wanted])


def _close(stage: Stage, number: int, one: dict[str, Any]) -> None:
    task: Task = stage.things[f"task:{number}"]
    tasks.close_task(stage.viewer(one["owner"]), task, TaskState.DONE)


def _score(stage: Stage, one: dict[str, Any]) -> None:
    actor = stage.viewer(one["by"])
    project = get_project(actor, stage.refs[f"project:{one['project']}"].id)
    set_progress(actor, project, round(one["score"] * 2), one["note"])


def _keep(stage: Stage, one: dict[str, Any]) -> None:
    actor = stage.viewer(one["by"])
    plan = embedding.Plan(
        owner_id=stage.people[one["owner"]],
        standard_work=one["standard_work"],
        training=one.get("training", ""),
        monitoring=one.get("monitoring", ""),
    )
    made = embedding.plan_embedding(actor, stage.refs[f"project:{one['project']}"].id, plan)
    if one.get("handed_over"):
        embedding.hand_over(actor, made, clock.now().date())
    stage.things[f"embedding:{one['project']}"] = made


def _answer(stage: Stage, one: dict[str, Any], number: int, check: dict[str, Any]) -> None:
    made: Embedding = stage.things[f"embedding:{one['project']}"]
    embedding.answer_check(
        stage.viewer(check["by"]), made.checks[number], StillThere(check["answer"]), check["note"]
    )
