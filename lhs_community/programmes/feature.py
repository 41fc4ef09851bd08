"""The door of programmes."""

from __future__ import annotations

from lhs_community.foundation.features import Feature, Panel
from lhs_community.foundation.subjects import Subject
from lhs_community.programmes.queries import cards
from lhs_community.programmes.views import children, definitions, pictures, programmes

# Each of the modules above puts its pages on the one blueprint.
PAGES = (children, definitions, pictures)

feature = Feature(
    name="programmes",
    blueprint=programmes.blueprint,
    subjects=(
        Subject(
            "programme",
            "Programme",
            path=r"/programmes/([0-9]+)",
            cards=cards.programme_cards,
            index_card=cards.programme_index_card,
            may_edit=cards.may_edit_programme,
            all_ids=cards.all_programme_ids,
        ),
    ),
    panels=(
        Panel("community", "programmes/_community_panel.html", cards.on_community, order=25),
        Panel("project", "programmes/_project_panel.html", cards.on_project, slot="side", order=15),
        Panel("measure", "programmes/_measure_panel.html", cards.on_measure, order=5),
        Panel("home", "programmes/_home_panel.html", cards.on_home, order=35),
    ),
)
