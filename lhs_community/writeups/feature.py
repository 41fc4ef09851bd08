"""The door of write-ups."""

from __future__ import annotations

from lhs_community.foundation.features import Feature
from lhs_community.foundation.subjects import Subject
from lhs_community.writeups import panels
from lhs_community.writeups.content import day_in_words
from lhs_community.writeups.queries import reports as report_queries, write_ups as queries
from lhs_community.writeups.views import reports, write_ups

# Puts its pages on the one blueprint.
PAGES = (write_ups,)

feature = Feature(
    name="writeups",
    blueprint=reports.blueprint,
    subjects=(
        Subject(
            "sponsor_report",
            "Sponsor report",
            path=r"/sponsor-reports/([0-9]+)",
            cards=report_queries.report_cards,
        ),
        Subject(
            "write_up",
            "Write-up",
            path=r"/write-ups/([0-9]+)",
            cards=queries.write_up_cards,
            index_card=queries.write_up_index_card,
            may_edit=queries.may_edit_write_up,
            outline=queries.write_up_outline,
            all_ids=queries.all_write_up_ids,
        ),
    ),
    panels=panels.PANELS,
    context={"day_in_words": day_in_words},
)
