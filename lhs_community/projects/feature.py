"""The door of projects."""

from __future__ import annotations

from lhs_community.foundation.features import Feature, NavItem, Panel
from lhs_community.foundation.subjects import Subject
from lhs_community.projects import progress, ramp
from lhs_community.projects.models.terms import (
    ACT_LABELS,
    KIND_OF_TEST_LABELS,
    MOVE_LABELS,
    PART_LABELS,
    STAGE_LABELS,
    STATE_LABELS,
    STATUS_LABELS,
    STEP_LABELS,
)
from lhs_community.projects.queries import cards, panels, templates as suggestions
from lhs_community.projects.views import (
    cycles,
    diagram,
    history,
    ideas,
    moving,
    papers,
    progress as progress_views,
    projects,
    team,
    templates,
)

# Each of the modules above puts its pages on the one blueprint.
PAGES = (cycles, diagram, history, ideas, moving, papers, progress_views, team, templates)

feature = Feature(
    name="projects",
    blueprint=projects.blueprint,
    subjects=(
        Subject(
            "project",
            "Project",
            path=r"/projects/([0-9]+)",
            cards=cards.project_cards,
            index_card=cards.project_index_card,
            may_edit=cards.may_work_on_project,
            mine=cards.my_projects,
            outline=cards.project_outline,
            all_ids=cards.all_project_ids,
            people=cards.people_of_project,
        ),
        Subject(
            "cycle",
            "PDSA cycle",
            path=r"/cycles/([0-9]+)",
            cards=cards.cycle_cards,
            may_edit=cards.may_work_on_cycle,
            people=cards.people_of_cycle,
        ),
    ),
    panels=(
        Panel("project", "projects/_progress_panel.html", panels.progress_on_project, slot="top"),
        Panel("thread", "projects/_thread_actions.html", panels.thread_actions, slot="actions", order=20),
        Panel("project", "projects/_suggested.html", suggestions.suggested_panel, order=31),
        Panel("community", "projects/_community_panel.html", panels.community_projects, order=20),
        Panel("home", "projects/_home_panel.html", panels.home_projects, order=40),
        Panel("person", "projects/_person_panel.html", panels.person_projects, order=20),
    ),
    nav=(NavItem("Projects", "projects.list_projects", 40),),
    context={
        "project_labels": {
            "stage": STAGE_LABELS,
            "part": PART_LABELS,
            "status": STATUS_LABELS,
            "state": STATE_LABELS,
            "test": KIND_OF_TEST_LABELS,
            "act": ACT_LABELS,
            "move": MOVE_LABELS,
            "step": STEP_LABELS,
        },
        "ramp_of": ramp.of_cycles,
        "progress_scale": progress.SCALE,
    },
)
