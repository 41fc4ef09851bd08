"""A channel as somebody sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import policy
from lhs_community.chat.models.channels import Channel, ReadMarker
from lhs_community.chat.policy import Place
from lhs_community.chat.queries.peace import muted_refs
from lhs_community.chat.queries.places import place_of
from lhs_community.communities.models import Community
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card


@dataclass(frozen=True)
class Talk:
    """A channel as somebody sees it; `channel` is None until its first message."""

    subject: Card
    place: Place
    channel: Channel | None
    read_to: int
    may_post: bool
    is_muted: bool = False

    @property
    def community(self) -> Community | None:
        """None: a direct talk."""
        return self.place.community

    @property
    def last_number(self) -> int:
        return self.channel.last_number if self.channel else 0

    @property
    def unread(self) -> int:
        return max(0, self.last_number - self.read_to)


def get_talk(viewer: Viewer, subject: Ref) -> Talk:
    """Raises NotThere, also for a thing that cannot be talked about."""
    card = policy.require_subject(viewer, subject)
    place = place_of(viewer, card)
    channel = find_channel(viewer, subject)
    read = read_to(viewer, [channel.id]).get(channel.id, 0) if channel else 0
    return Talk(card, place, channel, read, policy.may_post(viewer, place), subject in muted_refs(viewer, [subject]))


def find_channel(viewer: Viewer, subject: Ref) -> Channel | None:
    return db.session.scalars(
        select(Channel).where(
            Channel.subject_kind == subject.kind, Channel.subject_id == subject.id, policy.readable_by(viewer)
        )
    ).first()


def read_to(viewer: Viewer, channel_ids: Iterable[int]) -> dict[int, int]:
    """How far the viewer has read in each channel they have read in."""
    if not (wanted := set(channel_ids)):
        return {}
    rows = db.session.execute(
        select(ReadMarker.channel_id, ReadMarker.number).where(
            ReadMarker.person_id == viewer.id, ReadMarker.channel_id.in_(wanted)
        )
    )
    return dict(rows.all())
