"""Where people talk, with all that the rules ask for."""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import policy
from lhs_community.chat.policy import Place
from lhs_community.chat.queries.direct import others_in
from lhs_community.chat.queries.rooms import get_room
from lhs_community.communities.queries.communities import get_community_by_id
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card


def get_place(viewer: Viewer, subject: Ref) -> Place:
    """Raises NotThere for what the viewer may not read, and for what cannot be talked about."""
    return place_of(viewer, policy.require_subject(viewer, subject))


def place_of(viewer: Viewer, card: Card) -> Place:
    """Of a thing whose card the viewer was given."""
    if card.community_id is None:
        return Place(card.ref, None, others=others_in(viewer, card.ref.id))
    community = get_community_by_id(viewer, card.community_id)
    return Place(card.ref, community, get_room(viewer, card.ref.id) if card.ref.kind == "room" else None)
