"""What the demo's people keep for themselves: bookmarks, one with a reminder that is due, and what they watch."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from lhs_community.bookmarks import actions as bookmarks
from lhs_community.communities.actions.following import set_following
from lhs_community.communities.models import FollowLevel
from lhs_community.demo.content import read
from lhs_community.demo.stage import Stage
from lhs_community.foundation.refs import Ref


def plan_bookmarks(stage: Stage) -> None:
    for one in read("keeping")["bookmark"]:
        stage.plan(stage.moment(one["days_ago"]), partial(_keep, stage, one))
    for one in read("keeping")["following"]:
        stage.plan(stage.now, partial(_follow, stage, one))


def _keep(stage: Stage, one: dict[str, Any]) -> None:
    after = one.get("reminder_after_days")
    remind_at = stage.moment(one["days_ago"]) + timedelta(days=after) if after else None
    bookmarks.keep_bookmark(
        stage.viewer(one["person"]), stage.refs[one["thing"]], note=one.get("note", ""), remind_at=remind_at
    )


def _follow(stage: Stage, one: dict[str, str]) -> None:
    kind, _, key = one["thing"].partition(":")
    ref = Ref("community", stage.communities[key]) if kind == "community" else stage.refs[one["thing"]]
    set_following(stage.viewer(one["person"]), ref, FollowLevel(one["level"]))
