"""What other systems send: JSON or CSV as rows, and refusals as problem details (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from lhs_community.foundation.errors import Invalid
from lhs_community.measures import datasheet
from lhs_community.measures.actions.taking import Brought
from lhs_community.measures.datasheet.table import to_text
from lhs_community.measures.datasheet.terms import Columns
from lhs_community.measures.models.readings import Way
from lhs_community.safety.forms import Form
from lhs_community.safety.held import Held

_FIGURES = ("value", "numerator", "denominator")
_KNOWN = frozenset({"date", *_FIGURES})


class TokenForm(Form):
    name = StringField(
        "Which system will push?",
        [DataRequired("Say which system it is for"), Length(max=80)],
        description="For example: incident system, weekly export. It stands beside the figures that come with it.",
    )


@dataclass(frozen=True)
class Trouble(Exception):
    """A refusal for programs. `problems` are told one by one."""

    status: int
    title: str
    detail: str
    problems: Sequence[Mapping[str, object]] = ()

    def told(self) -> dict[str, object]:
        about = {"type": "about:blank", "title": self.title, "status": self.status, "detail": self.detail}
        return about | ({"problems": list(self.problems)} if self.problems else {})


NO_SUCH = Trouble(404, "Not found", "There is no such measure, or the token is not for it. Send it as: Bearer lhs_…")


@dataclass(frozen=True)
class Sent:
    """`is_json`: rows are counted from 1, as there is no heading."""

    brought: Brought
    is_json: bool


def read_body(content_type: str, body: bytes, token_id: int, reason: str = "") -> Sent:
    """Raises Trouble."""
    if len(body) > datasheet.MOST_BYTES:
        raise Trouble(413, "Too large", f"Send at most {datasheet.MOST_BYTES // 1000:,} kB at once.")
    if content_type == "application/json":
        return _from_json(body, token_id)
    if content_type == "text/csv":
        try:
            text = datasheet.decode(body)
        except Invalid as error:
            raise Trouble(400, "Not CSV", error.message) from error
        return Sent(Brought(text, Way.PUSHED, reason=reason, token_id=token_id), is_json=False)
    raise Trouble(415, "Unsupported media type", "Send application/json or text/csv.")


def _from_json(body: bytes, token_id: int) -> Sent:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Trouble(400, "Not JSON", "The body cannot be read as JSON.") from error
    readings = told.get("readings") if isinstance(told, dict) else None
    reason = told.get("reason", "") if isinstance(told, dict) else ""
    if not isinstance(readings, list) or not isinstance(reason, str) or set(told) - {"readings", "reason"}:
        raise Trouble(422, "Not as expected", 'Send {"readings": [...]} and, with corrections, "reason": a text.')
    problems = [problem for number, one in enumerate(readings, 1) for problem in _odd(number, one)]
    if problems:
        raise Trouble(422, "Not as expected", "Nothing was saved.", problems)
    is_divided = any("numerator" in one or "denominator" in one for one in readings)
    names = ["date", "numerator", "denominator"] if is_divided else ["date", "value"]
    rows = [[_cell(one.get(name)) for name in names] for one in readings]
    columns = Columns(0, numerator=1, denominator=2) if is_divided else Columns(0, 1)
    brought = Brought(
        to_text([names, *rows]) if rows else "", Way.PUSHED, reason=reason, columns=columns, token_id=token_id
    )
    return Sent(brought, is_json=True)


def _odd(number: int, one: Any) -> list[dict[str, object]]:
    if not isinstance(one, dict):
        return [{"row": number, "message": "A reading is an object with a date and its figures."}]
    found = [
        {"row": number, "field": str(name)[:40], "message": "There is no such field."} for name in set(one) - _KNOWN
    ]
    if not isinstance(one.get("date"), str):
        found.append({"row": number, "field": "date", "message": "Give the date as a text, such as 2026-03-01."})
    for name in _FIGURES:
        if isinstance(one.get(name), bool | dict | list):
            found.append({"row": number, "field": name, "message": "Give a number, or null for a gap."})
    return found


def _cell(value: object) -> str:
    return "" if value is None else value if isinstance(value, str) else repr(value)


def trouble_of(refusal: Invalid, *, is_json: bool) -> Trouble:
    """A refusal in the words of the page, for a program; it repeats nothing that the guard has found."""
    if isinstance(refusal, Held):
        kinds = sorted({finding.kind for found in refusal.findings.values() for finding in found})
        told: list[dict[str, object]] = [
            {"field": name, "message": "Held by the guard."} for name in refusal.findings
        ]
        return Trouble(422, "May identify a person", f"Nothing was saved. Found: {', '.join(kinds)}.", told)
    if isinstance(refusal, datasheet.BadSheet):
        return Trouble(422, "Figures to put right", refusal.message, [_told(one, is_json) for one in refusal.problems])
    if isinstance(refusal, datasheet.Unexplained):
        told = [{"date": one.day.isoformat(), "was": one.old, "would_be": one.new} for one in refusal.corrections]
        return Trouble(409, "A reason is needed", refusal.message, told)
    return Trouble(422, "Not taken", refusal.message)


def _told(problem: datasheet.Problem, is_json: bool) -> dict[str, object]:
    told: dict[str, object] = {"message": problem.message}
    if problem.row:
        told["row"] = problem.row - 1 if is_json else problem.row
    if problem.column:
        told["field"] = problem.column
    if problem.cell and not is_json:
        told["cell"] = problem.cell
    return told
