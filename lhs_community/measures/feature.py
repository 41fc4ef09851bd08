"""The door of measures."""

from __future__ import annotations

from datetime import timedelta

from lhs_community.foundation.features import Feature, HealthCheck, Panel, Periodic
from lhs_community.foundation.subjects import Subject
from lhs_community.measures import inbox
from lhs_community.measures.chart.drawing import Shape, outline
from lhs_community.measures.queries import cards, pinned
from lhs_community.measures.spc import words
from lhs_community.measures.views import exports, measures, multiples, notes, pushed, readings

# Each of the modules above puts its pages on the one blueprint.
PAGES = (exports, multiples, notes, pushed, readings)

feature = Feature(
    name="measures",
    blueprint=measures.blueprint,
    subjects=(
        Subject(
            "measure",
            "Measure",
            path=r"/measures/([0-9]+)",
            cards=cards.measure_cards,
            index_card=cards.measure_index_card,
            may_edit=cards.may_edit_measure,
            outline=cards.measure_outline,
            all_ids=cards.all_measure_ids,
            in_community=cards.measures_of_community,
            findings=cards.measure_findings,
        ),
    ),
    periodic=(Periodic("measures.take_dropped", timedelta(seconds=20), inbox.take_dropped, in_parts=True),),
    health=(HealthCheck("inbox folder", inbox.check),),
    context={
        "point_labels": words.POINT_LABELS,
        "outlines": {shape.value: outline(shape, 5) for shape in Shape},
    },
    panels=(
        Panel("project", "measures/_project_panel.html", cards.project_panel, order=30),
        Panel("thread", "measures/_thread_panel.html", pinned.thread_panel, order=10),
        Panel("interpretation", "measures/_thread_panel.html", pinned.interpretation_panel, slot="chart", order=10),
        Panel("cycle", "measures/_cycle_panel.html", cards.cycle_panel, order=30),
    ),
)
