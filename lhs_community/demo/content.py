"""Reads the demo's texts: TOML files written by hand in `content/`."""

from __future__ import annotations

import csv
import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "content"
# The invented series and their annotations are dated as seen from this day; the loader moves them by whole months.
WRITTEN_ON = date(2026, 11, 23)
# The files wrap long lines; in Markdown as people type it here, a line that ends is a line that ends.
WRAPPED = re.compile(r"(?m)^(.{100,}\S)\n(?![-*>|#\s]|\d+\. )")


@cache
def read(name: str) -> dict[str, Any]:
    """One file, or all whose names begin so with a number: "threads" reads threads_1.toml, threads_2.toml ..."""
    files = (
        [FOLDER / f"{name}.toml"] if (FOLDER / f"{name}.toml").exists() else sorted(FOLDER.glob(f"{name}_[0-9].toml"))
    )
    merged: dict[str, Any] = {}
    for file in files:
        for key, value in tomllib.loads(file.read_text("utf-8")).items():
            value = _unwrapped(value)
            merged[key] = [*merged.get(key, []), *value] if isinstance(value, list) else value
    return merged


def _unwrapped(value: Any) -> Any:
    if isinstance(value, str):
        return WRAPPED.sub(r"\1 ", value)
    if isinstance(value, list):
        return [_unwrapped(one) for one in value]
    return {key: _unwrapped(one) for key, one in value.items()} if isinstance(value, dict) else value


def read_series(name: str) -> list[tuple[str, str]]:
    """A real open series as (date, value), see content/series/CREDITS.md."""
    with (FOLDER / "series" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["date"], row["value"]) for row in csv.DictReader(file)]


def months_since(today: date) -> int:
    return (today.year - WRITTEN_ON.year) * 12 + today.month - WRITTEN_ON.month


def moved(day: date, months: int) -> date:
    """`day` moved by whole months, so that monthly series keep their first of the month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, 28) if months else day.day)
