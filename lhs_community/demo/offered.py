"""Whom a demo offers to sign in as. All invented people share one password, and only a demo shows it."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

PASSWORD = "tea-after-the-huddle"
CONTENT = Path(__file__).parent / "content"


@cache
def people() -> list[dict[str, str]]:
    """Those with something to show first: name, role_title, email, shown, password."""
    everybody = tomllib.loads((CONTENT / "people.toml").read_text("utf-8"))["person"]
    fields = ("name", "role_title", "email", "shown")
    return [{**{name: one[name] for name in fields}, "password": PASSWORD} for one in everybody if one.get("shown")]
