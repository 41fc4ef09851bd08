"""Who may see and change topics.

read       what is on the list: everybody signed in, guests where they may read; anything else, only somebody who may
           read a thing that bears it, for a word of a closed community must not be learned outside it
suggest    everybody signed in, with what they write
curate     curators, as far as they may read: accept, rename, merge, retire, import
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, false, or_, true

from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.topics.models import Topic, TopicStatus


def may_see_list(viewer: Viewer) -> bool:
    return not viewer.is_guest or viewer.guests_may_read


def may_read(viewer: Viewer, topic: Topic, used: Collection[int]) -> bool:
    """`used`: the ids of topics borne by things that the viewer may read, see queries.uses."""
    if topic.merged_into_id is not None:
        return False
    return topic.id in used or (topic.is_controlled and may_see_list(viewer))


def readable_by(viewer: Viewer, used: Collection[int]) -> ColumnElement[bool]:
    """The SQL twin of may_read, on Topic."""
    on_list = and_(Topic.status == TopicStatus.CONTROLLED, true() if may_see_list(viewer) else false())
    return and_(Topic.merged_into_id.is_(None), or_(on_list, Topic.id.in_(sorted(used))))


def require_read(viewer: Viewer, topic: Topic, used: Collection[int]) -> None:
    if not may_read(viewer, topic, used):
        raise NotThere


def require_suggest(actor: Viewer) -> None:
    require_signed_in(actor)


def may_curate(actor: Viewer) -> bool:
    return actor.is_curator


def require_curate(actor: Viewer) -> None:
    if not may_curate(actor):
        raise Refused("Only a curator of this site can change the list of topics.")
