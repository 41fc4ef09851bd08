"""The door of communities."""

from __future__ import annotations

from datetime import timedelta

from lhs_community.accounts import current
from lhs_community.communities import policy
from lhs_community.communities.actions.charters import mark_due_charters
from lhs_community.communities.actions.invitations import sweep_lists
from lhs_community.communities.models import FollowLevel
from lhs_community.communities.queries import communities, following, panels, people
from lhs_community.communities.queries.members import CONVENORS
from lhs_community.communities.views import (
    charters as charter_views,
    communities as community_views,
    following as following_views,
    handovers as handover_views,
    invitations,
    members,
    people as people_views,
    requests,
    shared,
    welcomes as welcome_views,
)
from lhs_community.foundation import markdown_rules
from lhs_community.foundation.features import Feature, NavItem, Panel, Periodic
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Subject

# Their views are on the blueprint once they are imported.
WITH_VIEWS = (
    community_views,
    members,
    invitations,
    requests,
    people_views,
    following_views,
    charter_views,
    handover_views,
    welcome_views,
)

markdown_rules.GROUPS.add(CONVENORS)


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
    panels=(Panel("home", "communities/_home_panel.html", panels.home_panel, slot="side", order=15),),
    periodic=(
        Periodic("communities.mark_due_charters", timedelta(minutes=30), mark_due_charters),
        Periodic("communities.sweep_lists", timedelta(hours=6), sweep_lists),
    ),
    nav=(NavItem("Communities", "communities.list_communities", 20),),
    context={"follow_level": follow_level, "community_policy": policy},
)
