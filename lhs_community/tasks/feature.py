"""The door of tasks."""

from __future__ import annotations

from datetime import timedelta

from lhs_community.foundation.features import Feature, Periodic
from lhs_community.foundation.subjects import Subject
from lhs_community.tasks import actions, panels, queries, views

feature = Feature(
    name="tasks",
    blueprint=views.blueprint,
    subjects=(Subject("task", "Task", cards=queries.task_cards, path=r"/tasks/(\d+)"),),
    panels=panels.PANELS,
    periodic=(Periodic("tasks.remind", timedelta(minutes=10), actions.remind),),
)
