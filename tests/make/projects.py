"""Projects and cycles for tests, made through the product's own actions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community, CommunityRole
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.database import db
from lhs_community.projects.actions import cycles as cycle_actions, diagram, projects as actions
from lhs_community.projects.actions.cycles import Answer, Decision, Doing, Plan
from lhs_community.projects.charter import Charter
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import Act, CycleState, DriverKind
from lhs_community.projects.queries import cycles as cycle_queries, projects as queries
from tests.make.people import MakeCommunity, MakePerson, add_to

MakeProject = Callable[..., Project]
MakeCycle = Callable[..., Cycle]
QUESTIONS = (("How many say yes?", "Half of them"), ("How long does it take?", "20 minutes"))


@pytest.fixture
def make_project(make_community: MakeCommunity, make_person: MakePerson) -> MakeProject:
    """`make_project(community=, lead=Viewer, title=, problem=, aim_text=)`: a project with a lead and nobody else."""

    def make(community: Community | None = None, lead: Viewer | None = None, **charter: object) -> Project:
        community = community or make_community()
        if lead is None:
            lead = add_to(community, make_person(), CommunityRole.MEMBER)
        charter.setdefault("title", "Fewer falls on Fern ward")
        project = actions.start_project(lead, community, Charter(**charter))
        db.session.flush()
        return queries.get_project(lead, project.id)

    return make


@pytest.fixture
def make_cycle(make_project: MakeProject) -> MakeCycle:
    """`make_cycle(project=, state=CycleState.STUDYING, act=Act.ADAPT)`: a cycle that was led as far as `state`."""

    def make(
        project: Project | None = None,
        state: CycleState = CycleState.PLANNED,
        act: Act = Act.ADAPT,
        questions: tuple[tuple[str, str], ...] = QUESTIONS,
        idea_title: str = "A toilet round at five",
        objective: str = "See whether people accept the offer",
    ) -> Cycle:
        project = project or make_project()
        assert project.lead_id is not None
        lead = viewer_for(project.lead_id)
        driver = diagram.add_driver(lead, project, DriverKind.PRIMARY, "Getting to the toilet in time")
        idea = diagram.add_idea(lead, project, idea_title, [driver.id])
        idea = cycle_queries.get_idea(lead, idea.id)
        made = cycle_actions.plan_cycle(
            lead, idea, Plan(objective=objective, scale="One bay", plan="Ask at 5 am.", questions=questions)
        )
        cycle = cycle_queries.get_cycle(lead, made.id)
        lead_to(lead, cycle, state, act)
        return cycle

    return make


def lead_to(lead: Viewer, cycle: Cycle, state: CycleState, act: Act = Act.ADAPT) -> None:
    """Take a planned cycle as far as `state`."""
    order = list(CycleState)
    if order.index(state) >= 1:
        cycle_actions.start_cycle(lead, cycle)
    if order.index(state) >= 2:
        cycle_actions.do_cycle(lead, cycle, Doing(done="Three nights.", as_planned=True), finish=True)
    if order.index(state) >= 3:
        answers = [Answer(text="11 of 14", was_right=False) for _ in cycle.questions]
        cycle_actions.study_cycle(lead, cycle, "Being asked mattered.", answers, finish=True)
        cycle_actions.act_on_cycle(lead, cycle, Decision(act=act, next_step="Try two bays"))
    db.session.flush()
