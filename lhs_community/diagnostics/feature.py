"""The door of diagnostics."""

from __future__ import annotations

from lhs_community.diagnostics import queries, views
from lhs_community.foundation.features import Feature, Panel
from lhs_community.foundation.subjects import Subject

feature = Feature(
    name="diagnostics",
    blueprint=views.blueprint,
    subjects=(
        Subject(
            "diagnostic",
            "Diagnostic",
            path=r"/diagnostics/([0-9]+)",
            cards=queries.diagnostic_cards,
            index_card=queries.diagnostic_index_card,
            may_edit=queries.may_edit,
            all_ids=queries.all_diagnostic_ids,
        ),
    ),
    panels=(Panel("project", "diagnostics/_project_panel.html", queries.project_panel, order=20),),
)
