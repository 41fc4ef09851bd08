"""The demo's summaries under headings, with their history, and one that is still a draft."""

from __future__ import annotations

from functools import partial
from typing import Any

from lhs_community.demo.content import read
from lhs_community.demo.stage import Stage
from lhs_community.discussions.actions import summaries as actions
from lhs_community.discussions.models.summaries import Heading
from lhs_community.discussions.queries.summaries import make_first_draft
from lhs_community.discussions.queries.threads import get_thread


def plan_summaries(stage: Stage) -> None:
    for one in read("summaries")["summary"]:
        stage.plan(stage.moment(one["days_ago"]), partial(_write, stage, one))


def _write(stage: Stage, one: dict[str, Any]) -> None:
    viewer = stage.viewer(one["by"])
    thread = get_thread(viewer, stage.refs[f"thread:{one['thread']}"].id)
    if one.get("draft") == "rules":
        actions.save_draft(viewer, thread, make_first_draft(viewer, thread), is_by_rules=True)
    else:
        actions.summarise(viewer, thread, {heading: one[heading] for heading in Heading if heading in one})
    if one.get("owner"):
        actions.hand_over_summary(viewer, thread, stage.people[one["owner"]])
