"""The door of communities."""

from __future__ import annotations

from lhs_community.accounts import current
from lhs_community.communities import policy
from lhs_community.communities.models import FollowLevel
from lhs_community.communities.queries import communities, following, people
from lhs_community.communities.views import (
    communities as community_views,
    following as following_views,
    invitations,
    members,
    people as people_views,
    requests,
    shared,
)
from lhs_community.foundation.features import Feature, NavItem
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Subject

# Their views are on the blueprint once they are imported.
WITH_VIEWS = (community_views, members, invitations, requests, people_views, following_views)


def follow_level(ref: Ref) -> FollowLevel | None:
    """For the follow button of every subject's page."""
    viewer = current.viewer()
    return None if viewer.is_guest else following.follow_state(viewer, ref)


feature = Feature(
    name="communities",
    blueprint=shared.blueprint,
    subjects=(
        Subject(
            "community",
            "Community",
            cards=communities.community_cards,
            index_card=communities.community_index_card,
            may_edit=lambda viewer, id_: viewer.roles.get(id_) == "convenor",
            all_ids=communities.all_community_ids,
        ),
        Subject("person", "Person", cards=people.person_cards),
    ),
    nav=(NavItem("Communities", "communities.list_communities", 20),),
    context={"follow_level": follow_level, "community_policy": policy},
)
