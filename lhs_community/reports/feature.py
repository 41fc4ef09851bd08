"""The door of reports."""

from __future__ import annotations

from lhs_community.foundation.features import Feature, Panel
from lhs_community.reports import queries
from lhs_community.reports.views import blueprint

feature = Feature(
    name="reports",
    blueprint=blueprint,
    panels=(Panel("community", "reports/_community_action.html", queries.community_actions, slot="actions", order=80),),
)
