"""The demo's meetings: arranged, signed up for, held, noted."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from lhs_community.demo.content import read
from lhs_community.demo.stage import Stage
from lhs_community.foundation import clock
from lhs_community.foundation.refs import Ref
from lhs_community.meetings.actions import agenda, attendance, meetings, notes, tasks
from lhs_community.meetings.models import Answer, LinkKind, Meeting, MeetingKind
from lhs_community.meetings.queries.agenda import get_item
from lhs_community.meetings.queries.meetings import get_meeting
from lhs_community.meetings.times import Repeat, combine, resolve

ZONE = "Europe/London"


def plan_meetings(stage: Stage) -> None:
    for one in read("meetings")["meeting"]:
        arranged = stage.moment(one["arranged_days_ago"])
        stage.plan(arranged, partial(_arrange, stage, one))
        stage.plan(arranged + timedelta(hours=5), partial(_fill_agenda, stage, one))
        stage.plan(arranged + timedelta(hours=9), partial(_sign_up, stage, one))
        ended = _wall(stage, one) + timedelta(minutes=one["minutes"])
        if (held := resolve(ended, ZONE).moment + timedelta(hours=1)) < stage.now:
            stage.plan(held, partial(_write_up, stage, one))
            stage.plan(held + timedelta(days=3), partial(_finish, stage, one))


def _wall(stage: Stage, one: dict[str, Any]) -> datetime:
    day: date = (stage.now + timedelta(days=one["in_days"])).date()
    return combine(day + timedelta(days=(one["weekday"] - day.weekday()) % 7), time.fromisoformat(one["at"]))


def _meeting(stage: Stage, one: dict[str, Any], key: str) -> Meeting:
    return get_meeting(stage.viewer(key), stage.refs[f"meeting:{one['key']}"].id)


def _arrange(stage: Stage, one: dict[str, Any]) -> None:
    plan = meetings.Plan(
        title=one["title"],
        when=resolve(_wall(stage, one), ZONE),
        minutes=one["minutes"],
        kind=MeetingKind(one["kind"]),
        purpose=one["purpose"],
        place=one.get("place", ""),
        joining_link=one.get("joining_link", ""),
        capacity=one.get("capacity"),
        access_note=one.get("access_note", ""),
        host_ids=[stage.people[key] for key in one["hosts"]],
    )
    repeats = meetings.Repeats(Repeat(one.get("repeat", "never")), one.get("count", 1))
    made = meetings.arrange_meeting(stage.viewer(one["by"]), stage.community(one["community"]), plan, repeats)
    stage.refs[f"meeting:{one['key']}"] = Ref("meeting", made.id)


def _fill_agenda(stage: Stage, one: dict[str, Any]) -> None:
    meeting = _meeting(stage, one, one["by"])
    actor = stage.viewer(one["by"])
    for item in one.get("item", ()):
        point = agenda.Point(item["title"], item["minutes"], stage.people[item["lead"]])
        if about := item.get("about"):
            made = agenda.put_on_agenda(actor, meeting, stage.refs[about])
            agenda.change_item(actor, get_item(actor, made.id), point)
        else:
            made = agenda.add_item(actor, meeting, point)
        stage.refs[f"item:{one['key']}:{item['title']}"] = Ref("agenda_item", made.id)


def _sign_up(stage: Stage, one: dict[str, Any]) -> None:
    for answer in (Answer.YES, Answer.MAYBE):
        for key in one.get(answer.value, ()):
            attendance.answer_invitation(stage.viewer(key), _meeting(stage, one, key), answer)


def _write_up(stage: Stage, one: dict[str, Any]) -> None:
    actor, meeting = stage.viewer(one["by"]), _meeting(stage, one, one["by"])
    texts = {"notes": one.get("notes", "")}
    for item in one.get("item", ()):
        made = stage.refs[f"item:{one['key']}:{item['title']}"]
        texts[f"item_{made.id}"] = item.get("notes", "")
    notes.write_notes(actor, meeting, texts)
    for link in one.get("link", ()):
        notes.add_link(actor, meeting, LinkKind(link["kind"]), link["label"], link["url"])
    today = clock.now().date()
    for number, task in enumerate(one.get("task", ())):
        typed = tasks.Undertaking(
            task["text"], stage.people[task["owner"]], today + timedelta(days=task["due_in_days"])
        )
        stage.things[f"task:{one['key']}:{number}"] = tasks.add_task(actor, meeting, typed)


def _finish(stage: Stage, one: dict[str, Any]) -> None:
    for number, task in enumerate(one.get("task", ())):
        if task.get("done"):
            tasks.tick_task(stage.viewer(one["by"]), stage.things[f"task:{one['key']}:{number}"], is_done=True)
