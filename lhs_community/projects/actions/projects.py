"""Starting a project, writing its charter, moving it on or stopping it."""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.actions import link
from lhs_community.chain.models import Relation
from lhs_community.chain.queries import results_of
from lhs_community.communities.actions.following import follow_own
from lhs_community.communities.models import Community
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import claim, db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import to_html
from lhs_community.projects import events, policy
from lhs_community.projects.actions.versions import mention_new, stamp
from lhs_community.projects.charter import BARE_AIM, Charter, is_bare_aim
from lhs_community.projects.models.projects import Project, TeamMember
from lhs_community.projects.models.terms import Stage
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear

LEAD = "Lead"
LINES = ("aim_for_whom", "aim_what", "aim_where", "aim_how_good", "aim_text")
LONG = ("problem", "scope", "scope_out", "risks", "equality", "balancing", "ethics")


def start_project(
    actor: Viewer,
    community: Community,
    charter: Charter,
    origin: Ref | None = None,
    consent: Consent = NO_CONSENT,
) -> Project:
    """The actor leads it at first. `origin` is what it came of, and must be readable to them."""
    policy.require_start_in(actor, community)
    if origin is not None:
        subjects.require_card(actor, origin)
    require_clear(actor, _texts(charter), consent)
    moment = clock.now()
    project = Project(
        community_id=community.id,
        community=community,
        stage=Stage.INTENT,
        lead_id=actor.person_id,
        started_by_id=actor.person_id,
        started_at=moment,
        last_activity_at=moment,
        changed_by_id=actor.person_id,
        changed_at=moment,
    )
    _write(project, charter)
    project.team = [TeamMember(person_id=actor.person_id, role=LEAD, joined_at=moment)]
    db.session.add(project)
    db.session.flush()
    ref = Ref("project", project.id)
    record(
        events.ProjectStarted(
            actor_id=actor.id, subject_kind="project", subject_id=project.id, community_id=community.id
        )
    )
    if origin is not None:
        link(actor, origin, ref, Relation.LED_TO)
    follow_own(actor, ref)
    mention_new(actor, ref, (), _long(project), community.id)
    return project


def change_charter(
    actor: Viewer, project: Project, charter: Charter, version: int | None = None, consent: Consent = NO_CONSENT
) -> None:
    """Raises Stale when somebody else saved after `version` was read."""
    policy.require_edit(actor, project)
    require_clear(actor, _texts(charter), consent)
    claim(project, version)
    _require_own_measure(actor, project, charter.aim_measure_id)
    before = _long(project)
    _write(project, charter)
    stamp(actor, project, project)
    record(
        events.CharterChanged(actor_id=actor.id, subject_kind="project", subject_id=project.id, version=project.version)
    )
    mention_new(actor, Ref("project", project.id), before, _long(project), project.community_id)


def change_stage(
    actor: Viewer, project: Project, stage: Stage, stopped_reason: str = "", consent: Consent = NO_CONSENT
) -> None:
    """Stopping asks for an honest reason, so that others learn from it. A stopped project may go on later."""
    policy.require_edit(actor, project)
    require_clear(actor, {"stopped_reason": stopped_reason}, consent)
    if stage is Stage.STOPPED and len(stopped_reason.strip()) < 10:
        raise Invalid("Say in a sentence why you stop. Others learn as much from it as from success.", "stopped_reason")
    claim(project, None)
    was = project.stage
    before = project.stopped_reason
    if stage is Stage.STOPPED:
        project.stopped_reason, project.stopped_reason_html = stopped_reason.strip(), to_html(stopped_reason)
    if stage is was and project.stopped_reason == before:
        return
    project.stage = stage
    stamp(actor, project, project)
    record(events.StageChanged(actor_id=actor.id, subject_kind="project", subject_id=project.id, was=was, stage=stage))
    mention_new(actor, Ref("project", project.id), [before], [project.stopped_reason], project.community_id)


def _require_own_measure(actor: Viewer, project: Project, measure_id: int | None) -> None:
    """Measures belong to a feature beside this one, so the chain is asked."""
    if measure_id in (None, project.aim_measure_id):
        return
    known = results_of(actor, Ref("project", project.id), Relation.MEASURED_BY)
    if Ref("measure", measure_id or 0) not in {card.ref for card in known}:
        raise Invalid("Choose from the measures of this project.", "aim_measure_id")


def _texts(charter: Charter) -> dict[str, str]:
    """What the guard reads, under the names of the form's fields."""
    return {name: text for name, text in vars(charter).items() if isinstance(text, str)}


def _long(project: Project) -> list[str]:
    return [getattr(project, name) for name in LONG]


def _write(project: Project, charter: Charter) -> None:
    project.title = _clean_title(charter.title)
    if is_bare_aim(charter):
        raise Invalid(BARE_AIM, "aim_text")
    if charter.starts_on and charter.ends_on and charter.ends_on < charter.starts_on:
        raise Invalid("The planned end lies before the start. Enter a later day.", "ends_on")
    for name in LINES:
        setattr(project, name, _line(getattr(charter, name)))
    for name in ("aim_by", "starts_on", "ends_on", "aim_measure_id"):
        setattr(project, name, getattr(charter, name))
    for name in LONG:
        typed = getattr(charter, name)
        setattr(project, name, typed.strip())
        setattr(project, f"{name}_html", to_html(typed))


def _line(text: str) -> str:
    return " ".join(text.split())


def _clean_title(title: str) -> str:
    cleaned = _line(title)
    if not 3 <= len(cleaned) <= 160:
        raise Invalid("Enter a title of 3 to 160 characters.", "title")
    return cleaned
