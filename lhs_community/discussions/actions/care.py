"""Looking after open questions: who does, until when, and what happens when that has passed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.actions import NOBODY
from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.actions.following import follow_own
from lhs_community.communities.queries.members import convenor_ids, viewer_for
from lhs_community.discussions import events, owners, policy
from lhs_community.discussions.keeping import about, ref_of
from lhs_community.discussions.models.threads import REASON_LENGTH, Thread
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, Refused
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear

LONGEST_DELAY = timedelta(days=31)
MOST_AT_ONCE = 200


def assign_question(actor: Viewer, thread: Thread, person: Person | None) -> None:
    """A convenor asks a member of the community to see to it; who then follows the thread."""
    policy.require_assign(actor, thread)
    if person is None or not owners.is_fit(thread.community_id, person.id):
        raise Invalid("Choose somebody who is a member of this community.", "who")
    owners.give_to(actor, thread, person.id, by_rota=False)
    follow_own(viewer_for(person.id), ref_of(thread))


def hand_back_question(actor: Viewer, thread: Thread) -> None:
    """It goes to the convenor whose turn is next."""
    policy.require_hand_back(actor, thread)
    chosen = owners.next_in_rota(thread, besides=actor.person_id)
    if chosen == actor.id:
        raise Refused("There is no other convenor to hand it back to. Ask a member to look after it instead.")
    owners.give_to(actor, thread, chosen, by_rota=True)


def postpone_question(actor: Viewer, thread: Thread, days: int, reason: str, *, consent: Consent = NO_CONSENT) -> None:
    """Due so many days from now. The reason stands on the thread, so that who asked knows."""
    policy.require_postpone(actor, thread)
    require_clear(actor, {"reason": reason}, consent)
    cleaned = " ".join(reason.split())
    if len(cleaned) < 3:
        raise Invalid("Say in a few words why it takes longer.", "reason")
    if len(cleaned) > REASON_LENGTH:
        raise Invalid(f"Shorten the reason to {REASON_LENGTH} characters.", "reason")
    if not timedelta(0) < timedelta(days=days) <= LONGEST_DELAY:
        raise Invalid(f"Choose up to {LONGEST_DELAY.days} days from now.", "days")
    thread.due_at, thread.due_reason, thread.due_told_at = clock.now() + timedelta(days=days), cleaned, None
    record(events.QuestionPostponed(**about(actor, thread), due_at=thread.due_at))


def release_from(person_id: int, community_id: int | None) -> None:
    """Somebody left, stopped convening or can no longer sign in: what they looked after goes to others."""
    query = select(Thread).where(policy.looked_after(), Thread.owner_id == person_id)
    if community_id is not None:
        query = query.where(Thread.community_id == community_id)
    for thread in db.session.scalars(query.order_by(Thread.id)).all():
        chosen = owners.next_in_rota(thread)
        owners.give_to(NOBODY, thread, chosen, by_rota=True)


def keep_owned() -> None:
    """Comes round: open questions that have nobody (of before there were owners, or brought in some other way)."""
    found = db.session.scalars(
        select(Thread)
        .where(policy.looked_after(), or_(Thread.owner_id.is_(None), Thread.due_at.is_(None)))
        .order_by(Thread.id)
        .limit(MOST_AT_ONCE)
    ).all()
    for thread in found:
        owners.look_after(NOBODY, thread)


def tell_due() -> None:
    """Comes round: each question whose time has passed without an answer is told of once."""
    found = db.session.scalars(
        select(Thread)
        .where(
            policy.looked_after(),
            Thread.first_reply_at.is_(None),
            Thread.is_hidden.is_(False),
            Thread.due_at <= clock.now(),
            Thread.due_told_at.is_(None),
        )
        .options(joinedload(Thread.community))
        .order_by(Thread.due_at)
        .limit(MOST_AT_ONCE)
    ).all()
    for thread in found:
        thread.due_told_at = clock.now()
        told = convenor_ids(thread.community_id) | ({thread.owner_id} if thread.owner_id else set())
        record(events.QuestionFellDue(**about(NOBODY, thread), person_ids=tuple(sorted(told))))
