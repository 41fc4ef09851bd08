"""The demo's list of topics, put in by its curator before anybody asks anything."""

from __future__ import annotations

from functools import partial

from lhs_community.demo.content import read
from lhs_community.demo.people import OPENED
from lhs_community.demo.stage import Stage
from lhs_community.topics.actions import importing
from lhs_community.topics.sheet import write

CURATOR = "kate-lumley"


def plan_topics(stage: Stage) -> None:
    stage.plan(stage.moment(OPENED - 1), partial(_import, stage))


def _import(stage: Stage) -> None:
    importing.import_topics(stage.viewer(CURATOR), write(read("topics")["topic"]))
