"""What the demo's convenors have to look after."""

from __future__ import annotations

from functools import partial
from typing import Any

from lhs_community.demo.content import read
from lhs_community.demo.stage import Stage
from lhs_community.discussions.queries.posts import get_numbered_post
from lhs_community.foundation.refs import Ref
from lhs_community.moderation import actions as moderation
from lhs_community.moderation.models import FlagReason


def plan_reports(stage: Stage) -> None:
    for one in read("reports")["report"]:
        stage.plan(stage.moment(one["days_ago"]), partial(_report, stage, one))


def _report(stage: Stage, one: dict[str, Any]) -> None:
    viewer = stage.viewer(one["by"])
    post = get_numbered_post(viewer, stage.things[f"thread:{one['thread']}"], one["number"])
    moderation.flag(viewer, Ref("post", post.id), FlagReason(one["reason"]), one["note"])
