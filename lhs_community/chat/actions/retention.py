"""How long a community keeps its talk."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat.events import RetentionChanged
from lhs_community.chat.models.retention import Retention
from lhs_community.communities.models import Community
from lhs_community.communities.policy import require_convene
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid

FEWEST_DAYS, MOST_DAYS = 7, 3650
GRACE = timedelta(days=7)


def set_retention(actor: Viewer, community: Community, days: int | None) -> Retention:
    """None: everything stays. Less time than before holds after a week, so that people can keep what they need."""
    require_convene(actor, community)
    if days is not None and not FEWEST_DAYS <= days <= MOST_DAYS:
        raise Invalid(f"Enter a number of days from {FEWEST_DAYS} to {MOST_DAYS}, or leave it empty.", "days")
    moment = clock.now()
    found = db.session.get(Retention, community.id, with_for_update=True, populate_existing=True)
    if (found.days if found else None) == days:
        return found or Retention(community_id=community.id, days=None, days_before=None, holds_from=moment)
    before = found.days_at(moment) if found else None
    is_less = days is not None and (before is None or days < before)
    found = found or _new(community)
    found.days, found.days_before = days, before
    found.holds_from = moment + GRACE if is_less else moment
    found.changed_at, found.changed_by_id = moment, actor.id
    db.session.flush()
    record(
        RetentionChanged(
            actor_id=actor.id,
            subject_kind="community",
            subject_id=community.id,
            days=days,
            days_before=before,
            holds_from=found.holds_from,
        )
    )
    return found


def _new(community: Community) -> Retention:
    moment = clock.now()
    fresh = Retention(community_id=community.id, days=None, days_before=None, holds_from=moment, changed_at=moment)
    try:
        with db.session.begin_nested():
            db.session.add(fresh)
    except IntegrityError as error:
        raise Invalid("Another convenor has changed this at this moment. Look at it again.") from error
    return fresh
