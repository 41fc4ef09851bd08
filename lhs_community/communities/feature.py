"""The door of communities."""

from __future__ import annotations

from lhs_community.accounts import current
from lhs_community.communities import policy, queries, views
from lhs_community.communities.models import FollowLevel
from lhs_community.foundation.features import Feature, NavItem
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Subject


def follow_level(ref: Ref) -> FollowLevel | None:
    """For the follow button of every subject's page."""
    viewer = current.viewer()
    return None if viewer.is_guest else queries.follow_state(viewer, ref)


feature = Feature(
    name="communities",
    blueprint=views.blueprint,
    subjects=(
        Subject(
            "community",
            "Community",
            cards=queries.community_cards,
            index_card=queries.community_index_card,
            may_edit=lambda viewer, id_: viewer.roles.get(id_) == "convenor",
            all_ids=queries.all_community_ids,
        ),
        Subject("person", "Person", cards=queries.person_cards),
    ),
    nav=(NavItem("Communities", "communities.list_communities", 20),),
    context={"follow_level": follow_level, "community_policy": policy},
)
