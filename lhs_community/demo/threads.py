"""What the demo's convenors did with whole threads, who looks after questions, and what people said of answers."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from lhs_community.accounts.models import Person
from lhs_community.demo.content import read
from lhs_community.demo.stage import Stage
from lhs_community.discussions import keeping
from lhs_community.discussions.actions import (
    answers as answer_actions,
    care as care_actions,
    moving as moving_actions,
    posts as post_actions,
    threads as thread_actions,
)
from lhs_community.discussions.models.threads import Thread, ThreadKind
from lhs_community.discussions.queries.posts import get_numbered_post
from lhs_community.discussions.queries.threads import get_thread
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.measures.actions.readings import add_readings
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.queries.figures import current_readings


def plan_whole_threads(stage: Stage) -> None:
    acts = {
        "merge": _merge,
        "split": _split,
        "move": _move,
        "assign": _assign,
        "postpone": _postpone,
        "me_too": _say_me_too,
        "trial": _try,
        "data_question": _ask_of_data,
    }
    typed = read("whole_threads")
    for name, act in acts.items():
        for one in typed[name]:
            stage.plan(stage.moment(one["days_ago"]), partial(act, stage, one))
    for one in typed["data_question"]:
        asked = stage.moment(one["days_ago"])
        stage.plan(asked + timedelta(hours=one["reply"]["hours_after"]), partial(_reply, stage, one))
        stage.plan(stage.moment(one["correction"]["days_ago"]), partial(_correct, stage, one))


def _thread(stage: Stage, one: dict[str, Any], by: str, name: str = "thread") -> Thread:
    return get_thread(stage.viewer(one[by]), stage.refs[f"thread:{one[name]}"].id)


def _merge(stage: Stage, one: dict[str, Any]) -> None:
    moving_actions.merge_thread(
        stage.viewer(one["by"]), _thread(stage, one, "by"), _thread(stage, one, "by", "into"), is_confirmed=True
    )


def _split(stage: Stage, one: dict[str, Any]) -> None:
    convenor, thread = stage.viewer(one["by"]), _thread(stage, one, "by")
    posts = [get_numbered_post(convenor, thread, number) for number in one["numbers"]]
    moving_actions.split_thread(convenor, thread, posts, one["title"], ThreadKind(one["kind"]))


def _move(stage: Stage, one: dict[str, Any]) -> None:
    moving_actions.move_thread(stage.viewer(one["by"]), _thread(stage, one, "by"), stage.community(one["to"]))


def _assign(stage: Stage, one: dict[str, Any]) -> None:
    person = db.session.get_one(Person, stage.people[one["to"]])
    care_actions.assign_question(stage.viewer(one["by"]), _thread(stage, one, "by"), person)


def _postpone(stage: Stage, one: dict[str, Any]) -> None:
    care_actions.postpone_question(stage.viewer(one["by"]), _thread(stage, one, "by"), one["days"], one["reason"])


def _say_me_too(stage: Stage, one: dict[str, Any]) -> None:
    for key in one["people"]:
        viewer = stage.viewer(key)
        thread = get_thread(viewer, stage.refs[f"thread:{one['thread']}"].id)
        answer_actions.say_me_too(viewer, thread, is_on=True)


def _try(stage: Stage, one: dict[str, Any]) -> None:
    viewer, thread = stage.viewer(one["person"]), _thread(stage, one, "person")
    post = get_numbered_post(viewer, thread, one["number"])
    answer_actions.try_answer(viewer, thread, post, one["setting"], has_worked=one["worked"])


def _ask_of_data(stage: Stage, one: dict[str, Any]) -> None:
    draft = keeping.Draft(one["title"], one["body"], ThreadKind.DATA_QUESTION, one["tags"])
    thread = thread_actions.start_thread(
        stage.viewer(one["author"]),
        stage.community(one["community"]),
        draft,
        origin=Ref("measure", _measure(stage, one).id),
    )
    stage.refs[f"thread:{one['key']}"] = Ref("thread", thread.id)


def _measure(stage: Stage, one: dict[str, Any]) -> Measure:
    measure: Measure = stage.things[f"measure:{one['measure']}"]
    return measure


def _reply(stage: Stage, one: dict[str, Any]) -> None:
    replier = stage.viewer(one["reply"]["author"])
    post_actions.reply(replier, get_thread(replier, stage.refs[f"thread:{one['key']}"].id), one["reply"]["body"])


def _correct(stage: Stage, one: dict[str, Any]) -> None:
    """The latest value was wrong, and the thread that asked about the chart says that it has changed since."""
    typed, measure = one["correction"], _measure(stage, one)
    actor = stage.viewer(typed["by"])
    day, reading = list(current_readings(actor, measure).items())[-1]
    value = round((reading.value or 0) * typed["factor"], 2)
    add_readings(actor, measure, f"date,value\n{day.isoformat()},{value}", reason=typed["reason"])
