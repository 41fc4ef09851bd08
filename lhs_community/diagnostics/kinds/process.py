"""A process map: who does what, one step a line as "role: step | 5 min | value". Waits, decisions and hand-offs are
told from the words, so that a map is typed as fast as it is talked through."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from lhs_community.diagnostics.kinds.outline import Branch
from lhs_community.diagnostics.kinds.shapes import (
    LINE,
    PALE,
    QUIET,
    WARM,
    Box,
    Picture,
    Stroke,
    Words,
    arrow,
    wrapped,
)
from lhs_community.foundation.errors import Invalid

LANE, BOX, MARGIN, HEAD = 236, 206, 40, 40
EXAMPLE = """Nurse: Takes the sample | 5 min | value
Nurse: Prints the label at the desk | 4 min
Wait: The printer is in use | 6 min
Nurse: Do name and band match?
  No: take the sample again
Porter: Carries it to the laboratory | 20 min"""
MOST_ROLES = 8
_TIME = re.compile(r"(\d{1,5}(?:[.,]\d{1,2})?)\s*(min(?:ute)?s?|h(?:ours?|rs?)?|d(?:ays?)?|w(?:eeks?)?)", re.IGNORECASE)
_MINUTES = {"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}
_WAIT = re.compile(r"wait(?:s|ing)?\b", re.IGNORECASE)


class StepKind(StrEnum):
    STEP = "step"
    DECISION = "decision"
    WAIT = "wait"


@dataclass(frozen=True)
class Step:
    """`role` of a wait is that of the step before: whoever has it in hand. `otherwise`: the ways out of a decision."""

    number: int
    role: str
    text: str
    kind: StepKind
    minutes: float | None = None
    adds_value: bool = False
    is_handed_over: bool = False
    otherwise: list[str] = field(default_factory=list)

    @property
    def time(self) -> str:
        return "" if self.minutes is None else said(self.minutes)


def said(minutes: float) -> str:
    """5 min, 1.5 hours, 2 days."""
    for size, name in ((24 * 60, "day"), (60, "hour")):
        if minutes >= size:
            count = f"{minutes / size:.1f}".removesuffix(".0")
            return f"{count} {name}{'' if count == '1' else 's'}"
    return f"{minutes:g} min"


def steps_of(lines: Sequence[Branch]) -> list[Step]:
    """Raises Invalid with the line's number for what cannot be read."""
    found: list[Step] = []
    for line in lines:
        role, text, minutes, adds_value = _parts(line)
        before = found[-1].role if found else ""
        is_wait = bool(_WAIT.fullmatch(role) or (not role and _WAIT.match(text)))
        if is_wait or not role:
            role = before or "Everybody"
        kind = StepKind.WAIT if is_wait else StepKind.DECISION if text.endswith("?") else StepKind.STEP
        otherwise = [branch.text for branch in line.branches]
        is_handed_over = bool(before) and role.casefold() != before.casefold()
        found.append(
            Step(len(found) + 1, role, text, kind, minutes, adds_value and not is_wait, is_handed_over, otherwise)
        )
    if len(roles_of(found)) > MOST_ROLES:
        raise Invalid(f"Keep this to {MOST_ROLES} roles, or map one part of the way at a time.", "text")
    return found


def _parts(line: Branch) -> tuple[str, str, float | None, bool]:
    words, *more = (part.strip() for part in line.text.split("|"))
    role, colon, text = words.partition(":")
    if not colon:
        role, text = "", words
    minutes, adds_value = None, False
    for part in filter(None, more):
        if part.casefold() in ("value", "adds value", "+"):
            adds_value = True
        elif time := _TIME.fullmatch(part):
            minutes = float(time.group(1).replace(",", ".")) * _MINUTES[time.group(2)[0].lower()]
        else:
            raise Invalid(
                f"Line {line.line}: after | write a time, such as 5 min or 2 hours, or the word value. “{part}” is "
                "neither.",
                "text",
            )
    if not text.strip():
        raise Invalid(f"Line {line.line}: say what happens.", "text")
    return role.strip()[:40], text.strip(), minutes, adds_value


def roles_of(steps: Sequence[Step]) -> list[str]:
    """In the order in which they come in; upper and lower case are one."""
    found: dict[str, str] = {}
    for step in steps:
        found.setdefault(step.role.casefold(), step.role)
    return list(found.values())


def facts(steps: Sequence[Step]) -> list[tuple[str, str]]:
    """What the map adds up to; times only where some are known."""
    timed = [step for step in steps if step.minutes is not None]
    total = sum(step.minutes or 0 for step in timed)
    rows = [
        ("Steps", str(len(steps))),
        ("Hand-offs", str(sum(step.is_handed_over for step in steps))),
        ("Decisions", str(sum(step.kind is StepKind.DECISION for step in steps))),
        ("Waits", str(sum(step.kind is StepKind.WAIT for step in steps))),
    ]
    if total:
        waiting = sum(step.minutes or 0 for step in timed if step.kind is StepKind.WAIT)
        useful = sum(step.minutes or 0 for step in timed if step.adds_value)
        of = "" if len(timed) == len(steps) else f" ({len(timed)} of {len(steps)} steps timed)"
        rows += [("Time in all", said(total) + of), ("Of it waiting", f"{said(waiting)}, {100 * waiting / total:.0f}%")]
        rows.append(("Of it adding value", f"{said(useful)}, {100 * useful / total:.0f}%"))
    return rows


def advice(steps: Sequence[Step]) -> list[str]:
    found = []
    if steps and not any(step.minutes for step in steps):
        found.append("No times yet. Even rough ones show where the time goes.")
    if steps and not any(step.adds_value for step in steps):
        found.append("No step is marked as adding value for the person it is for.")
    if any(step.kind is StepKind.DECISION and not step.otherwise for step in steps):
        found.append("A decision says nothing of its other way out. Write it below, indented.")
    return found


def draw(steps: Sequence[Step]) -> Picture:
    """A lane for each role from left to right, time from top to bottom."""
    roles = roles_of(steps)
    lanes = {role.casefold(): MARGIN + number * LANE for number, role in enumerate(roles)}
    picture = Picture(width=MARGIN + len(roles) * LANE)
    for role in roles:
        x = lanes[role.casefold()] + LANE / 2 - 4
        picture.words.append(Words(x, 26, wrapped(role, 24)[:1], 15, is_bold=True, anchor="middle"))
    y: float = HEAD
    last: tuple[float, float] | None = None
    for step in steps:
        x = lanes[step.role.casefold()] + (LANE - BOX) / 2 - 4
        top, middle = y + (34 if step.is_handed_over else 24), x + BOX / 2
        height = _box(picture, step, x, top)
        if last:
            _connect(picture, step, last, (middle, top))
        picture.words.append(Words(MARGIN - 10, top + 22, [str(step.number)], 14, QUIET, True, anchor="end"))
        last, y = (middle, top + height), top + height
    picture.height = y + 12
    for number in range(len(roles)):
        x = MARGIN + number * LANE - 2
        fill = "#f3f6f8" if number % 2 == 0 else "#ffffff"
        picture.boxes.insert(number, Box(x, 4, LANE - 4, picture.height - 6, fill, "#d3dade"))
    return picture


def _box(picture: Picture, step: Step, x: float, y: float) -> float:
    text = wrapped(step.text, 20)
    notes = [line for way in step.otherwise for line in wrapped(f"– {way}", 24)]
    labels = [part for part in (step.kind is StepKind.WAIT and "wait", step.time, step.adds_value and "value") if part]
    notes += wrapped(" · ".join(labels), 26) if labels else []
    height = len(text) * 19 + len(notes) * 17 + 22
    if step.kind is StepKind.DECISION:
        edge = f"M{x + 14} {y}H{x + BOX - 14}L{x + BOX} {y + height / 2}L{x + BOX - 14} {y + height}H{x + 14}"
        picture.shapes.append(Stroke(f"{edge}L{x} {y + height / 2}Z", QUIET, 1.5, PALE))
    else:
        is_wait = step.kind is StepKind.WAIT
        fill, edge = ("#fff6e5", WARM) if is_wait else ("#ffffff", QUIET)
        picture.boxes.append(Box(x, y, BOX, height, fill, edge, "5 4" if is_wait else ""))
        if step.adds_value:
            picture.shapes.append(Stroke(f"M{x + 3} {y + 3}V{y + height - 3}", "#007f3b", 6))
    picture.words.append(Words(x + 18, y + 24, text, 15))
    if notes:
        picture.words.append(Words(x + 18, y + 24 + len(text) * 19, notes, 13, QUIET, step=17))
    return height


def _connect(picture: Picture, step: Step, start: tuple[float, float], end: tuple[float, float]) -> None:
    (from_x, from_y), (to_x, to_y) = start, end
    color = WARM if step.is_handed_over else LINE
    bend = from_y + (to_y - from_y) / 2
    way = f"M{from_x} {from_y}V{to_y - 6}" if from_x == to_x else f"M{from_x} {from_y}V{bend}H{to_x}V{to_y - 6}"
    picture.shapes += [Stroke(way, color, 2.5 if step.is_handed_over else 2), arrow(to_x, to_y, color)]
    if step.is_handed_over and from_x != to_x:
        picture.words.append(Words((from_x + to_x) / 2, bend + 13, ["hand-off"], 12, WARM, True, anchor="middle"))
