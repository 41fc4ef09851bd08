"""The door of interpretations."""

from __future__ import annotations

from datetime import timedelta

from lhs_community.foundation.features import Feature, Periodic
from lhs_community.foundation.subjects import Subject
from lhs_community.interpretations import actions, panels, queries, views

feature = Feature(
    name="interpretations",
    blueprint=views.blueprint,
    subjects=(
        Subject(
            "interpretation",
            "Interpretation",
            path=r"/interpretations/([0-9]+)",
            cards=queries.interpretation_cards,
            index_card=queries.interpretation_index_card,
            may_edit=queries.may_edit,
            outline=queries.interpretation_outline,
            all_ids=queries.all_interpretation_ids,
        ),
    ),
    panels=panels.PANELS,
    periodic=(Periodic("interpretations.show_due", timedelta(minutes=10), actions.show_due),),
)
