"""Who is on the team of a project, and who leads it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.communities.actions.following import follow_own
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.projects import events, policy
from lhs_community.projects.actions.versions import keep, show_activity
from lhs_community.projects.models.projects import Project, TeamMember
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


def add_team_member(
    actor: Viewer, project: Project, person: Person, role: str = "", consent: Consent = NO_CONSENT
) -> TeamMember:
    """Only people who may read the project's community; they follow the project from now on."""
    policy.require_edit(actor, project)
    require_clear(actor, {"role": role}, consent)
    newcomer = viewer_for(person.id)
    if newcomer.is_guest or not communities.may_read(newcomer, project.community):
        raise Invalid(f"{person.name} cannot read this community. Ask a convenor to invite them to it first.", "person")
    if any(member.person_id == person.id for member in project.team):
        raise Invalid(f"{person.name} is on the team already.", "person")
    member = TeamMember(person_id=person.id, person=person, role=_clean(role), joined_at=clock.now())
    try:
        with db.session.begin_nested():
            member.project_id = project.id
            db.session.add(member)
    except IntegrityError as error:
        raise Invalid(f"{person.name} is on the team already.", "person") from error
    db.session.refresh(project, ["team"])
    _keep_member(actor, project, member, {"member": ("", "yes"), "role": ("", member.role)})
    record(
        events.TeamMemberAdded(actor_id=actor.id, subject_kind="project", subject_id=project.id, person_id=person.id)
    )
    follow_own(newcomer, Ref("project", project.id))
    return member


def change_team_role(
    actor: Viewer, project: Project, member: TeamMember, role: str, consent: Consent = NO_CONSENT
) -> None:
    policy.require_edit(actor, project)
    _require_on(project, member)
    require_clear(actor, {"role": role}, consent)
    was = member.role
    member.role = _clean(role)
    _keep_member(actor, project, member, {"role": (was, member.role)})
    record(
        events.TeamMemberChanged(
            actor_id=actor.id, subject_kind="project", subject_id=project.id, person_id=member.person_id
        )
    )


def make_lead(actor: Viewer, project: Project, member: TeamMember) -> None:
    policy.require_edit(actor, project)
    _require_on(project, member)
    was = project.lead_id
    project.lead_id = member.person_id
    keep(actor, project.id, "project", project.id, {"lead": (str(was or ""), str(member.person_id))})
    show_activity(project)
    record(
        events.LeadChanged(actor_id=actor.id, subject_kind="project", subject_id=project.id, person_id=member.person_id)
    )


def remove_team_member(actor: Viewer, project: Project, member: TeamMember) -> None:
    """Or leave. The lead hands over first: somebody must be there to ask."""
    policy.require_edit(actor, project)
    _require_on(project, member)
    if member.person_id == project.lead_id:
        raise Invalid("The lead cannot leave the team. Let somebody else lead first.")
    record(
        events.TeamMemberRemoved(
            actor_id=actor.id, subject_kind="project", subject_id=project.id, person_id=member.person_id
        )
    )
    _keep_member(actor, project, member, {"member": ("yes", ""), "role": (member.role, "")})
    db.session.delete(member)
    db.session.flush()
    db.session.refresh(project, ["team"])


def _keep_member(actor: Viewer, project: Project, member: TeamMember, fields: Mapping[str, tuple[str, str]]) -> None:
    keep(actor, project.id, "member", member.person_id, fields)
    show_activity(project)


def _require_on(project: Project, member: TeamMember) -> None:
    if member.project_id != project.id:
        raise NotThere


def _clean(role: str) -> str:
    return " ".join(role.split())[:80]
