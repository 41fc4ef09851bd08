"""Writing a charter, and remembering when to look at it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import events, policy
from lhs_community.communities.models import Charter, Community
from lhs_community.communities.queries.charters import latest_number, list_fallen_due
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.text import to_html
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear

LONGEST_WAIT = timedelta(days=3 * 366)
MEANWHILE = "Somebody else has changed the charter meanwhile. Read it, then save yours to replace it, or cancel."


@dataclass(frozen=True, slots=True)
class Written:
    purpose: str = ""
    principles: str = ""
    good: str = ""
    work: str = ""
    review_on: date | None = None

    def texts(self) -> dict[str, str]:
        return {"purpose": self.purpose, "principles": self.principles, "good": self.good, "work": self.work}


def write_charter(
    actor: Viewer, community: Community, written: Written, *, on_top_of: int, consent: Consent = NO_CONSENT
) -> Charter:
    """A new version on top of the one its writer has read: nobody overwrites what they have not seen."""
    policy.require_convene(actor, community)
    require_clear(actor, written.texts(), consent)
    today = clock.now().date()
    if written.review_on and not today < written.review_on <= today + LONGEST_WAIT:
        raise Invalid("Enter a day in the future, at most three years ahead, or leave it empty.", "review_on")
    if latest_number(community.id) != on_top_of:
        raise Invalid(MEANWHILE, "number")
    charter = add_version(actor, community, written, on_top_of + 1)
    record(
        events.CharterWritten(
            actor_id=actor.id, subject_kind="community", subject_id=community.id, number=charter.number
        )
    )
    return charter


def add_version(actor: Viewer, community: Community, written: Written, number: int) -> Charter:
    """Part of an action that asked."""
    charter = Charter(
        community_id=community.id,
        number=number,
        purpose=written.purpose.strip(),
        principles=written.principles.strip(),
        principles_html=to_html(written.principles),
        good=written.good.strip(),
        good_html=to_html(written.good),
        work=written.work.strip(),
        work_html=to_html(written.work),
        review_on=written.review_on,
        written_by_id=actor.id,
        written_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(charter)
    except IntegrityError as error:  # the other of two was faster
        raise Invalid(MEANWHILE, "number") from error
    community.purpose = charter.purpose
    community.charter_review_on, community.is_review_told = written.review_on, False
    return charter


def mark_due_charters() -> int:
    """For the worker: the convenors hear once that the day they set has come."""
    fallen = list_fallen_due(clock.now().date())
    for community in fallen:
        community.is_review_told = True
        record(events.CharterReviewFellDue(actor_id=None, subject_kind="community", subject_id=community.id))
    return len(fallen)
