"""The demo's projects: charters, drivers, ideas, PDSA cycles, measures and their data."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from lhs_community.accounts.models import Person
from lhs_community.demo.content import months_since, moved, read, read_series
from lhs_community.demo.stage import Stage
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.measures.actions.measures import Plan, start_measure
from lhs_community.measures.actions.notes import annotate_measure, rebase_measure
from lhs_community.measures.actions.readings import add_readings
from lhs_community.measures.models.measures import Measure, MeasureKind
from lhs_community.measures.spc.terms import Direction
from lhs_community.projects.actions import cycles, diagram, projects, team
from lhs_community.projects.charter import Charter
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.diagram import Idea
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import (
    Act,
    DriverKind,
    IdeaStatus,
    NextMove,
    Stage as ProjectStage,
    StageOfTest,
    TeamPart,
)
from lhs_community.projects.queries.cycles import get_cycle, get_idea
from lhs_community.projects.queries.projects import get_whole_project

# From the start of a cycle: when it was done, studied and decided on.
DAYS_OF_A_CYCLE = (6, 8, 9)


def plan_projects(stage: Stage) -> None:
    for one in read("projects")["project"]:
        started = stage.moment(one["started_days_ago"])
        stage.plan(started, partial(_start, stage, one))
        for cycle in one.get("cycle", ()):
            _plan_cycle(stage, one, cycle)
        for measure in one["measure"]:
            stage.plan(started + timedelta(days=3), partial(_start_measure, stage, one, measure))
            stage.plan(max(started, stage.moment(5)) + timedelta(days=4), partial(_add_readings, stage, one, measure))
        latest = max([started, *(stage.moment(cycle["started_days_ago"]) for cycle in one.get("cycle", ()))])
        stage.plan(latest + timedelta(days=11), partial(_settle, stage, one))


def _project(stage: Stage, one: dict[str, Any]) -> Project:
    project: Project = stage.things[f"project:{one['key']}"]
    return project


def _start(stage: Stage, one: dict[str, Any]) -> None:
    lead, aim = stage.viewer(one["lead"]), one["aim"]
    charter = Charter(
        title=one["title"],
        problem=one["problem"],
        aim_for_whom=aim["for_whom"],
        aim_what=aim["what"],
        aim_how_good=aim["how_good"],
        aim_by=clock.now().date() + timedelta(days=aim["by_days"]),
        aim_text=aim["text"],
        scope=one["scope"],
        balancing=one["balancing"],
        aim_where=aim.get("where", ""),
        **one.get("charter", {}),
    )
    origin = stage.refs.get(f"thread:{one.get('from_thread', '')}")
    made = projects.start_project(lead, stage.community(one["community"]), charter, origin)
    stage.refs[f"project:{one['key']}"] = Ref("project", made.id)
    project = stage.things[f"project:{one['key']}"] = get_whole_project(lead, made.id)
    for member in one["team"]:
        if member["person"] != one["lead"]:
            team.add_team_member(
                lead,
                project,
                db.session.get_one(Person, stage.people[member["person"]]),
                member["role"],
                part=TeamPart(member.get("part", TeamPart.MEMBER)),
            )
    for place in one.get("place", ()):
        team.add_place(lead, project, TeamPart(place["part"]), place["words"])
    _draw(stage, one, project)


def _draw(stage: Stage, one: dict[str, Any], project: Project) -> None:
    lead = stage.viewer(one["lead"])
    drivers: dict[str, int] = {}
    for driver in one["driver"]:
        parents = [driver["parent"], *driver.get("also", ())] if driver["kind"] == "secondary" else []
        primaries = [drivers[parent] for parent in parents]
        made = diagram.add_driver(lead, project, DriverKind(driver["kind"]), driver["title"], primaries)
        drivers[driver["key"]] = made.id
    for idea in one["idea"]:
        made_idea = diagram.add_idea(lead, project, idea["title"], [drivers[idea["driver"]]])
        stage.things[f"idea:{one['key']}:{idea['key']}"] = get_idea(lead, made_idea.id)


def _plan_cycle(stage: Stage, one: dict[str, Any], typed: dict[str, Any]) -> None:
    begun = stage.moment(typed["started_days_ago"])
    done, studied, decided = (begun + timedelta(days=days) for days in DAYS_OF_A_CYCLE)
    stage.plan(begun, partial(_start_cycle, stage, one, typed))
    if typed.get("done"):
        stage.plan(done, partial(_do, stage, one, typed))
    if typed.get("study"):
        stage.plan(studied, partial(_study, stage, one, typed))
    if typed.get("act"):
        stage.plan(decided, partial(_act, stage, one, typed))


def _name(one: dict[str, Any], typed: dict[str, Any]) -> str:
    return f"cycle:{one['key']}:{typed['idea']}:{typed['number']}"


def _start_cycle(stage: Stage, one: dict[str, Any], typed: dict[str, Any]) -> None:
    lead = stage.viewer(one["lead"])
    idea: Idea = stage.things[f"idea:{one['key']}:{typed['idea']}"]
    measure = f"measure:{one['key']}"
    plan = cycles.Plan(
        objective=typed["objective"],
        stage_of_test=StageOfTest(typed["stage_of_test"]),
        scale=typed["scale"],
        plan=typed["plan"],
        questions=[(question["question"], question["prediction"]) for question in typed["questions"]],
        measures=[f"measure:{stage.things[f'{measure}:{key}'].id}" for key in typed.get("measures", ())],
        **typed.get("data_plan", {}),
    )
    cycle = get_cycle(lead, cycles.plan_cycle(lead, idea, plan).id)
    cycles.start_cycle(lead, cycle)
    stage.things[_name(one, typed)] = cycle


def _do(stage: Stage, one: dict[str, Any], typed: dict[str, Any]) -> None:
    doing = cycles.Doing(
        done=typed["done"],
        as_planned=typed.get("as_planned"),
        unexpected=typed.get("unexpected", ""),
        collected=typed.get("collected", ""),
    )
    cycles.do_cycle(stage.viewer(one["lead"]), stage.things[_name(one, typed)], doing, finish=True)


def _study(stage: Stage, one: dict[str, Any], typed: dict[str, Any]) -> None:
    answers = [cycles.Answer(text=one["answer"], was_right=one["right"]) for one in typed["questions"]]
    cycle: Cycle = stage.things[_name(one, typed)]
    compared = typed.get("compared", "")
    cycles.study_cycle(
        stage.viewer(one["lead"]), cycle, typed["study"], answers, finish=True, compared=compared
    )


def _act(stage: Stage, one: dict[str, Any], typed: dict[str, Any]) -> None:
    cycle: Cycle = stage.things[_name(one, typed)]
    decision = cycles.Decision(
        act=Act(typed["act"]),
        next_move=NextMove(typed["next_move"]) if typed.get("next_move") else None,
        next_step=typed.get("next", ""),
    )
    cycles.act_on_cycle(stage.viewer(one["lead"]), cycle, decision)


def _settle(stage: Stage, one: dict[str, Any]) -> None:
    """Where it stands now: its stage, and what became of each idea."""
    lead, project = stage.viewer(one["lead"]), _project(stage, one)
    for typed in one["idea"]:
        idea: Idea = stage.things[f"idea:{one['key']}:{typed['key']}"]
        if idea.status != typed["status"]:
            drivers = [driver.id for driver in idea.drivers]
            diagram.change_idea(lead, idea, idea.title, drivers, IdeaStatus(typed["status"]))
    projects.change_stage(lead, project, ProjectStage(one["stage"]), one.get("stopped_reason", ""))


def _start_measure(stage: Stage, one: dict[str, Any], typed: dict[str, Any]) -> None:
    plan = Plan(
        name=typed["name"],
        kind=MeasureKind(typed["kind"]),
        direction=Direction(typed["direction"]),
        definition=typed["definition"].strip(),
        numerator=typed.get("numerator", ""),
        denominator=typed.get("denominator", ""),
        unit=typed["unit"],
        target=typed.get("target"),
        lowest=0.0 if typed["unit"] == "%" else None,
        highest=100.0 if typed["unit"] == "%" else None,
        source=typed["source"],
    )
    project = stage.refs[f"project:{one['key']}"]
    made = start_measure(stage.viewer(one["lead"]), project.id, plan)
    stage.things[f"measure:{one['key']}:{typed['key']}"] = made


def _add_readings(stage: Stage, one: dict[str, Any], typed: dict[str, Any]) -> None:
    """Invented series move with the day the demo is loaded; real ones keep their dates."""
    lead = stage.viewer(one["lead"])
    measure: Measure = stage.things[f"measure:{one['key']}:{typed['key']}"]
    months = 0 if typed.get("series") else months_since(stage.now.date())
    if typed.get("series"):
        rows, file_name = read_series(typed["series"]), f"{typed['series']}.csv"
    else:
        rows = [(str(moved(_day(day), months)), str(value)) for day, value in typed["values"]]
        file_name = ""
    sheet = "\n".join(["date,value", *(f"{day},{value}" for day, value in rows)])
    add_readings(lead, measure, sheet, file_name=file_name)
    for note in typed.get("annotations", ()):
        annotate_measure(lead, measure, moved(_day(note["date"]), months), note["text"])
    for rebase in typed.get("rebase", ()):
        rebase_measure(lead, measure, moved(_day(rebase["date"]), months), rebase["reason"])


def _day(written: str | date) -> date:
    if isinstance(written, datetime):
        return written.date()
    return written if isinstance(written, date) else date.fromisoformat(written)
