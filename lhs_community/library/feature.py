"""The door of the library."""

from __future__ import annotations

from datetime import timedelta

from lhs_community.foundation.features import Feature, NavItem, Panel, Periodic
from lhs_community.foundation.subjects import Subject
from lhs_community.library import evidence
from lhs_community.library.actions import reviews
from lhs_community.library.models import KIND_LABELS, OUTCOME_LABELS, STATE_LABELS
from lhs_community.library.queries import cards, panels
from lhs_community.library.views import adoptions as _adoptions, reviews as _reviews
from lhs_community.library.views.lessons import blueprint

# Their pages hang on the one blueprint.
PAGES = (_adoptions, _reviews)

feature = Feature(
    name="library",
    blueprint=blueprint,
    subjects=(
        Subject(
            "lesson",
            "Lesson",
            path=r"/lessons/([0-9]+)",
            cards=cards.lesson_cards,
            index_card=cards.lesson_index_card,
            may_edit=cards.may_edit_lesson,
            mine=cards.my_lessons,
            outline=cards.lesson_outline,
            all_ids=cards.all_lesson_ids,
        ),
        Subject(
            "adoption",
            "Adoption",
            path=r"/adoptions/([0-9]+)",
            cards=cards.adoption_cards,
            may_edit=cards.may_edit_adoption,
        ),
    ),
    panels=(
        Panel("project", "library/_project_panel.html", panels.on_project, order=50),
        Panel("project", "library/_draft_action.html", panels.may_draft_from_project, slot="actions", order=50),
        Panel("thread", "library/_draft_from_summary.html", panels.may_draft_from_summary, slot="summary", order=20),
        Panel("community", "library/_community_panel.html", panels.on_community, order=50),
        Panel("home", "library/_home_queue.html", panels.queue_on_home, order=20),
        Panel("home", "library/_home_fitting.html", panels.fitting_on_home, order=60),
    ),
    nav=(NavItem("Lessons", "library.list_lessons", 40),),
    context={
        "lesson_kinds": KIND_LABELS,
        "lesson_states": STATE_LABELS,
        "evidence_levels": evidence.LABELS,
        "adoption_outcomes": OUTCOME_LABELS,
    },
    periodic=(
        Periodic("library.mark_due_reviews", timedelta(hours=1), reviews.mark_due_reviews),
        Periodic("library.weigh_again", timedelta(hours=1), reviews.weigh_again),
    ),
)
