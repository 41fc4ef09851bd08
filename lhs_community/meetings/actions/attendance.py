"""Answering whether one comes; places that are never given twice; the waiting list; reminders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.policy import is_quiet
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock, mail
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.meetings import events, policy
from lhs_community.meetings.models import Answer, Meeting, SignUp
from lhs_community.meetings.queries.attendance import list_to_remind
from lhs_community.meetings.queries.feeds import QUIET_TITLE
from lhs_community.meetings.times import shown

REMIND_BEFORE = timedelta(hours=24)
NOT_LATER = timedelta(hours=1)  # before a meeting a reminder still helps


def answer_invitation(actor: Viewer, meeting: Meeting, answer: Answer) -> SignUp:
    """Yes, maybe or no. A yes where all places are taken waits in line; a place given up goes to the first of them."""
    policy.require_sign_up(actor, meeting)
    if answer is Answer.WAITING:
        answer = Answer.YES
    # Everybody who answers waits for this lock in turn, so that each sees the places that are really left.
    db.session.refresh(meeting, ["capacity", "cancelled_at", "starts_at", "ends_at"], with_for_update=True)
    if meeting.cancelled_at or meeting.ends_at <= clock.now():
        raise Invalid("This meeting is over or was called off, so nobody can sign up any more.")
    own = _own(actor, meeting)
    if own.answer is not answer and not (answer is Answer.YES and own.answer is Answer.WAITING):
        own.answer, own.place_number, own.answered_at = answer, None, clock.now()
        # Who answers on the last day needs no reminder.
        own.reminded_at = clock.now() if meeting.starts_at - clock.now() < REMIND_BEFORE else None
        if answer is Answer.YES and meeting.capacity is not None:
            own.place_number = _free_place(meeting)
            own.answer = Answer.YES if own.place_number else Answer.WAITING
        db.session.flush()
        record(
            events.AttendanceAnswered(
                actor_id=actor.id, subject_kind="meeting", subject_id=meeting.id, answer=own.answer
            )
        )
    fit_places(actor, meeting)
    return own


def _own(actor: Viewer, meeting: Meeting) -> SignUp:
    """The actor's row, locked; a fresh one says no."""
    wanted = (
        select(SignUp)
        .where(SignUp.meeting_id == meeting.id, SignUp.person_id == actor.id)
        .execution_options(populate_existing=True)
    )
    if found := db.session.scalars(wanted).first():
        return found
    fresh = SignUp(
        meeting_id=meeting.id,
        person_id=actor.person_id,
        answer=Answer.NO,
        answered_at=clock.now(),
        place_number=None,
        reminded_at=None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(fresh)
    except IntegrityError:  # the other of two clicks was faster
        return db.session.scalars(wanted).one()
    return fresh


def _free_place(meeting: Meeting) -> int | None:
    taken = set(
        db.session.scalars(
            select(SignUp.place_number).where(SignUp.meeting_id == meeting.id, SignUp.place_number.is_not(None))
        )
    )
    return next((number for number in range(1, (meeting.capacity or 0) + 1) if number not in taken), None)


def fit_places(actor: Viewer, meeting: Meeting) -> None:
    """Make places and answers agree with the capacity. Raises Invalid where it is less than have a place.

    The caller has locked the meeting and may change it, or has answered for themselves.
    """
    policy.require_read(actor, meeting)
    _fit(meeting)


def _fit(meeting: Meeting) -> None:
    coming = _in_order(meeting, Answer.YES)
    if meeting.capacity is not None and len(coming) > meeting.capacity:
        raise Invalid(f"{len(coming)} people have a place already. Enter at least that many.", "capacity")
    if meeting.capacity is None:
        for own in coming:
            own.place_number = None
    elif any(own.place_number is None or own.place_number > meeting.capacity for own in coming):
        _number_again(coming)
    for own in _in_order(meeting, Answer.WAITING):
        place = _free_place(meeting) if meeting.capacity is not None else None
        if place is None and meeting.capacity is not None:
            break
        own.answer, own.place_number = Answer.YES, place
        db.session.flush()
        record(events.PlaceGiven(actor_id=None, subject_kind="meeting", subject_id=meeting.id, person_id=own.person_id))


def _number_again(coming: Sequence[SignUp]) -> None:
    for own in coming:  # in two steps: a number may not be held twice, not even for a moment
        own.place_number = None
    db.session.flush()
    for number, own in enumerate(coming, 1):
        own.place_number = number
    db.session.flush()


def _in_order(meeting: Meeting, answer: Answer) -> Sequence[SignUp]:
    return db.session.scalars(
        select(SignUp)
        .where(SignUp.meeting_id == meeting.id, SignUp.answer == answer)
        .order_by(SignUp.answered_at, SignUp.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def release_places(person_id: int) -> None:
    """For the listener: who may not come to a meeting any more holds no place at it."""
    viewer = viewer_for(person_id)
    rows = db.session.scalars(
        select(Meeting)
        .join(SignUp, SignUp.meeting_id == Meeting.id)
        .where(
            SignUp.person_id == person_id,
            SignUp.answer != Answer.NO,
            Meeting.ends_at > clock.now(),
            Meeting.cancelled_at.is_(None),
        )
        .options(joinedload(Meeting.community))
        .order_by(Meeting.id)
    ).all()
    for meeting in rows:
        if not viewer.is_guest and policy.may_sign_up(viewer, meeting):
            continue
        db.session.refresh(meeting, ["capacity"], with_for_update=True)
        own = db.session.scalars(
            select(SignUp).where(SignUp.meeting_id == meeting.id, SignUp.person_id == person_id)
        ).one()
        own.answer, own.place_number, own.answered_at = Answer.NO, None, clock.now()
        db.session.flush()
        record(
            events.AttendanceAnswered(
                actor_id=None, subject_kind="meeting", subject_id=meeting.id, answer=Answer.NO
            )
        )
        _fit(meeting)


def remind(link: Callable[[int], str]) -> int:
    """For the worker: a notice and a letter, once, to each who said yes to a meeting that begins within a day.

    `link` makes the address of a meeting's page.
    """
    told = 0
    for meeting in list_to_remind(clock.now() + REMIND_BEFORE):
        rows = db.session.scalars(
            select(SignUp)
            .where(SignUp.meeting_id == meeting.id, SignUp.answer == Answer.YES, SignUp.reminded_at.is_(None))
            .order_by(SignUp.id)
            .options(joinedload(SignUp.person))
            .with_for_update(skip_locked=True, of=SignUp)
        ).all()
        reached = [own for own in rows if _write_to(meeting, own, link(meeting.id))]
        if reached:
            people = tuple(own.person_id for own in reached)
            record(events.MeetingNear(actor_id=None, subject_kind="meeting", subject_id=meeting.id, person_ids=people))
        told += len(reached)
    return told


def _write_to(meeting: Meeting, own: SignUp, link: str) -> bool:
    """The letter; nothing goes to who may not read the meeting any more."""
    own.reminded_at = clock.now()
    viewer = viewer_for(own.person_id)
    if viewer.is_guest or not policy.may_read(viewer, meeting):
        return False
    when = shown(meeting.starts_at, meeting.ends_at, meeting.time_zone, viewer.time_zone)
    title = QUIET_TITLE if is_quiet(meeting.community) else meeting.title
    place = "" if is_quiet(meeting.community) or not meeting.place else f"Where: {meeting.place}\n"
    lines = (
        f"Hello,\n\nyou said that you are coming:\n\n{title}\n{when.day}, {when.hours} ({when.zone})\n{place}"
        f"\nThe agenda and how to join are on its page on the site:\n{link}\n\n"
        "If you cannot come after all, say so there: somebody else may have your place.\n"
    )
    mail.post(own.person.email, f"Soon: {title}", lines, waits_until=meeting.starts_at - NOT_LATER)
    return True
