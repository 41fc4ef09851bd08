"""What the demo's people have kept of their talk, a question and a decision that quote it; how long the rest stays."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat.actions.excerpts import make_excerpt
from lhs_community.chat.actions.retention import set_retention
from lhs_community.communities.models import Community
from lhs_community.decisions.actions import record_decision
from lhs_community.decisions.models import Method
from lhs_community.demo.content import read
from lhs_community.demo.stage import Stage
from lhs_community.discussions.actions.threads import start_thread
from lhs_community.discussions.keeping import Draft
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card


def plan_kept_talk(stage: Stage) -> None:
    for one in read("chat")["kept"]:
        day = stage.moment(one["days_ago"]).replace(hour=0, minute=0, second=0, microsecond=0)
        stage.plan(day + timedelta(minutes=one["minute"]), partial(_keep, stage, one))

    for one in read("chat")["retention"]:
        stage.plan(stage.moment(one["days_ago"]), partial(_limit, stage, one))


def _limit(stage: Stage, one: dict[str, Any]) -> None:
    set_retention(stage.viewer(one["by"]), stage.community(one["community"]), one["days"])


def _keep(stage: Stage, one: dict[str, Any]) -> None:
    actor = stage.viewer(one["by"])
    kind, _, key = one["channel"].partition(":")
    subject = Ref(kind, stage.communities[key]) if kind == "community" else stage.refs[one["channel"]]
    card = subjects.require_card(actor, make_excerpt(actor, subject, one["numbers"]).ref)
    community = db.session.get_one(Community, card.community_id)
    (_ask if one["becomes"] == "question" else _decide)(actor, community, one, card)


def _ask(actor: Viewer, community: Community, one: dict[str, Any], card: Card) -> None:
    body = f"From [{card.title}]({card.url}):\n\n{card.body}\n\n{one['words']}"
    start_thread(actor, community, Draft(title=one["title"], body=body, tags=one["tags"]), origin=card.ref)


def _decide(actor: Viewer, community: Community, one: dict[str, Any], card: Card) -> None:
    record_decision(
        actor,
        community,
        title=one["title"],
        what=f"{one['words']}\n\n{card.body}",
        why=one["why"],
        method=Method.CONSENT,
        origin=card.ref,
    )
