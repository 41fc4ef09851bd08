"""Reading tasks. What a viewer may not read is left out by the cards of what the tasks hang on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from lhs_community.accounts.queries import people_by_id
from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.models import Relation
from lhs_community.chain.queries import results_of
from lhs_community.communities.queries.communities import communities_by_id
from lhs_community.communities.queries.members import member_choices
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.tasks import policy
from lhs_community.tasks.models import Task, TaskChange, TaskState

MOST = 200
STATE_LABELS = {TaskState.OPEN: "", TaskState.DONE: "Done", TaskState.DROPPED: "No longer needed"}


@dataclass(frozen=True)
class Row:
    """A task as a list shows it to one viewer: where it hangs, and whether its day has passed where the viewer is."""

    task: Task
    card: Card
    is_overdue: bool
    may_close: bool


def get_task(viewer: Viewer, task_id: int) -> Task:
    """With its owner and what became of it. Raises NotThere."""
    found = db.session.scalars(
        select(Task)
        .where(Task.id == task_id)
        .options(
            joinedload(Task.owner),
            joinedload(Task.changed_by),
            selectinload(Task.changes).joinedload(TaskChange.by),
        )
    ).first()
    if found is None or not policy.may_read(viewer, found):
        raise NotThere
    return found


def task_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    """Read with what they hang on."""
    tasks = db.session.scalars(select(Task).where(Task.id.in_(set(ids))).options(joinedload(Task.owner))).all()
    about = subjects.cards(viewer, [task.ref for task in tasks])
    return {task.id: _card(task, about[task.ref]) for task in tasks if task.ref in about}


def _card(task: Task, about: Card) -> Card:
    return Card(
        ref=Ref("task", task.id),
        title=task.text,
        url=f"/tasks/{task.id}",
        excerpt=about.title,
        kind_label="Task",
        community_id=about.community_id,
        community_name=about.community_name,
        author_id=task.owner_id,
        author_name=task.owner.name,
        when=task.added_at,
        status=STATE_LABELS[task.state],
    )


def list_holders(viewer: Viewer, origin: Card) -> list[Card]:
    """The viewer's projects on which a task from `origin` could hang: those of its community, where it has one."""
    mine = subjects.mine(viewer, "project")
    return [one for one in mine if origin.community_id in (None, one.community_id)]


def row_of(viewer: Viewer, task: Task) -> Row:
    return _rows(viewer, [task], policy.may_change(viewer, task))[0]


def list_tasks(viewer: Viewer, ref: Ref, limit: int = MOST) -> list[Row]:
    """Those of a thing, and of the cycles that tested it: open ones by day, then what is done. Dropped ones last."""
    refs = [ref, *(card.ref for card in results_of(viewer, ref, Relation.TESTED_BY))]
    on_one = tuple_(Task.subject_kind, Task.subject_id).in_([(one.kind, one.id) for one in refs])
    return _rows(viewer, _listed(on_one, limit=limit), policy.may_add(viewer, ref))


def list_my_tasks(viewer: Viewer, limit: int = MOST) -> list[Row]:
    """Open ones that the viewer has, those due first on top."""
    if viewer.is_guest:
        return []
    return _rows(viewer, _listed(Task.owner_id == viewer.id, Task.state == TaskState.OPEN, limit=limit), False)


def list_my_closed(viewer: Viewer, before: int | None = None, limit: int = 20) -> tuple[list[Row], int | None]:
    """What the viewer has done or need not do any more, newest task first; and where the next page begins."""
    if viewer.is_guest:
        return [], None
    query = select(Task).where(Task.owner_id == viewer.id, Task.state != TaskState.OPEN)
    if before is not None:
        query = query.where(Task.id < before)
    found = db.session.scalars(
        query.options(joinedload(Task.owner)).order_by(Task.id.desc()).limit(limit + 1)
    ).all()
    return _rows(viewer, found[:limit], False), found[limit - 1].id if len(found) > limit else None


def _listed(*conditions: ColumnElement[bool], limit: int) -> Sequence[Task]:
    return db.session.scalars(
        select(Task)
        .where(*conditions)
        .options(joinedload(Task.owner))
        .order_by(Task.state != TaskState.OPEN, Task.state == TaskState.DROPPED)
        .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
        .limit(limit)
    ).all()


def _rows(viewer: Viewer, tasks: Iterable[Task], may_change: bool) -> list[Row]:
    some = list(tasks)
    cards = subjects.cards(viewer, [task.ref for task in some])
    today = clock.today(viewer.time_zone)
    return [
        Row(
            task,
            cards[task.ref],
            is_overdue=task.is_open and task.due_on is not None and task.due_on < today,
            may_close=not viewer.is_guest and (may_change or task.owner_id == viewer.id),
        )
        for task in some
        if task.ref in cards
    ]


def owner_choices(viewer: Viewer, ref: Ref, *present: int) -> list[tuple[str, str]]:
    """Who could do it: who works on the thing, then the community's members, as value and label."""
    card = subjects.require_card(viewer, ref)
    ids = list(dict.fromkeys([*present, *subjects.people(viewer, ref)]))
    people = people_by_id(ids)
    near = [(str(id_), people[id_].name) for id_ in ids if id_ in people and not people[id_].is_disabled]
    community = communities_by_id(viewer, [card.community_id]).get(card.community_id) if card.community_id else None
    known = {value for value, _ in near}
    far = [one for one in member_choices(viewer, community) if one[0] not in known] if community else []
    return [*near, *far]
