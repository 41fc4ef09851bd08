"""The door of expertise."""

from __future__ import annotations

from datetime import timedelta

from lhs_community.expertise import keeping, listeners, panels, views
from lhs_community.foundation.bus import Event, Listener
from lhs_community.foundation.features import Feature, NavItem, Periodic

feature = Feature(
    name="expertise",
    blueprint=views.blueprint,
    panels=panels.PANELS,
    listeners=(
        Listener("expertise.keep_evidence", (Event,), listeners.keep_evidence, wants=listeners.is_about_source),
    ),
    periodic=(Periodic("expertise.rebuild", timedelta(hours=24), keeping.rebuild, in_parts=True),),
    nav=(NavItem("People", "expertise.list_people", 25),),
)
