"""Choosing how often the digest comes, and queueing those that are due."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.models import Person
from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.viewer import Viewer
from lhs_community.digest import events
from lhs_community.digest.models import DigestPlan, Frequency
from lhs_community.digest.timing import next_time
from lhs_community.foundation import clock, mail
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid

COMPOSER = "digest"
AT_ONCE = 200  # people a round
LONGEST_WAIT = timedelta(days=14)  # for the end of somebody's protected time


def choose(
    actor: Viewer, frequency: Frequency, *, weekday: int = 0, hour: int = 7, by_mail: bool = False
) -> DigestPlan:
    """How often, and when in the actor's own time zone. Raises Invalid."""
    require_signed_in(actor)
    if not 0 <= weekday <= 6:
        raise Invalid("Choose a day of the week.", "weekday")
    if not 0 <= hour <= 23:
        raise Invalid("Choose an hour from 0 to 23.", "hour")
    plan = _plan_of(actor.person_id, frequency)
    plan.frequency, plan.weekday, plan.hour = frequency, weekday, hour
    plan.next_at = next_time(frequency, weekday, hour, ZoneInfo(actor.time_zone), clock.now())
    record(
        events.DigestChanged(
            actor_id=actor.id, subject_kind="person", subject_id=actor.person_id, frequency=frequency, by_mail=by_mail
        )
    )
    return plan


def stop(actor: Viewer, *, by_mail: bool = False) -> None:
    """No more digests, leaving day and hour for another time."""
    require_signed_in(actor)
    plan = _plan_of(actor.person_id, Frequency.NEVER)
    choose(actor, Frequency.NEVER, weekday=plan.weekday, hour=plan.hour, by_mail=by_mail)


def _plan_of(person_id: int, frequency: Frequency) -> DigestPlan:
    """One a person, whoever makes it at the same time."""
    if found := db.session.get(DigestPlan, person_id):
        return found
    fresh = DigestPlan(person_id=person_id, frequency=frequency, weekday=0, hour=7, covered_to=clock.now())
    try:
        with db.session.begin_nested():
            db.session.add(fresh)
    except IntegrityError:
        return db.session.get_one(DigestPlan, person_id)
    return fresh


def plan_for_all(frequency: Frequency) -> int:
    """Give everybody who has never chosen the site's default; how many there were."""
    if frequency is Frequency.NEVER:
        return 0
    people = db.session.scalars(
        select(Person)
        .outerjoin(DigestPlan, DigestPlan.person_id == Person.id)
        .where(DigestPlan.person_id.is_(None), Person.is_disabled.is_(False))
        .order_by(Person.id)
        .limit(AT_ONCE)
    ).all()
    for person in people:
        plan = _plan_of(person.id, frequency)
        plan.next_at = next_time(frequency, plan.weekday, plan.hour, ZoneInfo(person.time_zone), clock.now())
    return len(people)


def queue_due() -> int:
    """A letter for each whose hour has come, once whatever happened meanwhile; how many."""
    moment = clock.now()
    plans = db.session.execute(
        select(DigestPlan, Person)
        .join(Person, Person.id == DigestPlan.person_id)
        .where(DigestPlan.next_at <= moment, Person.is_disabled.is_(False))
        .order_by(DigestPlan.next_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=DigestPlan)
    ).all()
    for plan, person in plans:
        facts = {"person_id": person.id, "since": plan.covered_to.isoformat(), "until": moment.isoformat()}
        mail.post_later(person.email, COMPOSER, facts, waits_until=moment + LONGEST_WAIT)
        plan.covered_to = moment
        plan.next_at = next_time(plan.frequency, plan.weekday, plan.hour, ZoneInfo(person.time_zone), moment)
    return len(plans)
