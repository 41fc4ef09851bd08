"""The door of notifications."""

from __future__ import annotations

from flask import render_template

from lhs_community.accounts import current
from lhs_community.foundation.bus import Event, Listener
from lhs_community.foundation.features import Feature, Panel
from lhs_community.notifications import listeners, live, queries, views


def unread_notices() -> int:
    """For the header of every page."""
    return queries.count_unread(current.viewer())


def notice_words(line: queries.Line, title: str, kind: str) -> str:
    """One line, from the template of the feature whose event it is."""
    feature, _, happened = line.name.partition(".")
    return render_template(
        [f"{feature}/notices/{happened}.txt", "notifications/notices/otherwise.txt"],
        actor=line.actor, title=title, kind=kind.lower(), payload=line.payload,
    ).strip()


feature = Feature(
    name="notifications",
    blueprint=views.blueprint,
    panels=(Panel("home", "notifications/_home_panel.html", queries.home_panel, slot="side", order=10),),
    listeners=(Listener("notifications.write_notices", on=(Event,), run=listeners.write_notices),),
    live=live.register,
    context={"unread_notices": unread_notices, "notice_words": notice_words},
)
