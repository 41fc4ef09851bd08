"""Starting a programme, saying what it is for, and who leads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.communities.actions.following import follow_own
from lhs_community.communities.models import Community
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import claim, db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import to_html
from lhs_community.programmes import events, policy
from lhs_community.programmes.models.programmes import TITLE_LENGTH, Programme, ProgrammeLead
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


@dataclass(frozen=True)
class Outline:
    """What a programme is, as typed."""

    title: str
    aim: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


def start_programme(actor: Viewer, community: Community, outline: Outline, consent: Consent = NO_CONSENT) -> Programme:
    """The actor is its first lead."""
    policy.require_start_in(actor, community)
    require_clear(actor, {"title": outline.title, "aim": outline.aim}, consent)
    moment = clock.now()
    programme = Programme(
        community_id=community.id,
        community=community,
        started_by_id=actor.person_id,
        started_at=moment,
        changed_by_id=actor.person_id,
        changed_at=moment,
    )
    _write(programme, outline)
    programme.leads = [ProgrammeLead(person_id=actor.person_id)]
    db.session.add(programme)
    db.session.flush()
    record(events.ProgrammeStarted(**_about(actor, programme), community_id=community.id))
    follow_own(actor, Ref("programme", programme.id))
    return programme


def change_programme(
    actor: Viewer, programme: Programme, outline: Outline, version: int | None = None, consent: Consent = NO_CONSENT
) -> None:
    """Raises Stale when somebody else saved after `version` was read."""
    policy.require_run(actor, programme)
    require_clear(actor, {"title": outline.title, "aim": outline.aim}, consent)
    claim(programme, version)
    _write(programme, outline)
    programme.version += 1
    programme.changed_by_id, programme.changed_at = actor.id, clock.now()
    record(events.ProgrammeChanged(**_about(actor, programme), version=programme.version))


def add_lead(actor: Viewer, programme: Programme, person: Person) -> None:
    """Only people who may read the programme's community; they follow the programme from now on."""
    policy.require_run(actor, programme)
    newcomer = viewer_for(person.id)
    if newcomer.is_guest or not communities.may_read(newcomer, programme.community):
        raise Invalid("Choose somebody who may read this community.", "person")
    try:
        with db.session.begin_nested():
            db.session.add(ProgrammeLead(programme_id=programme.id, person_id=person.id))
    except IntegrityError as error:
        raise Invalid(f"{person.name} leads the programme already.", "person") from error
    db.session.refresh(programme, ["leads"])
    record(events.LeadAdded(**_about(actor, programme), person_id=person.id))
    follow_own(newcomer, Ref("programme", programme.id))


def remove_lead(actor: Viewer, programme: Programme, person_id: int) -> None:
    """Or step down. Without leads the community's convenors run it."""
    policy.require_run(actor, programme)
    found = next((one for one in programme.leads if one.person_id == person_id), None)
    if found is None:
        raise NotThere
    db.session.delete(found)
    db.session.flush()
    db.session.refresh(programme, ["leads"])
    record(events.LeadRemoved(**_about(actor, programme), person_id=person_id))


def _write(programme: Programme, outline: Outline) -> None:
    title = " ".join(outline.title.split())
    if not 3 <= len(title) <= TITLE_LENGTH:
        raise Invalid(f"Enter a title of 3 to {TITLE_LENGTH} characters.", "title")
    if outline.starts_on and outline.ends_on and outline.ends_on < outline.starts_on:
        raise Invalid("Enter an end that is not before the beginning.", "ends_on")
    programme.title = title
    programme.aim, programme.aim_html = outline.aim.strip(), to_html(outline.aim)
    programme.starts_on, programme.ends_on = outline.starts_on, outline.ends_on


def _about(actor: Viewer, programme: Programme) -> events.About:
    return {"actor_id": actor.id, "subject_kind": "programme", "subject_id": programme.id}
