"""What is kept of each change: the fields of a thing as text, and how people read them. Pure.

A column that somebody adds to a project, driver, idea or cycle is kept from then on by itself.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import object_mapper
from sqlalchemy.orm.base import instance_state

from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.diagram import Driver, Idea
from lhs_community.projects.models.projects import Project

Kept = Project | Driver | Idea | Cycle
KINDS: Mapping[type[Any], str] = {Project: "project", Driver: "driver", Idea: "idea", Cycle: "cycle"}
# Lists of other things, kept as their ids.
LISTS = {Driver: "primaries", Idea: "drivers"}
NEVER = frozenset({"id", "version", "number", "hints", "position", "removed_at"})
# Written by the steps of a cycle, which have their own ways back.
OF_STEPS = frozenset({"state", "act", "next_move", "came_from_id"})
LABELS = {
    "title": "title",
    "problem": "problem",
    "aim_for_whom": "aim: for whom",
    "aim_what": "aim: what",
    "aim_where": "aim: where",
    "aim_how_good": "aim: how good",
    "aim_by": "aim: by when",
    "aim_measure_id": "aim: measure",
    "aim_text": "aim in one sentence",
    "scope": "what is in",
    "scope_out": "what is out",
    "risks": "risks",
    "equality": "equality",
    "balancing": "what might get worse",
    "ethics": "ethics and data protection",
    "starts_on": "planned start",
    "ends_on": "planned end",
    "stopped_reason": "why it stopped",
    "as_planned": "went as planned",
    "done": "what was done",
    "unexpected": "what was unexpected",
    "study": "what was learned",
    "next_step": "what comes next",
    "stage_of_test": "kind of cycle",
    "primaries": "primary drivers that it serves",
    "act": "decision",
    "kind": "layer",
    "lead": "lead",
    "member": "on the team",
}
_NUMBERED = {
    "question": "question {}", "prediction": "prediction of question {}",
    "answer": "answer to question {}", "right": "whether prediction {} was right",
}  # fmt: skip


def key_of(thing: Kept) -> tuple[str, int]:
    return KINDS[type(thing)], thing.id


def values_of(thing: Kept) -> dict[str, str]:
    """Every field of a thing that is kept, as text; lists only where they are loaded."""
    unloaded = instance_state(thing).unloaded
    columns = [one.key for one in object_mapper(thing).column_attrs if is_kept(one.key)]
    values = {name: as_text(getattr(thing, name)) for name in columns if name not in unloaded}
    ids = LISTS.get(type(thing))
    if ids and ids not in unloaded:
        values[ids] = as_text([one.id for one in getattr(thing, ids)])
    if isinstance(thing, Cycle) and "questions" not in unloaded:
        for number, one in enumerate(thing.questions, 1):
            values |= {f"question_{number}": one.question, f"prediction_{number}": one.prediction}
            values |= {f"answer_{number}": one.answer, f"right_{number}": as_text(one.was_right)}
    return values


def is_kept(column: str) -> bool:
    if column in NEVER or column.endswith(("_html", "_at")):
        return False
    return column == "aim_measure_id" or not column.endswith("_id")


def as_text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ",".join(str(one) for one in sorted(value))
    return "" if value is None else str(value)


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Field -> what stood there and what stands there now. A list that was not loaded both times is not compared;
    a question that is new or gone is."""
    found = {}
    for name in dict.fromkeys([*before, *after]):
        if (name in before and name in after) or name.partition("_")[0] in _NUMBERED:
            old, new = before.get(name, ""), after.get(name, "")
            if old != new:
                found[name] = (old, new)
    return found


def label(field: str) -> str:
    """The field in the words of the page."""
    head, _, number = field.partition("_")
    if head in _NUMBERED and number.isdecimal():
        return _NUMBERED[head].format(number)
    return LABELS.get(field, field.replace("_", " "))
