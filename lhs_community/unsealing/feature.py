"""The door of unsealing."""

from __future__ import annotations

from datetime import timedelta

from lhs_community.foundation.bus import Listener
from lhs_community.foundation.features import Feature, Panel, Periodic
from lhs_community.foundation.subjects import Subject
from lhs_community.unsealing import actions, events, listeners, queries, views

feature = Feature(
    name="unsealing",
    blueprint=views.blueprint,
    subjects=(Subject("unsealing", "Unsealing request", cards=queries.unsealing_cards),),
    panels=(
        Panel("thread", "unsealing/_thread_panel.html", queries.thread_panel, slot="side", order=90),
        Panel("home", "unsealing/_home_panel.html", queries.home_panel, slot="side", order=5),
    ),
    listeners=(
        Listener("unsealing.mail_deciders", (events.UnsealingAsked,), listeners.mail_deciders),
        Listener("unsealing.tell_author", (events.UnsealingApproved,), listeners.tell_author),
        Listener("unsealing.write_notice", (events.AuthorTold,), listeners.write_notice),
    ),
    periodic=(Periodic("unsealing.expire_due", timedelta(hours=1), actions.expire_due),),
)
