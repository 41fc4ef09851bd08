"""The demo's rooms, direct talk, and the talk about a meeting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from lhs_community.chat.actions.direct import start_direct
from lhs_community.chat.actions.messages import post_message
from lhs_community.chat.actions.rooms import close_room, start_room
from lhs_community.chat.queries.rooms import get_room
from lhs_community.demo.content import read
from lhs_community.demo.stage import Stage
from lhs_community.foundation.refs import Ref


def plan_rooms(stage: Stage) -> None:
    content = read("rooms")
    for one in content["room"]:
        stage.plan(stage.moment(one["days_ago"]), partial(_start, stage, one))
        _plan_talk(stage, one, partial(_room, stage, one))
        if "closed_days_ago" in one:
            stage.plan(stage.moment(one["closed_days_ago"]), partial(_close, stage, one))
    for one in content["direct"]:
        _plan_talk(stage, one, partial(_direct, stage, one))
    for one in content["meeting"]:
        _plan_talk(stage, one, partial(stage.refs.__getitem__, one["about"]))


def _plan_talk(stage: Stage, one: dict[str, Any], subject: Callable[[], Ref]) -> None:
    for message in one["message"]:
        moment = stage.now - timedelta(minutes=message["minutes_ago"])
        stage.plan(moment, partial(_say, stage, message, subject))


def _say(stage: Stage, message: dict[str, Any], subject: Callable[[], Ref]) -> None:
    post_message(stage.viewer(message["author"]), subject(), message["body"])


def _start(stage: Stage, one: dict[str, Any]) -> None:
    room = start_room(stage.viewer(one["by"]), stage.community(one["community"]), one["name"], one["about"])
    stage.refs[f"room:{one['key']}"] = Ref("room", room.id)


def _room(stage: Stage, one: dict[str, Any]) -> Ref:
    return stage.refs[f"room:{one['key']}"]


def _close(stage: Stage, one: dict[str, Any]) -> None:
    actor = stage.viewer(one["by"])
    close_room(actor, get_room(actor, _room(stage, one).id))


def _direct(stage: Stage, one: dict[str, Any]) -> Ref:
    """Started by the first of its people with the first message; the same people get the same talk after that."""
    first, *others = one["people"]
    return Ref("direct", start_direct(stage.viewer(first), [stage.people[key] for key in others]).id)
