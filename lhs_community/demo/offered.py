"""Whom the demo offers to sign in as."""

from __future__ import annotations

from lhs_community.demo.content import read

PASSWORD = "learning together since monday"


def people() -> list[dict[str, str]]:
    """email, name, role_title, shown (what to try as them) and password of each."""
    return [
        {key: person[key] for key in ("email", "name", "role_title", "shown")} | {"password": PASSWORD}
        for person in read("people")["person"]
        if person.get("shown")
    ]


def handles() -> list[str]:
    """The same people by the key the content knows them by."""
    return [person["key"] for person in read("people")["person"] if person.get("shown")]
