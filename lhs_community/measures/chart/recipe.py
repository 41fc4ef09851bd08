"""All that a chart is made from, as a file: whoever has it makes the very same chart again, with the same flags.

`to_json` writes it, `from_json` reads it back and trusts nothing in it. `lhs-community spc FILE.json` is one reader.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from lhs_community.foundation.errors import Invalid
from lhs_community.measures.chart.drawing import Bounds, Remark
from lhs_community.measures.chart.study import ChartStudy
from lhs_community.measures.chart.window import Window
from lhs_community.measures.spc.analysis import analyse_as
from lhs_community.measures.spc.terms import Baseline, ChartKind, Direction, Observation, Rules, SeriesChart

FORMAT = "lhs-community chart parameters"
ENGINE = 1  # raised when the same figures may come out with other limits or flags
MOST_ROWS, MOST_REMARKS, MOST_TEXT = 20_000, 2_000, 600
LARGEST = 1e15
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")  # no file of text can hold these
Choice = TypeVar("Choice", bound=StrEnum)


def to_json(study: ChartStudy, *, as_of: datetime | None = None) -> str:
    """`as_of`: when the newest of the figures came in."""
    chart = study.chart
    data = _rows(chart)
    answer = {
        "format": FORMAT,
        "engine_version": ENGINE,
        "data_version": version_of(data),
        "data_as_of": as_of.isoformat() if as_of else None,
        "data_note": study.data_note,
        "name": study.name,
        "unit": study.unit,
        "chart_kind": chart.kind.value,
        "direction": chart.direction.value,
        "target": chart.target,
        "per": chart.per,
        "lowest": study.bounds.lowest,
        "highest": study.bounds.highest,
        "rebases": [group.start.isoformat() for group in chart.groups[1:]],
        "fix_after_n": chart.fix_after_n,
        "baseline": _days(chart.baseline.start, chart.baseline.end) if chart.baseline else None,
        "is_screened": chart.is_screened,
        "rules": asdict(chart.rules),
        "window": _days(study.window.start, study.window.until) if study.window else None,
        "remarks": [{"date": one.day.isoformat(), "kind": one.kind, "text": one.text} for one in study.remarks],
        "data": data,
    }
    return json.dumps(answer, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def version_of(data: Sequence[Mapping[str, object]]) -> str:
    """Changes with any figure."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]


def _rows(chart: SeriesChart) -> list[dict[str, object]]:
    return [
        {
            "date": point.date.isoformat(),
            "value": _plain(point.value),
            "numerator": _plain(point.numerator),
            "denominator": _plain(point.denominator),
        }
        for point in chart.points
    ]


def _plain(number: float | None) -> float | None:
    """52 and 52.0 are one figure."""
    return None if number is None else float(number)


def _days(start: date | None, until: date | None) -> dict[str, str | None]:
    return {"from": start.isoformat() if start else None, "until": until.isoformat() if until else None}


@dataclass(frozen=True)
class Recipe:
    """A file that was read: its chart, and what to know about it."""

    study: ChartStudy
    notes: Sequence[str]


def from_json(text: str) -> Recipe:
    """Raises Invalid with the name of the part that is wrong."""
    file = _File(_parsed(text))
    if file.content.get("format") != FORMAT:
        raise Invalid(f"This is no parameter file of a chart: its “format” is not “{FORMAT}”.")
    study = _study(file)
    notes = []
    if file.content.get("engine_version") != ENGINE:
        notes.append("The file was made by another version of the engine: its limits and flags may differ.")
    if file.content.get("data_version") != version_of(_rows(study.chart)):
        notes.append("The figures in the file are not those it was made with: somebody has changed them.")
    return Recipe(study, notes)


def _parsed(text: str) -> Mapping[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid("This is not JSON.") from error
    if not isinstance(content, dict):
        raise Invalid("This is JSON, but no parameter file of a chart.")
    return content


def _study(file: _File) -> ChartStudy:
    remarks = [
        Remark(row.day("date"), row.text("text"), row.text("kind")) for row in file.rows("remarks", MOST_REMARKS)
    ]
    bounds = Bounds(file.number("lowest"), file.number("highest"))
    window = file.part("window")
    return ChartStudy(
        file.text("name"),
        file.text("unit"),
        _chart(file),
        remarks,
        bounds,
        Window(window.day_or_none("from"), window.day_or_none("until")) if window else None,
        file.text("data_note"),
    )


def _chart(file: _File) -> SeriesChart:
    rules, baseline = file.part("rules"), file.part("baseline")
    per = file.number("per")
    try:
        return analyse_as(
            file.choice("chart_kind", ChartKind),
            [_observation(row) for row in file.rows("data", MOST_ROWS)],
            direction=file.choice("direction", Direction),
            target=file.number("target"),
            rebase=[file.as_day(day, "rebases") for day in file.items("rebases", MOST_ROWS)],
            fix_after_n=file.whole("fix_after_n"),
            screen=file.flag("is_screened"),
            rules=_rules(rules) if rules else None,
            baseline=Baseline(baseline.day_or_none("from"), baseline.day_or_none("until")) if baseline else None,
            per=1.0 if per is None else per,
        )
    except ValueError as error:
        raise Invalid(f"The chart cannot be made: {error}.") from error


def _observation(row: _File) -> Observation:
    return Observation(row.day("date"), row.number("value"), row.number("numerator"), row.number("denominator"))


def _rules(part: _File) -> Rules:
    found: dict[str, Any] = {}
    for one in fields(Rules):
        if isinstance(one.default, bool):
            found[one.name] = part.flag(one.name)
            continue
        number = part.number(one.name)
        if number is None or not 0 < number <= 100:
            raise Invalid(f"“{one.name}” must be more than 0 and at most 100.")
        found[one.name] = int(number) if isinstance(one.default, int) else number
    return Rules(**found)


class _File:
    """Named parts of what somebody sent, each checked when it is asked for. Raises Invalid with the part's name."""

    def __init__(self, content: Mapping[str, Any], where: str = "") -> None:
        self.content = content
        self.where = where

    def _wrong(self, name: str, wanted: str) -> Invalid:
        return Invalid(f"“{self.where}{name}” must be {wanted}.")

    def text(self, name: str) -> str:
        found = self.content.get(name, "")
        if not isinstance(found, str) or len(found) > MOST_TEXT or _UNWRITABLE.search(found):
            raise self._wrong(name, f"plain text, at most {MOST_TEXT} characters")
        return found

    def number(self, name: str) -> float | None:
        found = self.content.get(name)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
            raise self._wrong(name, "a number or null")
        if abs(found) > LARGEST:
            raise self._wrong(name, f"at most {LARGEST:g}")
        return float(found)

    def whole(self, name: str) -> int | None:
        found = self.number(name)
        if found is not None and found != int(found):
            raise self._wrong(name, "a whole number or null")
        return None if found is None else int(found)

    def flag(self, name: str) -> bool:
        found = self.content.get(name, False)
        if not isinstance(found, bool):
            raise self._wrong(name, "true or false")
        return found

    def choice(self, name: str, choices: type[Choice]) -> Choice:
        found = self.content.get(name)
        if found not in [one.value for one in choices]:
            raise self._wrong(name, "one of " + ", ".join(one.value for one in choices))
        return choices(found)

    def as_day(self, found: object, name: str) -> date:
        try:
            return date.fromisoformat(str(found))
        except ValueError as error:
            raise self._wrong(name, "a date such as 2024-04-01") from error

    def day(self, name: str) -> date:
        return self.as_day(self.content.get(name), name)

    def day_or_none(self, name: str) -> date | None:
        return None if self.content.get(name) is None else self.day(name)

    def part(self, name: str) -> _File | None:
        found = self.content.get(name)
        if found is None:
            return None
        if not isinstance(found, dict):
            raise self._wrong(name, "a part with names, or null")
        return _File(found, f"{name}: ")

    def items(self, name: str, most: int) -> list[Any]:
        found = self.content.get(name, [])
        if not isinstance(found, list) or len(found) > most:
            raise self._wrong(name, f"a list of at most {most:,}")
        return found

    def rows(self, name: str, most: int) -> list[_File]:
        found = self.items(name, most)
        if not all(isinstance(row, dict) for row in found):
            raise self._wrong(name, "a list of parts with names")
        return [_File(row, f"{name}, row {number}: ") for number, row in enumerate(found, 1)]
