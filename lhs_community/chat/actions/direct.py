"""Starting and leaving direct talk. Its people do not change but by leaving: others added are another talk, which
begins empty, so that nobody reads what was said without them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import events, policy
from lhs_community.chat.models.direct import MOST_PEOPLE, DirectPerson, DirectTalk
from lhs_community.chat.queries import direct as queries
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused

# The same words for whoever is away, does not wish it, or shares no community: nobody learns which.
NOT_REACHED = "You cannot start a talk with one of these people."
NOT_TOGETHER = "Choose people who all belong to one community of yours."


def start_direct(actor: Viewer, person_ids: Iterable[int]) -> DirectTalk:
    """The talk of the actor with these people: the one they have already, or a new one."""
    require_signed_in(actor)
    wanted = {id_ for id_ in person_ids if 0 < id_ <= policy.LARGEST} - {actor.person_id}
    if not wanted:
        raise Invalid("Choose who you want to talk with.", field="people")
    if len(wanted) >= MOST_PEOPLE:
        raise Invalid(f"A direct talk holds up to {MOST_PEOPLE} people. For more, start a room.", field="people")
    if len(queries.find_reachable(actor, wanted)) < len(wanted):
        raise Invalid(NOT_REACHED, field="people")
    everybody = wanted | {actor.person_id}
    if found := queries.find_direct_with(actor, wanted):
        return found
    if not queries.shares_one_community(actor, wanted):
        raise Invalid(NOT_TOGETHER, field="people")
    talk = DirectTalk(
        people_key=DirectTalk.key_of(everybody), started_by_id=actor.person_id, started_at=clock.now(), people=[]
    )
    talk.people.extend(DirectPerson(person_id=id_) for id_ in sorted(everybody))
    try:
        with db.session.begin_nested():
            db.session.add(talk)
    except IntegrityError:  # the other one started it at the same moment
        if (found := queries.find_direct_with(actor, wanted)) is None:
            raise NotThere from None
        return found
    record(events.DirectStarted(actor_id=actor.id, subject_kind="direct", subject_id=talk.id))
    return talk


def leave_direct(actor: Viewer, talk: DirectTalk) -> None:
    """From now on the actor reads it no more; those who stay read that somebody left."""
    if not policy.may_read_direct(actor, talk):
        raise NotThere
    if len(talk.people) < 3:
        raise Refused("A talk between two is not left. Mute it, or refuse direct talk with the other person.")
    for one in talk.people:
        if one.person_id == actor.id:
            one.left_at = clock.now()
    talk.people_key = None
    record(events.DirectLeft(actor_id=actor.id, subject_kind="direct", subject_id=talk.id, person_id=actor.person_id))
