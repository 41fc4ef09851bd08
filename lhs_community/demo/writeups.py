"""The demo's reports to sponsors, as they were sent, and a write-up that is half done."""

from __future__ import annotations

from functools import partial
from typing import Any

from lhs_community.demo.content import read
from lhs_community.demo.stage import Stage
from lhs_community.foundation.database import db
from lhs_community.projects.models.diagram import Idea
from lhs_community.projects.models.projects import Project
from lhs_community.projects.queries.projects import get_project
from lhs_community.writeups.actions import reports, write_ups
from lhs_community.writeups.models import Period
from lhs_community.writeups.queries.reports import write_report
from lhs_community.writeups.queries.write_ups import get_section, get_write_up
from lhs_community.writeups.views.reports import drawings_of


def plan_write_ups(stage: Stage) -> None:
    wanted = read("writeups")
    for one in wanted["ask"]:
        stage.plan(stage.moment(one["days_ago"]), partial(_ask, stage, one))
    for one in wanted["report"]:
        stage.plan(stage.moment(one["days_ago"]), partial(_send, stage, one))
    for one in wanted["write_up"]:
        stage.plan(stage.moment(one["days_ago"]), partial(_write_up, stage, one))


def _project(stage: Stage, key: str) -> Project:
    started: Project = stage.things[f"project:{key}"]
    assert started.lead_id is not None
    return get_project(stage.viewer(_lead(stage, started)), started.id)


def _lead(stage: Stage, project: Project) -> str:
    return next(key for key, id_ in stage.people.items() if id_ == project.lead_id)


def _read_afresh() -> None:
    """The whole history is played in one session, which still holds each project as it was when it began."""
    for thing in db.session.identity_map.values():
        if isinstance(thing, Project):
            db.session.expire(thing, ["drivers", "ideas"])
        elif isinstance(thing, Idea):
            db.session.expire(thing, ["cycles"])


def _ask(stage: Stage, one: dict[str, Any]) -> None:
    project = _project(stage, one["project"])
    reports.change_ask(stage.viewer(_lead(stage, project)), project, one["text"].strip(), version=0)


def _send(stage: Stage, one: dict[str, Any]) -> None:
    project = _project(stage, one["project"])
    _read_afresh()
    lead = stage.viewer(_lead(stage, project))
    written = write_report(lead, project.id, Period(one["period"]))
    reports.send_report(lead, written, drawings_of(written.studies))


def _write_up(stage: Stage, one: dict[str, Any]) -> None:
    project = _project(stage, one["project"])
    _read_afresh()
    lead = stage.viewer(_lead(stage, project))
    id_ = write_ups.start_write_up(lead, project).id
    made = get_write_up(lead, id_)
    write_ups.change_authors(lead, made, one["authors"], made.version)
    for typed in one["part"]:
        _, section = get_section(lead, id_, typed["item"])
        write_ups.write_part(lead, section.part, typed["text"].strip(), section.sources, section.part.version)
