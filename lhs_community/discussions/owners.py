"""Who sees to it that an open question is answered, and until when: somebody always does.

When a question opens it goes to the convenor who has the fewest. Where a community has no convenor left who can
sign in, it goes to a member, and in the last resort to whoever asked.
"""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import CommunityRole, Membership
from lhs_community.discussions import events, policy
from lhs_community.discussions.keeping import about
from lhs_community.discussions.models.threads import Thread
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db


def answer_within() -> timedelta:
    return timedelta(hours=current_app.config["ANSWER_WITHIN_HOURS"])


def look_after(shown: Viewer, thread: Thread) -> None:
    """Give an open question an owner and a due time where it lacks one, or its owner can no longer see to it.

    `shown`: who caused it, for all to see: the mask of who asks without their name.
    """
    if not policy.is_looked_after(thread):
        return
    if thread.due_at is None:
        thread.due_at, thread.due_told_at = clock.now() + answer_within(), None
    if thread.owner_id is None or not is_fit(thread.community_id, thread.owner_id):
        give_to(shown, thread, next_in_rota(thread), by_rota=True)


def give_to(actor: Viewer, thread: Thread, person_id: int, *, by_rota: bool) -> None:
    if thread.owner_id == person_id:
        return
    thread.owner_id = person_id
    record(events.QuestionAssigned(**about(actor, thread), person_id=person_id, by_rota=by_rota))


def is_fit(community_id: int, person_id: int) -> bool:
    """A member who can sign in."""
    found = select(Membership.id).join(Membership.person)
    return (
        db.session.scalar(
            found.where(
                Membership.community_id == community_id,
                Membership.person_id == person_id,
                Person.is_disabled.is_(False),
            )
        )
        is not None
    )


def next_in_rota(thread: Thread, besides: int | None = None) -> int:
    """Whose turn it is; `besides` (who hands it back) only where there is no other convenor."""
    load = (
        select(Thread.owner_id, func.count().label("count"))
        .where(policy.looked_after(), Thread.id != thread.id)
        .group_by(Thread.owner_id)
        .subquery()
    )
    chosen = db.session.scalar(
        select(Membership.person_id)
        .join(Membership.person)
        .outerjoin(load, load.c.owner_id == Membership.person_id)
        .where(Membership.community_id == thread.community_id, Person.is_disabled.is_(False))
        .order_by(
            (Membership.role == CommunityRole.CONVENOR).desc(),
            Membership.person_id == (besides or 0),
            Membership.person_id == thread.author_id,
            func.coalesce(load.c.count, 0),
            Membership.person_id,
        )
        .limit(1)
    )
    return chosen if chosen is not None else thread.author_id
