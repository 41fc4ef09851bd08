"""Addresses from which a calendar reads meetings: made, and ended."""

from __future__ import annotations

import secrets

from sqlalchemy import delete

from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.queries import token_hash
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.meetings import events
from lhs_community.meetings.models import CalendarFeed


def make_feed(actor: Viewer, community: Community | None) -> str:
    """The token of a new feed of the actor's meetings, or of all of a community; the old one ends. Told only now."""
    require_signed_in(actor)
    if community is not None:
        communities.require_read(actor, community)
    _end(actor, community.id if community else None)
    token = secrets.token_urlsafe(32)
    db.session.add(
        CalendarFeed(
            person_id=actor.person_id,
            community_id=community.id if community else None,
            token_hash=token_hash(token),
            made_at=clock.now(),
        )
    )
    record(events.FeedMade(actor_id=actor.id, subject_kind="person", subject_id=actor.person_id))
    return token


def end_feed(actor: Viewer, feed_id: int) -> None:
    """Calendars that read it find nothing from now on."""
    require_signed_in(actor)
    db.session.execute(delete(CalendarFeed).where(CalendarFeed.person_id == actor.id, CalendarFeed.id == feed_id))
    record(events.FeedEnded(actor_id=actor.id, subject_kind="person", subject_id=actor.person_id))


def _end(actor: Viewer, community_id: int | None) -> None:
    db.session.execute(
        delete(CalendarFeed).where(CalendarFeed.person_id == actor.id, CalendarFeed.community_id == community_id)
    )
