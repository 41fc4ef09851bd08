"""Following, muting and mentioning."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import events
from lhs_community.communities.models import (
    WATCHED_KINDS,
    Following,
    FollowLevel,
)
from lhs_community.communities.queries.following import follow_state
from lhs_community.communities.queries.members import group_member_ids, people_who_may_read
from lhs_community.foundation import limits, settings, subjects
from lhs_community.foundation.bus import record, unrecorded
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import mentions

MENTIONS = "100 per minute"


@unrecorded("what somebody follows is their own business")
def set_following(actor: Viewer, ref: Ref, level: FollowLevel | None) -> None:
    """Follow, watch, mute, or (None) nothing of these. Raises NotThere for what the actor may not read; to stop is
    always allowed."""
    require_signed_in(actor)
    if level is not None:
        subjects.require_card(actor, ref)
    if level is FollowLevel.WATCH and ref.kind not in WATCHED_KINDS:
        raise Invalid("You can watch communities and topics. Follow this instead: you hear of all that happens to it.")
    _set_following(actor.person_id, ref, level)


@unrecorded("what somebody follows is their own business")
def follow_own(actor: Viewer, ref: Ref) -> None:
    """Follow what I wrote or joined, unless I have said otherwise. The caller has checked the right to read."""
    if actor.id is not None and follow_state(actor, ref) is None:
        _set_following(actor.id, ref, FollowLevel.FOLLOW)


def _set_following(person_id: int, ref: Ref, level: FollowLevel | None) -> None:
    found = db.session.scalars(
        select(Following).where(
            Following.person_id == person_id, Following.subject_kind == ref.kind, Following.subject_id == ref.id
        )
    ).first()
    if level is None:
        if found:
            db.session.delete(found)
    elif found:
        found.level = level
    else:
        try:
            with db.session.begin_nested():
                db.session.add(Following(person_id=person_id, subject_kind=ref.kind, subject_id=ref.id, level=level))
        except IntegrityError:  # the other of two clicks was faster
            return


def mention_people(actor: Viewer, ref: Ref, text: str, community_id: int) -> None:
    """Record who was mentioned in `text`, as far as they may read it; each of them once. A group stands for its
    members: "convenors" for this community's, "c/…" for a community of the actor's own."""
    if not (named := mentions(text)):
        return
    grouped = group_member_ids(actor, named, community_id)
    for handle, ids in grouped.items():
        if len(ids) > (most := settings.number("MENTION_MOST")):
            raise Invalid(f"@{handle} would tell {len(ids)} people at once. Mention a group of up to {most}.", "body")
    told = {person.id for person in people_who_may_read(named, community_id)}.union(*grouped.values()) - {actor.id}
    if told and not limits.hit("mention", str(actor.id), MENTIONS, times=len(told)):
        raise Invalid("You have mentioned very many people within a minute. Wait a minute, then send it again.", "body")
    for person_id in sorted(told):
        record(events.PersonMentioned(actor_id=actor.id, subject_kind=ref.kind, subject_id=ref.id, person_id=person_id))
