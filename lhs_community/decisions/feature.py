"""The door of decisions."""

from __future__ import annotations

from datetime import timedelta

from lhs_community.decisions import actions, panels, queries, views
from lhs_community.foundation.features import Feature, NavItem, Periodic
from lhs_community.foundation.subjects import Subject

feature = Feature(
    name="decisions",
    blueprint=views.blueprint,
    subjects=(
        Subject(
            "decision",
            "Decision",
            path=r"/decisions/([0-9]+)",
            cards=queries.decision_cards,
            index_card=queries.decision_index_card,
            may_edit=queries.may_edit,
            all_ids=queries.all_decision_ids,
            waiting=queries.waiting_decisions,
        ),
    ),
    panels=panels.PANELS,
    nav=(NavItem("Decisions", "decisions.list_decisions", 50),),
    periodic=(Periodic("decisions.mark_due_reviews", timedelta(minutes=10), actions.mark_due_reviews),),
)
