"""The demo's programme: four projects that count falls one way, and a new version of the definition on its way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from lhs_community.accounts.models import Person
from lhs_community.demo.content import months_since, moved, read
from lhs_community.demo.stage import Stage
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.measures.actions.measures import Plan
from lhs_community.measures.actions.readings import add_readings
from lhs_community.measures.models.measures import Measure, MeasureKind, Period
from lhs_community.measures.spc.terms import ChartKind, Direction
from lhs_community.programmes.actions import children, definitions, programmes
from lhs_community.programmes.models.definitions import Definition
from lhs_community.programmes.models.programmes import Programme
from lhs_community.programmes.queries.definitions import get_definition, get_site
from lhs_community.programmes.queries.programmes import get_child
from lhs_community.projects.actions import projects
from lhs_community.projects.charter import Charter
from lhs_community.projects.models.projects import Project
from lhs_community.projects.queries.projects import get_project

BIRCH = "falls-bundle-birch-ward"


def plan_programmes(stage: Stage) -> None:
    content = read("programmes")
    begun = stage.moment(content["programme"]["started_days_ago"])
    stage.plan(begun, partial(_start, stage, content))
    stage.plan(begun + timedelta(days=3), partial(_bring_birch, stage, content))
    for number, one in enumerate(content["child"], 5):
        stage.plan(begun + timedelta(days=number), partial(_start_child, stage, content, one))
        stage.plan(stage.moment(5), partial(_add_figures, stage, one))
    stage.plan(stage.moment(5), partial(_share_another, stage, content["shared"]))
    stage.plan(stage.moment(content["proposal"]["days_ago"]), partial(_propose, stage, content))
    for one in content["child"]:
        stage.plan(stage.moment(4), partial(_answer, stage, one))
    stage.plan(stage.moment(3), partial(_ask, stage, content["asked"][0]))


def _programme(stage: Stage) -> Programme:
    programme: Programme = stage.things["programme"]
    return programme


def _definition(stage: Stage, key: str) -> Definition:
    return get_definition(stage.viewer(key), stage.things["definition"].id)


def _start(stage: Stage, content: dict[str, Any]) -> None:
    one, today = content["programme"], clock.now().date()
    convenor = stage.viewer(one["convenor"])
    outline = programmes.Outline(one["title"], one["aim"], today, today + timedelta(days=one["ends_in_days"] + 240))
    made = programmes.start_programme(convenor, stage.community(one["community"]), outline)
    for lead in one["leads"]:
        programmes.add_lead(convenor, made, db.session.get_one(Person, stage.people[lead]))
    stage.things["programme"] = made
    stage.things["definition"] = definitions.write_definition(convenor, made, _terms(content["definition"]))


def _terms(typed: dict[str, Any]) -> Plan:
    return Plan(kind=MeasureKind.OUTCOME, direction=Direction.DECREASE, period=Period.MONTH, lowest=0.0, **typed)


def _bring_birch(stage: Stage, content: dict[str, Any]) -> None:
    """Birch counted before the programme did: its own measure stands beside the others as it is."""
    lead = stage.viewer("bernadette-quill")
    project = get_project(lead, stage.refs[f"project:{BIRCH}"].id)
    children.invite_project(lead, _programme(stage), project)
    measure: Measure = stage.things[f"measure:{BIRCH}:falls-rate"]
    definitions.link_measure(lead, _definition(stage, "bernadette-quill"), measure)


def _invited(stage: Stage, one: dict[str, Any]) -> Project:
    """A project of the same community, asked by the programme."""
    lead = stage.viewer(one["lead"])
    made = projects.start_project(lead, stage.community("ward-falls"), Charter(title=one["title"]))
    project = get_project(lead, made.id)
    children.invite_project(stage.viewer("tom-hesketh"), _programme(stage), project, one["note"])
    return project


def _start_child(stage: Stage, content: dict[str, Any], one: dict[str, Any]) -> None:
    lead, project = stage.viewer(one["lead"]), _invited(stage, one)
    child = get_child(lead, _programme(stage).id, project.id)
    children.answer_invitation(lead, child, join=True)
    for site in one["site"]:
        measure = definitions.take_up(lead, _definition(stage, one["lead"]), project, site["site"])
        stage.things[f"site:{one['key']}:{site['site']}"] = measure


def _add_figures(stage: Stage, one: dict[str, Any]) -> None:
    months = months_since(stage.now.date())
    for site in one["site"]:
        figures: list[tuple[int, int]] = site["figures"]
        last = moved(site["until"], months)
        days = [moved(last, index - len(figures) + 1) for index in range(len(figures))]
        rows = [f"{day},{falls},{beds}" for day, (falls, beds) in zip(days, figures, strict=True)]
        sheet = "\n".join(["date,numerator,denominator", *rows])
        add_readings(stage.viewer(one["lead"]), stage.things[f"site:{one['key']}:{site['site']}"], sheet)


def _share_another(stage: Stage, shared: dict[str, Any]) -> None:
    """A proportion, which sites are compared by on a funnel plot."""
    typed = {name: shared[name] for name in shared if name not in ("by", "site")}
    terms = replace(_terms(typed), kind=MeasureKind.PROCESS, direction=Direction.INCREASE, chart_kind=ChartKind.P)
    made = definitions.write_definition(stage.viewer(shared["by"]), _programme(stage), terms)
    months = months_since(stage.now.date())
    for site in shared["site"]:
        lead = stage.viewer(site["lead"])
        project = get_project(lead, stage.things[site["project"]].project_id)
        measure = definitions.take_up(lead, get_definition(lead, made.id), project, site["site"])
        pairs = list(zip(site["checked"], site["admitted"], strict=True))
        last = moved(site["until"], months)
        rows = [f"{moved(last, at - len(pairs) + 1)},{above},{below}" for at, (above, below) in enumerate(pairs)]
        add_readings(lead, measure, "\n".join(["date,numerator,denominator", *rows]))


def _propose(stage: Stage, content: dict[str, Any]) -> None:
    proposal = content["proposal"]
    terms = replace(_terms(content["definition"]), exclusions=proposal["exclusions"])
    proposer = stage.viewer(proposal["by"])
    definitions.propose_version(proposer, _definition(stage, proposal["by"]), terms, proposal["reason"], 1)


def _answer(stage: Stage, one: dict[str, Any]) -> None:
    """The first of a project's wards is answered for; a second waits."""
    lead, definition = stage.viewer(one["lead"]), _definition(stage, one["lead"])
    measure: Measure = stage.things[f"site:{one['key']}:{one['site'][0]['site']}"]
    site = get_site(lead, definition, measure.id)
    if one["answer"] == "accept":
        definitions.accept_version(lead, site, definition.version)
    else:
        definitions.decline_version(lead, site, definition.version, one["reason"])


def _ask(stage: Stage, one: dict[str, Any]) -> None:
    _invited(stage, one)
