"""A notice in words, from the template of the feature whose event it is; also for mail, where there is no request."""

from __future__ import annotations

from flask import current_app

from lhs_community.notifications.queries import Line


def notice_words(line: Line, title: str, kind: str) -> str:
    """One line of plain text."""
    feature, _, happened = line.name.partition(".")
    template = current_app.jinja_env.select_template(
        [f"{feature}/notices/{happened}.txt", "notifications/notices/otherwise.txt"]
    )
    return template.render(actor=line.actor, title=title, kind=kind.lower(), payload=line.payload).strip()
