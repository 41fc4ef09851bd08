"""Asking a project to belong to a programme, its answer, and leaving again."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.programmes import events, policy
from lhs_community.programmes.models.programmes import ChildState, Programme, ProgrammeChild
from lhs_community.projects import policy as projects
from lhs_community.projects.models.projects import Project
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


def invite_project(
    actor: Viewer, programme: Programme, project: Project, note: str = "", consent: Consent = NO_CONSENT
) -> ProgrammeChild:
    """Its lead answers. Whoever leads the project themselves has answered by inviting it."""
    policy.require_run(actor, programme)
    if not projects.may_read(actor, project):
        raise NotThere
    require_clear(actor, {"note": note}, consent)
    lead = viewer_for(project.lead_id) if project.lead_id is not None else None
    if lead is not None and (lead.is_guest or not policy.may_read(lead, programme)):
        raise Invalid("The project's lead cannot read this programme. Invite them to the community first.", "project")
    child = _open(programme, project)
    child.state, child.note, child.answer = ChildState.INVITED, note.strip(), ""
    child.invited_by_id, child.invited_at, child.answered_at = actor.id, clock.now(), None
    if policy.may_speak_for(actor, project):
        _answer(actor, child, "", has_joined=True)
    elif project.lead_id is not None:
        record(
            events.ProjectInvited(
                actor_id=actor.id,
                subject_kind="programme",
                subject_id=programme.id,
                person_id=project.lead_id,
            )
        )
    db.session.flush()
    return child


def _open(programme: Programme, project: Project) -> ProgrammeChild:
    """The row to invite with: one that said no or left may be asked again."""
    found = db.session.scalars(
        select(ProgrammeChild).where(
            ProgrammeChild.programme_id == programme.id, ProgrammeChild.project_id == project.id
        )
    ).first()
    if found is not None and found.state in (ChildState.INVITED, ChildState.JOINED):
        raise Invalid("This project is invited or belongs here already.", "project")
    if found is not None:
        return found
    child = ProgrammeChild(
        programme_id=programme.id, project_id=project.id, state=ChildState.INVITED, invited_at=clock.now()
    )
    try:
        with db.session.begin_nested():
            db.session.add(child)
    except IntegrityError as error:
        raise Invalid("This project is invited or belongs here already.", "project") from error
    return child


def answer_invitation(
    actor: Viewer, child: ProgrammeChild, *, join: bool, words: str = "", consent: Consent = NO_CONSENT
) -> None:
    policy.require_speak_for(actor, child)
    require_clear(actor, {"words": words}, consent)
    db.session.refresh(child, ["state"], with_for_update=True)
    if child.state is not ChildState.INVITED:
        raise Invalid("This invitation has been answered.")
    if not join and len(words.strip()) < 3:
        raise Invalid("Say in a few words why not now. It helps whoever asked.", "words")
    _answer(actor, child, words.strip(), has_joined=join)


def _answer(actor: Viewer, child: ProgrammeChild, words: str, *, has_joined: bool) -> None:
    child.state = ChildState.JOINED if has_joined else ChildState.DECLINED
    child.answer, child.answered_at = words, clock.now()
    record(
        events.InvitationAnswered(
            actor_id=actor.id,
            subject_kind="project",
            subject_id=child.project_id,
            has_joined=has_joined,
            person_ids=(child.invited_by_id,) if child.invited_by_id else (),
        )
    )


def leave_programme(actor: Viewer, child: ProgrammeChild, programme: Programme) -> None:
    """The project's lead takes it out, or whoever runs the programme does. Its measures stay its own."""
    if not policy.may_read_child(actor, child):
        raise NotThere
    if not (policy.may_speak_for(actor, child.project) or policy.may_run(actor, programme)):
        raise Refused(policy.NOT_ITS_LEAD)
    if child.state not in (ChildState.JOINED, ChildState.INVITED):
        raise Invalid("This project does not belong to the programme any more.")
    child.state = ChildState.LEFT
    record(events.ProjectLeft(actor_id=actor.id, subject_kind="project", subject_id=child.project_id))
