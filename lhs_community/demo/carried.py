"""What hangs on the demo's messages: replies, reactions, files, pins, an edit."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import Any

from lhs_community.chat.actions import messages as chat
from lhs_community.chat.actions.pins import pin_message
from lhs_community.chat.actions.reactions import react
from lhs_community.chat.models.messages import Message
from lhs_community.chat.queries.messages import get_message
from lhs_community.demo.attachments import hold
from lhs_community.demo.content import read
from lhs_community.demo.stage import Stage
from lhs_community.foundation.reactions import ReactionKind
from lhs_community.foundation.refs import Ref

SOON = timedelta(minutes=2)
_THREAD = re.compile(r"\{(thread:[\w-]+)\}")


def plan_carried(stage: Stage) -> None:
    for one in read("chat_carried")["message"]:
        moment = stage.now - timedelta(minutes=one["minutes_ago"])
        stage.plan(moment, partial(_say, stage, one))
        for answer in one.get("reply", ()):
            stage.plan(moment + timedelta(minutes=answer["minutes_after"]), partial(_reply, stage, one, answer))
        if "edited" in one:
            stage.plan(moment + SOON, partial(_edit, stage, one))


def _say(stage: Stage, one: dict[str, Any]) -> None:
    author = stage.viewer(one["author"])
    subject = Ref("community", stage.communities[one["channel"].partition(":")[2]])
    body = _THREAD.sub(lambda found: f"/threads/{stage.refs[found.group(1)].id}", one["body"])
    message = chat.post_message(author, subject, body, chosen=hold(author, one.get("file", ())))
    stage.things[f"message:{one['key']}"] = message
    _react(stage, message, one)
    if "pinned_by" in one:
        convenor = stage.viewer(one["pinned_by"])
        pin_message(convenor, get_message(convenor, message.id))


def _reply(stage: Stage, one: dict[str, Any], answer: dict[str, Any]) -> None:
    root: Message = stage.things[f"message:{one['key']}"]
    author, subject = stage.viewer(answer["author"]), root.channel.subject
    _react(stage, chat.post_message(author, subject, answer["body"], answers=root.number), answer)


def _react(stage: Stage, message: Message, one: dict[str, Any]) -> None:
    for kind, people in one.get("reactions", {}).items():
        for person in people:
            viewer = stage.viewer(person)
            react(viewer, get_message(viewer, message.id), ReactionKind(kind), is_on=True)


def _edit(stage: Stage, one: dict[str, Any]) -> None:
    author, message = stage.viewer(one["author"]), stage.things[f"message:{one['key']}"]
    chat.edit_message(author, get_message(author, message.id), one["edited"])
