"""Two versions of one text, field by field: who changed what since both read it, and what a form sends for each."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field

CHOICE = "merge-"
VERSIONS = ("mine", "theirs")


@dataclass(frozen=True)
class Difference:
    """One field in which two versions met, in words, and as the form sends them. `base`: what both began from, where
    it is known."""

    mine: str
    theirs: str
    mine_sent: Sequence[str]
    theirs_sent: Sequence[str]
    mine_changed: bool
    theirs_changed: bool
    base: str | None = None

    @property
    def choice(self) -> str:
        """What is chosen until the editor says otherwise."""
        if self.mine_changed and self.theirs_changed:
            return "edit"
        return "mine" if self.mine_changed else "theirs"

    @property
    def words(self) -> str:
        if self.mine_changed and self.theirs_changed:
            return "You both changed this"
        return "Only you changed this" if self.mine_changed else "Only they changed this"


def chosen(form: MultiDict[str, Any]) -> MultiDict[str, Any] | None:
    """What was sent, with each field that was decided by choosing a version; None where there was nothing to choose."""
    choices = {key.removeprefix(CHOICE): form[key] for key in form if key.startswith(CHOICE)}
    if not choices:
        return None
    decided = MultiDict(form)
    for name, version in choices.items():
        if version in VERSIONS:
            decided.poplist(name)
            decided.setlist(name, form.getlist(f"{version}-{name}"))
    return decided


def digest(value: object) -> str:
    return hashlib.sha256(_same(value).encode()).hexdigest()[:10]


def _same(value: object) -> str:
    if isinstance(value, list | tuple):
        return ",".join(sorted(str(one) for one in value))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def sent(value: object) -> list[str]:
    """As a browser sends it; nothing for what is empty."""
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    if isinstance(value, bool):
        return ["y"] if value else []
    if isinstance(value, time):
        return [f"{value:%H:%M}"]
    return [] if value is None else [str(value)]


def shown(field: Field, value: object) -> str:
    """As a reader would say it: the labels of choices, a date in words."""
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if hasattr(field, "choices"):
        labels = {str(key): str(label) for key, label, *_ in field.choices or ()}
        wanted = value if isinstance(value, list | tuple) else [value]
        return ", ".join(labels.get(str(one), str(one)) for one in wanted if one is not None)
    return _same(value)
