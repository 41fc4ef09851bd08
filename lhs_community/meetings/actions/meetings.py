"""Arranging, changing and calling off meetings."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.actions.following import mention_people
from lhs_community.communities.models import Community, Membership
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import claim, db
from lhs_community.foundation.errors import Invalid, Stale
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import to_html
from lhs_community.meetings import events, policy
from lhs_community.meetings.actions.attendance import fit_places
from lhs_community.meetings.models import (
    LONGEST_MINUTES,
    MOST_PLACES,
    MOST_REPEATS,
    SHORT_LENGTH,
    Details,
    Meeting,
    MeetingHost,
    MeetingKind,
    SignUp,
)
from lhs_community.meetings.queries.meetings import list_concerned, list_series
from lhs_community.meetings.times import Repeat, When, resolve, series, text_of
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


@dataclass(frozen=True)
class Plan:
    """What somebody typed to arrange or change a meeting."""

    title: str
    when: When
    minutes: int = 60
    kind: MeetingKind = MeetingKind.OTHER
    purpose: str = ""
    place: str = ""
    joining_link: str = ""
    capacity: int | None = None
    access_note: str = ""
    host_ids: Sequence[int] = ()

    def texts(self) -> dict[str, str]:
        return {
            "title": self.title, "purpose": self.purpose, "place": self.place, "joining_link": self.joining_link,
            "access_note": self.access_note,
        }  # fmt: skip


@dataclass(frozen=True)
class Repeats:
    """How a series goes on: how often, how many meetings in all, and which of two equal clock times."""

    every: Repeat = Repeat.NEVER
    count: int = 1
    which: str = ""


def arrange_meeting(
    actor: Viewer, community: Community, plan: Plan, repeats: Repeats = Repeats(), *, consent: Consent = NO_CONSENT
) -> Meeting:
    """One meeting, or a series of separate ones at the same time on the wall; the first is answered."""
    policy.require_arrange(actor, community)
    require_clear(actor, plan.texts(), consent)
    plan = _checked(plan)
    _require_to_come(plan)
    if not 1 <= repeats.count <= MOST_REPEATS:
        raise Invalid(f"Enter a number from 1 to {MOST_REPEATS}.", "count")
    walls = series(plan.when.wall, repeats.every, repeats.count)
    later = [resolve(wall, plan.when.zone, repeats.which) for wall in walls[1:]]
    first = _add(actor, community, plan)
    record(
        events.MeetingArranged(
            actor_id=actor.id,
            subject_kind="meeting",
            subject_id=first.id,
            community_id=community.id,
            person_ids=tuple(plan.host_ids),
        )
    )
    mention_people(actor, Ref("meeting", first.id), plan.purpose, community.id)
    if later:
        first.series_id = first.id
    for when in later:
        meeting = _add(actor, community, replace(plan, when=when), series_id=first.id)
        record(
            events.MeetingRepeated(
                actor_id=actor.id, subject_kind="meeting", subject_id=meeting.id, community_id=community.id
            )
        )
    return first


def _checked(plan: Plan) -> Plan:
    if not 5 <= plan.minutes <= LONGEST_MINUTES:
        raise Invalid(f"Enter a length from 5 to {LONGEST_MINUTES} minutes.", "minutes")
    if plan.capacity is not None and not 1 <= plan.capacity <= MOST_PLACES:
        raise Invalid(f"Enter a number of places from 1 to {MOST_PLACES}, or leave it empty.", "capacity")
    title = " ".join(plan.title.split())
    if len(title) < 3:
        raise Invalid("Enter a title of at least 3 characters.", "title")
    return replace(plan, title=title, place=plan.place.strip(), joining_link=clean_link(plan.joining_link))


def clean_link(typed: str, field: str = "joining_link") -> str:
    """An https address, or nothing. Raises Invalid."""
    link = typed.strip()
    if not link:
        return ""
    problem = Invalid("Enter a whole address that begins with https://, such as https://meet.example/room.", field)
    try:
        parts = urlsplit(link)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise problem from None
    is_plain = all(33 <= ord(letter) < 127 and letter not in '<>"\\^`{|}' for letter in link)
    if parts.scheme != "https" or not host or "." not in host or parts.username or not is_plain:
        raise problem
    if len(link) > SHORT_LENGTH:
        raise Invalid(f"Shorten this address to {SHORT_LENGTH} characters.", field)
    return link


def _require_to_come(plan: Plan) -> None:
    if plan.when.moment <= clock.now():
        raise Invalid("Enter a day and time to come.", "day")


def _add(actor: Viewer, community: Community, plan: Plan, series_id: int | None = None) -> Meeting:
    moment = clock.now()
    meeting = Meeting(
        community_id=community.id,
        community=community,
        series_id=series_id,
        uid=f"{secrets.token_hex(16)}@lhs-community",
        arranged_by_id=actor.person_id,
        arranged_at=moment,
        revised_at=moment,
        hosts=[],
    )
    _fill(meeting, plan)
    meeting.sequence = 0
    db.session.add(meeting)
    db.session.flush()
    _set_hosts(meeting, plan.host_ids)
    return meeting


def _fill(meeting: Meeting, plan: Plan) -> None:
    meeting.title, meeting.kind = plan.title, plan.kind
    meeting.purpose, meeting.purpose_html = plan.purpose, to_html(plan.purpose)
    meeting.access_note, meeting.access_note_html = plan.access_note, to_html(plan.access_note)
    meeting.place, meeting.joining_link = plan.place, plan.joining_link
    meeting.minutes, meeting.capacity = plan.minutes, plan.capacity
    meeting.wall_time, meeting.time_zone = text_of(plan.when.wall), plan.when.zone
    meeting.is_second_hour, meeting.starts_at = plan.when.is_second_hour, plan.when.moment
    meeting.ends_at = meeting.starts_at + meeting.length


def _set_hosts(meeting: Meeting, person_ids: Sequence[int]) -> None:
    """Raises Invalid for somebody who does not belong to the community: they could not see to it."""
    wanted = set(person_ids)
    members = set(
        db.session.scalars(
            select(Membership.person_id)
            .join(Person, Person.id == Membership.person_id)
            .where(
                Membership.community_id == meeting.community_id,
                Membership.person_id.in_(wanted),
                Person.is_disabled.is_(False),
            )
        )
    )
    if wanted - members:
        raise Invalid("Choose facilitators from the members of the community.", "host_ids")
    kept = [host for host in meeting.hosts if host.person_id in wanted]
    known = {host.person_id for host in kept}
    meeting.hosts = [*kept, *(MeetingHost(person_id=one) for one in person_ids if one not in known)]
    db.session.flush()


def change_meeting(
    actor: Viewer, meeting: Meeting, plan: Plan, *, version: int | None = None, consent: Consent = NO_CONSENT
) -> None:
    """This one alone, also in a series. Who said yes hears when the time, the place or the way to join changed.

    Raises Stale when somebody else saved after `version` was read.
    """
    policy.require_run(actor, meeting)
    _require_not_cancelled(meeting)
    require_clear(actor, plan.texts(), consent)
    plan = _checked(plan)
    claim(meeting, None)
    if version is not None and version != meeting.sequence:
        raise Stale(Details(meeting))
    is_moved = (plan.when.moment, plan.minutes) != (meeting.starts_at, meeting.minutes)
    if is_moved:
        _require_to_come(plan)
    is_elsewhere = (plan.place, plan.joining_link) != (meeting.place, meeting.joining_link)
    _fill(meeting, plan)
    _set_hosts(meeting, plan.host_ids)
    meeting.sequence += 1
    meeting.revised_at = clock.now()
    fit_places(actor, meeting)
    about: dict[str, Any] = {"actor_id": actor.id, "subject_kind": "meeting", "subject_id": meeting.id}
    if is_moved or is_elsewhere:
        record(events.MeetingMoved(**about, person_ids=list_concerned(meeting)))
    else:
        record(events.MeetingChanged(**about))
    if is_moved:
        _remind_again(meeting)


def _remind_again(meeting: Meeting) -> None:
    for sign_up in db.session.scalars(select(SignUp).where(SignUp.meeting_id == meeting.id)):
        sign_up.reminded_at = None


def cancel_meeting(
    actor: Viewer, meeting: Meeting, why: str, *, and_later: bool = False, consent: Consent = NO_CONSENT
) -> None:
    """Call it off; `and_later`: those of its series that come after it too. Also says that a past one was not held."""
    policy.require_run(actor, meeting)
    _require_not_cancelled(meeting)
    why = " ".join(why.split())
    if len(why) > SHORT_LENGTH:
        raise Invalid(f"Shorten this to {SHORT_LENGTH} characters.", "why")
    require_clear(actor, {"why": why}, consent)
    later = [one for one in list_series(actor, meeting) if one.starts_at > meeting.starts_at] if and_later else []
    for one in (meeting, *later):
        if one.cancelled_at is None and policy.may_run(actor, one):
            one.cancelled_at = one.revised_at = clock.now()
            one.cancelled_why = why
            one.sequence += 1
            record(
                events.MeetingCancelled(
                    actor_id=actor.id, subject_kind="meeting", subject_id=one.id, person_ids=list_concerned(one)
                )
            )


def _require_not_cancelled(meeting: Meeting) -> None:
    if meeting.cancelled_at:
        raise Invalid("This meeting was called off. Arrange a new one.")
