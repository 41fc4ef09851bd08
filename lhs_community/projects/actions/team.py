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
from lhs_community.projects.models.projects import Project, TeamMember, TeamPlace
from lhs_community.projects.models.terms import TeamPart
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear

MOST_PLACES = 20


def add_team_member(
    actor: Viewer,
    project: Project,
    person: Person,
    role: str = "",
    consent: Consent = NO_CONSENT,
    part: TeamPart = TeamPart.MEMBER,
) -> TeamMember:
    """Only people who may read the project's community; they follow the project from now on."""
    policy.require_edit(actor, project)
    require_clear(actor, {"role": role}, consent)
    newcomer = viewer_for(person.id)
    if newcomer.is_guest or not communities.may_read(newcomer, project.community):
        raise Invalid(f"{person.name} cannot read this community. Ask a convenor to invite them to it first.", "person")
    if any(member.person_id == person.id for member in project.team):
        raise Invalid(f"{person.name} is on the team already.", "person")
    member = TeamMember(person_id=person.id, person=person, part=part, role=_clean(role), joined_at=clock.now())
    try:
        with db.session.begin_nested():
            member.project_id = project.id
            db.session.add(member)
    except IntegrityError as error:
        raise Invalid(f"{person.name} is on the team already.", "person") from error
    db.session.refresh(project, ["team"])
    _keep_member(actor, project, member, _now(member))
    record(
        events.TeamMemberAdded(actor_id=actor.id, subject_kind="project", subject_id=project.id, person_id=person.id)
    )
    follow_own(newcomer, Ref("project", project.id))
    return member


def change_team_role(
    actor: Viewer,
    project: Project,
    member: TeamMember,
    role: str,
    consent: Consent = NO_CONSENT,
    part: TeamPart | None = None,
) -> None:
    """`part` None: it stays as it is."""
    policy.require_edit(actor, project)
    _require_on(project, member)
    require_clear(actor, {"role": role}, consent)
    was = member.role, member.part
    member.role, member.part = _clean(role), part or member.part
    _keep_member(actor, project, member, {"role": (was[0], member.role), "part": (was[1], member.part)})
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
    _keep_member(actor, project, member, {field: (was, "") for field, (_, was) in _now(member).items()})
    db.session.delete(member)
    db.session.flush()
    db.session.refresh(project, ["team"])


def add_place(actor: Viewer, project: Project, part: TeamPart, words: str, consent: Consent = NO_CONSENT) -> TeamPlace:
    """For people without an account here: named by their part, never by name."""
    policy.require_edit(actor, project)
    require_clear(actor, {"words": words}, consent)
    cleaned = " ".join(words.split())
    if not 3 <= len(cleaned) <= 120:
        raise Invalid("Say in 3 to 120 characters who it is, by their part.", "words")
    db.session.refresh(project, ["places"])
    if len(project.places) >= MOST_PLACES:
        raise Invalid(f"There are {MOST_PLACES} such places already. Bring some of them together.", "words")
    place = TeamPlace(project_id=project.id, part=part, words=cleaned, added_at=clock.now())
    db.session.add(place)
    db.session.flush()
    db.session.refresh(project, ["places"])
    _keep_place(actor, project, place, is_there=True)
    return place


def remove_place(actor: Viewer, project: Project, place: TeamPlace) -> None:
    policy.require_edit(actor, project)
    if place.project_id != project.id:
        raise NotThere
    _keep_place(actor, project, place, is_there=False)
    db.session.delete(place)
    db.session.flush()
    db.session.refresh(project, ["places"])


def _keep_place(actor: Viewer, project: Project, place: TeamPlace, *, is_there: bool) -> None:
    said = f"{place.part}: {place.words}"
    keep(actor, project.id, "place", place.id, {"place": ("", said) if is_there else (said, "")})
    show_activity(project)
    record(
        events.TeamPlaceChanged(
            actor_id=actor.id, subject_kind="project", subject_id=project.id, part=place.part, is_there=is_there
        )
    )


def _now(member: TeamMember) -> dict[str, tuple[str, str]]:
    part = "" if member.part is TeamPart.MEMBER else str(member.part)
    return {"member": ("", "yes"), "part": ("", part), "role": ("", member.role)}


def _keep_member(actor: Viewer, project: Project, member: TeamMember, fields: Mapping[str, tuple[str, str]]) -> None:
    keep(actor, project.id, "member", member.person_id, fields)
    show_activity(project)


def _require_on(project: Project, member: TeamMember) -> None:
    if member.project_id != project.id:
        raise NotThere


def _clean(role: str) -> str:
    return " ".join(role.split())[:80]
