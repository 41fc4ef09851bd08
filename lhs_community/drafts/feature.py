"""The door of drafts."""

from __future__ import annotations

from datetime import timedelta

from lhs_community.drafts import actions, panels, views
from lhs_community.foundation.features import Feature, Panel, Periodic

feature = Feature(
    name="drafts",
    blueprint=views.blueprint,
    panels=(Panel("home", "drafts/_home_panel.html", panels.home_panel, slot="side", order=15),),
    periodic=(Periodic("drafts.sweep_drafts", timedelta(hours=12), actions.sweep_drafts),),
    context={"kept_draft": views.kept_draft, "draft_json": views.draft_json},
)
