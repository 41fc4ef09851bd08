"""The demo's posts with files on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from lhs_community.accounts.viewer import Viewer
from lhs_community.demo.content import FOLDER, read
from lhs_community.demo.stage import Stage
from lhs_community.discussions import keeping
from lhs_community.discussions.actions import posts as post_actions, threads as thread_actions
from lhs_community.discussions.models.threads import ThreadKind
from lhs_community.discussions.queries import threads
from lhs_community.files import actions, intake
from lhs_community.files.actions import Chosen
from lhs_community.files.intake import Sent
from lhs_community.foundation.refs import Ref


def plan_attachments(stage: Stage) -> None:
    for one in read("attachments")["thread"]:
        started = stage.moment(one["days_ago"])
        stage.plan(started, partial(_start, stage, one))
        for answer in one.get("reply", ()):
            stage.plan(started + timedelta(hours=answer["hours_after"]), partial(_reply, stage, one, answer))


def _start(stage: Stage, one: dict[str, Any]) -> None:
    author = stage.viewer(one["author"])
    draft = keeping.Draft(title=one["title"], body=one["body"], kind=ThreadKind(one["kind"]), tags=one["tags"])
    chosen = hold(author, one["file"])
    thread = thread_actions.start_thread(author, stage.community(one["community"]), draft, chosen=chosen)
    stage.refs[f"thread:{one['key']}"] = Ref("thread", thread.id)
    stage.things[f"thread:{one['key']}"] = threads.get_thread(author, thread.id)


def _reply(stage: Stage, one: dict[str, Any], answer: dict[str, Any]) -> None:
    author = stage.viewer(answer["author"])
    thread = stage.things[f"thread:{one['key']}"]
    post_actions.reply(author, thread, answer["body"], chosen=hold(author, answer.get("file", ())))


def hold(author: Viewer, files: Sequence[dict[str, str]]) -> Chosen:
    """Files of the demo, ready to hang on what the author writes."""
    words = {}
    for file in files:
        sent = Sent(file["name"], (FOLDER / "files" / file["name"]).read_bytes())
        held = actions.hold_upload(author, intake.prepare(sent)).attachment
        words[held.key] = file.get("words", "")
    return Chosen(list(words), words, pictures_are_clear=True)
