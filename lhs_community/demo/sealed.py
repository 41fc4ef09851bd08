"""What some of the demo's people write without their name, and a request to unseal that is declined."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from lhs_community.demo.content import read
from lhs_community.demo.stage import Stage
from lhs_community.discussions import keeping
from lhs_community.discussions.actions import posts as post_actions, threads as thread_actions
from lhs_community.discussions.models.threads import Thread
from lhs_community.discussions.queries.posts import get_post
from lhs_community.discussions.queries.threads import get_thread
from lhs_community.foundation.refs import Ref
from lhs_community.unsealing import actions as unsealing
from lhs_community.unsealing.models import Ground
from lhs_community.unsealing.queries import get_request


def plan_sealed(stage: Stage) -> None:
    content = read("sealed")
    for one in content["question"]:
        started = stage.moment(one["days_ago"])
        stage.plan(started, partial(_ask, stage, one))
        for answer in one["reply"]:
            moment = started + timedelta(hours=answer["hours_after"])
            stage.plan(moment, partial(_reply, stage, one["key"], answer))
    for one in content["reply"]:
        stage.plan(stage.moment(one["days_ago"]), partial(_reply, stage, one["thread"], one | {"unnamed": True}))
    for one in content["request"]:
        asked = stage.moment(one["days_ago"])
        stage.plan(asked, partial(_ask_to_unseal, stage, one))
        stage.plan(asked + timedelta(hours=one["hours_to_decision"]), partial(_decline, stage, one))


def _ask(stage: Stage, one: dict[str, Any]) -> None:
    draft = keeping.Draft(title=one["title"], body=one["body"], tags=one["tags"], is_anonymous=True)
    author = stage.viewer(one["author"])
    thread = thread_actions.start_thread(author, stage.community(one["community"]), draft)
    stage.refs[f"thread:{one['key']}"] = Ref("thread", thread.id)
    stage.things[f"thread:{one['key']}"] = get_thread(author, thread.id)


def _reply(stage: Stage, key: str, answer: dict[str, Any]) -> None:
    thread: Thread = stage.things[f"thread:{key}"]
    author = stage.viewer(answer["author"])
    post = post_actions.reply(author, thread, answer["body"], is_anonymous=bool(answer.get("unnamed")))
    if "key" in answer:
        stage.refs[f"post:{answer['key']}"] = Ref("post", post.id)


def _ask_to_unseal(stage: Stage, one: dict[str, Any]) -> None:
    convenor = stage.viewer(one["asked_by"])
    post = get_post(convenor, stage.refs[f"post:{one['post']}"].id)
    made = unsealing.ask_to_unseal(convenor, post, Ground(one["ground"]), one["reason"], shows_post=one["shows_post"])
    stage.refs[f"unsealing:{one['post']}"] = Ref("unsealing", made.id)


def _decline(stage: Stage, one: dict[str, Any]) -> None:
    lead = stage.viewer(one["decided_by"])
    request = get_request(lead, stage.refs[f"unsealing:{one['post']}"].id)
    unsealing.decide(lead, request, is_approved=False, note=one["note"])
