"""Adding, changing and closing tasks; and telling their owners the day before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.chain import actions as chain
from lhs_community.chain.models import Relation
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import claim, db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear
from lhs_community.tasks import events, policy
from lhs_community.tasks.models import PLACE_LENGTH, TEXT_LENGTH, Became, Task, TaskChange, TaskState

MOST_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Who does what, where and by when, as somebody typed it."""

    text: str
    owner_id: int
    due_on: date | None = None
    place: str = ""


def add_tasks(
    actor: Viewer, ref: Ref, wanted: Sequence[Wanted], consent: Consent = NO_CONSENT, origin: Ref | None = None
) -> list[Task]:
    """All of them or none; `origin` is what they came of. A problem names its field with its row's number: text_2."""
    policy.require_add(actor, ref)
    texts = {f"text_{number}": one.text for number, one in enumerate(wanted, 1)}
    places = {f"place_{number}": one.place for number, one in enumerate(wanted, 1)}
    require_clear(actor, texts | places, consent)
    made = []
    for number, one in enumerate(wanted, 1):
        text, place, owner = _checked(ref, one, None, f"_{number}")
        task = Task(
            subject_kind=ref.kind,
            subject_id=ref.id,
            text=text,
            place=place,
            owner_id=owner.id,
            due_on=one.due_on,
            state=TaskState.OPEN,
            remind_at=_reminder(one.due_on, owner),
            added_by_id=actor.person_id,
            added_at=clock.now(),
            changed_by_id=actor.person_id,
            changed_at=clock.now(),
        )
        db.session.add(task)
        db.session.flush()
        _note(actor, task, Became.ADDED)
        record(events.TaskGiven(**_about(actor, task), person_id=owner.id, due_on=task.due_on))
        if origin:
            chain.link(actor, origin, Ref("task", task.id), Relation.LED_TO)
        made.append(task)
    return made


def change_task(
    actor: Viewer, task: Task, wanted: Wanted, version: int | None = None, consent: Consent = NO_CONSENT
) -> None:
    """Words, owner, day. A new owner is told; a new day is reminded of anew."""
    policy.require_change(actor, task)
    require_clear(actor, {"text": wanted.text, "place": wanted.place}, consent)
    claim(task, version)
    text, place, owner = _checked(task.ref, wanted, task.due_on)
    if (text, place) != (task.text, task.place):
        _note(actor, task, Became.REWORDED, f"{task.text} ({task.place})" if task.place else task.text)
    if owner.id != task.owner_id:
        _note(actor, task, Became.GIVEN, db.session.get_one(Person, task.owner_id).name)
        record(events.TaskGiven(**_about(actor, task), person_id=owner.id, due_on=wanted.due_on))
    else:
        record(events.TaskChanged(**_about(actor, task)))
    if wanted.due_on != task.due_on:
        _note(actor, task, Became.MOVED, f"{task.due_on:%-d %B %Y}" if task.due_on else "")
    if (owner.id, wanted.due_on) != (task.owner_id, task.due_on) and task.is_open:
        task.remind_at = _reminder(wanted.due_on, owner)
    task.text, task.place, task.owner_id, task.due_on = text, place, owner.id, wanted.due_on
    _stamp(actor, task)


def close_task(actor: Viewer, task: Task, state: TaskState) -> None:
    """Done, open again, or no longer needed. The last is for who may change it."""
    policy.require_close(actor, task)
    if state is TaskState.DROPPED:
        policy.require_change(actor, task)
    claim(task, None)
    if task.state is state:
        return
    task.state, task.closed_at = state, None if state is TaskState.OPEN else clock.now()
    owner = db.session.get_one(Person, task.owner_id)
    task.remind_at = _reminder(task.due_on, owner) if state is TaskState.OPEN else None
    _stamp(actor, task)
    about = _about(actor, task)
    if state is TaskState.DONE:
        _note(actor, task, Became.DONE)
        record(events.TaskDone(**about, person_id=task.added_by_id))
    elif state is TaskState.DROPPED:
        _note(actor, task, Became.DROPPED)
        record(events.TaskDropped(**about, person_id=task.owner_id))
    else:
        _note(actor, task, Became.REOPENED)
        record(events.TaskReopened(**about, person_id=task.owner_id))


def remind() -> int:
    """For the worker: tells each owner once, the morning before. A worker that slept tells them when it wakes."""
    due = db.session.scalars(
        select(Task)
        .where(Task.remind_at <= clock.now(), Task.state == TaskState.OPEN)
        .order_by(Task.remind_at, Task.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    told = 0
    for task in due:
        task.remind_at = None
        if task.due_on is not None and _may_have(task.owner_id, task.ref):
            record(
                events.TaskNearlyDue(
                    actor_id=None,
                    subject_kind=task.subject_kind,
                    subject_id=task.subject_id,
                    task_id=task.id,
                    person_id=task.owner_id,
                    due_on=task.due_on,
                )
            )
            told += 1
    return told


def _checked(ref: Ref, wanted: Wanted, was_due: date | None, row: str = "") -> tuple[str, str, Person]:
    text, place = " ".join(wanted.text.split()), " ".join(wanted.place.split())
    if not 3 <= len(text) <= TEXT_LENGTH:
        raise Invalid(f"Say in 3 to {TEXT_LENGTH} characters what is to be done.", f"text{row}")
    if len(place) > PLACE_LENGTH:
        raise Invalid(f"Shorten this to {PLACE_LENGTH} characters.", f"place{row}")
    owner = db.session.get(Person, wanted.owner_id)
    if owner is None or owner.is_anonymous or owner.is_disabled or not _may_have(owner.id, ref):
        raise Invalid("Choose somebody who may read this.", f"owner_id{row}")
    if wanted.due_on and wanted.due_on != was_due and wanted.due_on < clock.today(owner.time_zone):
        raise Invalid("Enter a day that is not in the past.", f"due_on{row}")
    return text, place, owner


def _may_have(person_id: int, ref: Ref) -> bool:
    try:
        owner = viewer_for(person_id)
    except NotThere:
        return False
    return not owner.is_guest and subjects.card(owner, ref) is not None


def _reminder(due_on: date | None, owner: Person) -> datetime | None:
    """None where that morning has passed: who gives a task for tomorrow has just said so."""
    if due_on is None:
        return None
    moment = clock.morning(due_on - timedelta(days=1), owner.time_zone)
    return moment if moment > clock.now() else None


def _note(actor: Viewer, task: Task, became: Became, words: str = "") -> None:
    db.session.add(TaskChange(task_id=task.id, became=became, words=words, by_id=actor.id, at=clock.now()))


def _stamp(actor: Viewer, task: Task) -> None:
    task.version += 1
    task.changed_by_id, task.changed_at = actor.id, clock.now()


def _about(actor: Viewer, task: Task) -> dict[str, Any]:
    return {
        "actor_id": actor.id,
        "subject_kind": task.subject_kind,
        "subject_id": task.subject_id,
        "task_id": task.id,
    }
