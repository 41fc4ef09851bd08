"""Hears of everything that happens and writes a notice for each person who should know."""

from __future__ import annotations

from collections.abc import Iterable

from lhs_community.accounts.queries import people_by_id
from lhs_community.communities.models import FollowLevel
from lhs_community.communities.queries.following import followers
from lhs_community.communities.queries.members import convenor_ids
from lhs_community.foundation import subjects
from lhs_community.foundation.bus import Event, StoredEvent
from lhs_community.foundation.refs import Ref
from lhs_community.notifications import actions, policy


def is_told(happened: Event) -> bool:
    return policy.is_told(happened.name)


def write_notices(happened: StoredEvent) -> None:
    """Followers and people the event is about, less who did it and who has muted the thing."""
    if policy.is_told(happened.name):
        actions.tell(happened, _recipients(happened))


def _recipients(happened: StoredEvent) -> set[int]:
    subject = Ref(happened.subject_kind, happened.subject_id)
    wanted: set[int] = set(_ints(happened.payload.get("person_ids", ())))
    muted: set[int] = set()
    if happened.name in policy.FOR_CONVENORS:
        wanted |= convenor_ids(happened.subject_id) if subject.kind == "community" else set()
    elif happened.name in policy.FOR_NAMED:
        pass
    elif policy.is_for_one_person(happened.payload):
        wanted |= set(_ints([happened.payload["person_id"]]))
        if happened.name not in policy.UNMUTED:
            muted = {person for person, level in followers(subject).items() if level is FollowLevel.MUTE}
    elif happened.name not in policy.FOR_THE_NAMED:
        following, muted = _following(happened, subject)
        wanted |= following
    if happened.name not in policy.UNMUTED:
        muted |= set(subjects.muted_by(subject))
    chosen = wanted - muted - {happened.actor_id}
    return {id_ for id_, person in people_by_id(chosen).items() if not person.is_disabled}


def _following(happened: StoredEvent, subject: Ref) -> tuple[set[int], set[int]]:
    """Who is told because of what they follow, and who has muted the thing itself."""
    parts = (*policy.followed_through(subject, happened.payload), *subjects.topics_of(subject))
    near, far = policy.from_near_to_far(subject, parts)
    if _began_unnamed(happened):  # who follows a thing that has just begun is who began it
        near = tuple(ref for ref in near if ref != subject)
    heard, muted = _heard(happened.name, near, is_around=False)
    heard_around, muted_around = _heard(happened.name, far, is_around=True)
    return heard - muted | heard_around - muted_around - heard - muted, muted


def _heard(name: str, refs: Iterable[Ref], *, is_around: bool) -> tuple[set[int], set[int]]:
    heard: set[int] = set()
    muted: set[int] = set()
    for ref in refs:
        for person, level in followers(ref).items():
            if level is FollowLevel.MUTE:
                muted.add(person)
            elif policy.is_heard(name, level, is_around=is_around):
                heard.add(person)
    return heard, muted


def _began_unnamed(happened: StoredEvent) -> bool:
    if happened.actor_id is None or not happened.name.endswith("_started"):
        return False
    person = people_by_id([happened.actor_id]).get(happened.actor_id)
    return person is not None and person.is_anonymous


def _ints(values: object) -> Iterable[int]:
    return [value for value in values if isinstance(value, int)] if isinstance(values, list | tuple) else []
