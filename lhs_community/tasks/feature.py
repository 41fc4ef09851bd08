"""The door of tasks."""

from __future__ import annotations

from datetime import timedelta

from lhs_community.foundation.features import Feature, Periodic
from lhs_community.tasks import actions, panels, views

feature = Feature(
    name="tasks",
    blueprint=views.blueprint,
    panels=panels.PANELS,
    periodic=(Periodic("tasks.remind", timedelta(minutes=10), actions.remind),),
)
