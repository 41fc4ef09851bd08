"""The demo's lessons, adoptions and decisions."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from lhs_community.accounts.models import Person
from lhs_community.decisions import actions as decisions
from lhs_community.decisions.models import Method
from lhs_community.demo.content import read
from lhs_community.demo.stage import Stage
from lhs_community.foundation import clock
from lhs_community.foundation.database import db


def plan_decisions(stage: Stage) -> None:
    for one in read("decisions")["decision"]:
        stage.plan(stage.moment(one["decided_days_ago"]), partial(_decide, stage, one))


def _decide(stage: Stage, one: dict[str, Any]) -> None:
    today = clock.now().date()
    decisions.record_decision(
        stage.viewer(one["owner"]),
        stage.community(one["community"]),
        title=one["title"],
        what=one["what"],
        why=one["why"],
        method=Method(one["how"]),
        options_not_taken=one.get("options_not_taken", ""),
        dissent=one.get("dissent", ""),
        owner=db.session.get_one(Person, stage.people[one["owner"]]),
        decided_on=today,
        review_on=today + timedelta(days=one["review_in_days"]),
        origin=stage.refs.get(_origin(one)),
    )


def _origin(one: dict[str, Any]) -> str:
    if one.get("from_thread"):
        return f"thread:{one['from_thread']}"
    return f"project:{one.get('project', '')}"
