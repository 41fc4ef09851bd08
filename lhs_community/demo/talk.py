"""The demo's threads and chat."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from lhs_community.chat.actions import messages as chat
from lhs_community.chat.actions.channels import mark_read
from lhs_community.demo import offered
from lhs_community.demo.content import read
from lhs_community.demo.stage import Stage
from lhs_community.discussions import keeping
from lhs_community.discussions.actions import (
    answers as answer_actions,
    convening as convening_actions,
    posts as post_actions,
    reading as reading_actions,
    summaries as summary_actions,
    threads as thread_actions,
)
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import ThreadKind
from lhs_community.discussions.queries import threads
from lhs_community.foundation import subjects
from lhs_community.foundation.refs import Ref

# The people one can sign in as have read what is older than this, so that their start page shows news.
UNREAD_DAYS = 8
EVERYTHING = 1_000_000  # a number beyond any channel's last


def plan_threads(stage: Stage) -> None:
    for one in read("threads")["thread"]:
        started = stage.moment(one["days_ago"])
        stage.plan(started, partial(_start, stage, one))
        last = started
        for answer in one.get("reply", ()):
            moment = started + timedelta(hours=answer["hours_after"])
            last = max(last, moment)
            stage.plan(moment, partial(_reply, stage, one, answer))
        stage.plan(last + timedelta(hours=2), partial(_convene, stage, one))
        if (stage.now - last).days >= UNREAD_DAYS:
            stage.plan(stage.now, partial(_read, stage, one))


def _start(stage: Stage, one: dict[str, Any]) -> None:
    draft = keeping.Draft(title=one["title"], body=one["body"], kind=ThreadKind(one["kind"]), tags=one["tags"])
    author = stage.viewer(one["author"])
    thread = thread_actions.start_thread(author, stage.community(one["community"]), draft)
    stage.refs[f"thread:{one['key']}"] = Ref("thread", thread.id)
    stage.things[f"thread:{one['key']}"] = threads.get_thread(author, thread.id)


def _reply(stage: Stage, one: dict[str, Any], answer: dict[str, Any]) -> None:
    thread = stage.things[f"thread:{one['key']}"]
    post: Post = post_actions.reply(stage.viewer(answer["author"]), thread, answer["body"])
    if answer.get("worked"):
        answer_actions.accept_answer(stage.viewer(one["author"]), thread, post)


def _convene(stage: Stage, one: dict[str, Any]) -> None:
    """What the community's first convenor did once the talk had come to rest."""
    community = next(place for place in read("communities")["community"] if place["key"] == one["community"])
    key = community["convenors"][0]
    convenor, thread = stage.viewer(key), stage.things[f"thread:{one['key']}"]
    if one.get("pinned"):
        convening_actions.pin_thread(convenor, thread, is_pinned=True)
    if one.get("summary"):
        summary_actions.summarise(convenor, thread, one["summary"])
    if one.get("outcome"):
        convening_actions.close_thread(convenor, thread, one["outcome"])


def _read(stage: Stage, one: dict[str, Any]) -> None:
    thread = stage.things[f"thread:{one['key']}"]
    for person in offered.handles():
        viewer = stage.viewer(person)
        if thread.community_id in viewer.roles and thread.merged_into_id is None:
            reading_actions.mark_all_read(viewer, [thread])


def plan_chat(stage: Stage) -> None:
    channels: dict[str, datetime] = {}
    for one in read("chat")["message"]:
        moment = _moment(stage, one)
        channels[one["channel"]] = max(moment, channels.get(one["channel"], moment))
        stage.plan(moment, partial(_say, stage, one))
    for channel, last in channels.items():
        if (stage.now - last).days >= UNREAD_DAYS:
            stage.plan(stage.now, partial(_read_channel, stage, channel))


def _moment(stage: Stage, one: dict[str, Any]) -> datetime:
    """`minutes_ago`, or a minute of the day so many days ago."""
    if "minutes_ago" in one:
        return stage.now - timedelta(minutes=one["minutes_ago"])
    day = stage.moment(one["days_ago"]).replace(hour=0, minute=0, second=0, microsecond=0)
    return day + timedelta(minutes=one["minute"])


def _subject(stage: Stage, channel: str) -> Ref:
    kind, _, key = channel.partition(":")
    return Ref("community", stage.communities[key]) if kind == "community" else stage.refs[channel]


def _say(stage: Stage, one: dict[str, Any]) -> None:
    chat.post_message(stage.viewer(one["author"]), _subject(stage, one["channel"]), one["body"])


def _read_channel(stage: Stage, channel: str) -> None:
    subject = _subject(stage, channel)
    for person in offered.handles():
        viewer = stage.viewer(person)
        if subjects.card(viewer, subject):
            mark_read(viewer, subject, EVERYTHING)
