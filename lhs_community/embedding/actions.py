"""Planning how an improvement is kept, handing it over, looking again: planned, handed over, each check once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.queries.members import viewer_for
from lhs_community.embedding import dates, events, policy, queries
from lhs_community.embedding.models import Check, Embedding, StillThere
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import claim, db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import to_html
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear

MOST_AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How it is kept, as somebody typed it."""

    owner_id: int | None = None
    standard_work: str = ""
    training: str = ""
    monitoring: str = ""


def plan_embedding(
    actor: Viewer, project_id: int, plan: Plan, version: int | None = None, consent: Consent = NO_CONSENT
) -> Embedding:
    """Write the plan, or change it: at any time, for who keeps it may change after the handover too."""
    policy.require_plan(actor, project_id)
    texts = {"standard_work": plan.standard_work, "training": plan.training, "monitoring": plan.monitoring}
    require_clear(actor, texts, consent)
    embedding = queries.find_embedding(actor, project_id)
    if embedding is None:
        embedding = _begin(actor, project_id)
    else:
        claim(embedding, version)
    owner = _owner(plan.owner_id, embedding.ref)
    if embedding.handed_over_on and owner is None:
        raise Invalid("It is handed over, so somebody has to keep it. Choose who.", "owner_id")
    embedding.owner_id = owner.id if owner else None
    for name, text in texts.items():
        setattr(embedding, name, text.strip())
        setattr(embedding, f"{name}_html", to_html(text))
    for check in embedding.checks:
        if check.tell_at is not None and owner is not None:
            check.tell_at = _by_the_clock_of(owner, check, check.tell_at)
    _stamp(actor, embedding)
    db.session.flush()
    record(events.EmbeddingPlanned(actor_id=actor.id, subject_kind="project", subject_id=project_id))
    return embedding


def _begin(actor: Viewer, project_id: int) -> Embedding:
    embedding = Embedding(
        project_id=project_id, checks=[], version=0, changed_by_id=actor.id, changed_at=clock.now()
    )
    try:
        with db.session.begin_nested():
            db.session.add(embedding)
    except IntegrityError:
        raise Invalid("Somebody else has just begun this plan. Keep a copy of your text and reload the page.") from None
    return embedding


def hand_over(actor: Viewer, embedding: Embedding, on: date) -> None:
    """From that day somebody keeps it. The days to look again are worked out now, once, and kept."""
    policy.require_plan(actor, embedding.project_id)
    claim(embedding, None)
    if embedding.handed_over_on is not None:
        raise Invalid("It is handed over already.")
    owner = _owner(embedding.owner_id, embedding.ref)
    if owner is None:
        raise Invalid("Say first who keeps it from now on.")
    if not embedding.standard_work:
        raise Invalid("Say first what is done now as a matter of course: the standard work.")
    if on > clock.today(actor.time_zone):
        raise Invalid("Enter a day that is not in the future: hand it over on the day.", "on")
    if on < dates.months_later(clock.today(actor.time_zone), -12):
        raise Invalid("Enter a day within the last twelve months.", "on")
    embedding.handed_over_on = on
    for months in dates.MONTHS:
        check = Check(months=months, due_on=dates.months_later(on, months))
        check.tell_at = dates.due_at(check.due_on, owner.time_zone)
        embedding.checks.append(check)
    _stamp(actor, embedding)
    db.session.flush()
    record(
        events.ProjectHandedOver(
            actor_id=actor.id,
            subject_kind="project",
            subject_id=embedding.project_id,
            person_ids=(owner.id,),
            handed_over_on=on,
        )
    )


def take_back(actor: Viewer, embedding: Embedding) -> None:
    """A handover that was a slip, or came too soon: as long as nobody has looked again."""
    policy.require_plan(actor, embedding.project_id)
    claim(embedding, None)
    if embedding.handed_over_on is None:
        raise Invalid("It is not handed over yet.")
    if any(check.answered_at for check in embedding.checks):
        raise Invalid("A check has been answered, so the handover stays on record.")
    embedding.handed_over_on = None
    embedding.checks.clear()
    _stamp(actor, embedding)
    record(events.HandoverTakenBack(actor_id=actor.id, subject_kind="project", subject_id=embedding.project_id))


def answer_check(
    actor: Viewer, check: Check, answer: StillThere | None, note: str, consent: Consent = NO_CONSENT
) -> None:
    """Is it still in place? What the charts say on this day is kept with the answer."""
    policy.require_answer(actor, check)
    require_clear(actor, {"note": note}, consent)
    db.session.refresh(check, ["answered_at"], with_for_update=True)
    if check.answered_at is not None:
        raise Invalid("This check is answered already.")
    if answer is None:
        raise Invalid("Choose whether it is still in place.", "answer")
    if answer is not StillThere.YES and not note.strip():
        raise Invalid("Say what has gone, and why as far as you know.", "note")
    if check.due_on > clock.today(actor.time_zone):
        raise Invalid(f"Look again on {check.due_on:%-d %B %Y} or later.")
    check.answer, check.answered_at, check.answered_by_id = answer, clock.now(), actor.id
    check.note, check.note_html, check.tell_at = note.strip(), to_html(note), None
    check.chart_says = queries.what_charts_say(actor, check.embedding.project_id)
    record(
        events.CheckAnswered(
            actor_id=actor.id,
            subject_kind="project",
            subject_id=check.embedding.project_id,
            check_id=check.id,
            months=check.months,
            answer=answer,
        )
    )


def tell_due() -> int:
    """For the worker: a notice on the day, another after a fortnight, each once. After a long sleep only the later."""
    waiting = db.session.scalars(
        select(Check)
        .where(Check.tell_at <= clock.now(), Check.answered_at.is_(None))
        .options(joinedload(Check.embedding))
        .order_by(Check.tell_at, Check.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True, of=Check)
    ).all()
    for check in waiting:
        _tell(check)
    return len(waiting)


def _tell(check: Check) -> None:
    embedding = check.embedding
    owner = db.session.get(Person, embedding.owner_id) if embedding.owner_id else None
    zone = owner.time_zone if owner else "Europe/London"
    overdue_at = dates.overdue_at(check.due_on, zone)
    is_overdue = overdue_at <= clock.now()
    check.tell_at = None if is_overdue else overdue_at
    event = events.CheckOverdue if is_overdue else events.CheckDue
    record(
        event(
            actor_id=None,
            subject_kind="project",
            subject_id=embedding.project_id,
            person_ids=_whom(embedding),
            check_id=check.id,
            months=check.months,
        )
    )


def _whom(embedding: Embedding) -> tuple[int, ...]:
    """Who keeps it, and who leads the project. Notices ask each of them again what they may read."""
    if embedding.owner_id is None:
        return ()
    lead = list(subjects.people(viewer_for(embedding.owner_id), embedding.ref))[:1]
    return tuple(dict.fromkeys([embedding.owner_id, *lead]))


def _owner(person_id: int | None, ref: Ref) -> Person | None:
    """Raises Invalid for somebody who may not read the project."""
    if person_id is None:
        return None
    person = db.session.get(Person, person_id)
    if person is None or person.is_anonymous or person.is_disabled or not _may_read(person_id, ref):
        raise Invalid("Choose somebody who may read this project.", "owner_id")
    return person


def _may_read(person_id: int, ref: Ref) -> bool:
    try:
        return subjects.card(viewer_for(person_id), ref) is not None
    except NotThere:
        return False


def _by_the_clock_of(owner: Person, check: Check, tell_at: datetime) -> datetime:
    """The same of the two notices, for somebody who may live elsewhere."""
    due_at, overdue_at = dates.due_at(check.due_on, owner.time_zone), dates.overdue_at(check.due_on, owner.time_zone)
    return min(due_at, overdue_at, key=lambda moment: abs(moment - tell_at))


def _stamp(actor: Viewer, embedding: Embedding) -> None:
    embedding.version += 1
    embedding.changed_by_id, embedding.changed_at = actor.id, clock.now()
