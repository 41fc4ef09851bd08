"""What there is to know of communities, by noun."""

# Until every branch of issue 3 imports from the files themselves; then this goes.
from lhs_community.communities.queries.communities import (
    all_community_ids,
    communities_by_id,
    community_cards,
    community_index_card,
    descendant_ids,
    get_community,
    get_community_by_id,
    list_children,
    list_communities,
    list_postable,
    readable_ids,
)
from lhs_community.communities.queries.following import follow_state, followers
from lhs_community.communities.queries.invitations import find_invitation, list_invitations, peek_invitation
from lhs_community.communities.queries.members import (
    SharedCommunity,
    convenor_ids,
    count_members,
    find_membership,
    list_communities_of,
    list_members,
    people_who_may_read,
    roles_of,
    viewer_for,
)
from lhs_community.communities.queries.people import get_person, person_cards
from lhs_community.communities.queries.requests import list_join_requests

__all__ = [
    "SharedCommunity",
    "all_community_ids",
    "communities_by_id",
    "community_cards",
    "community_index_card",
    "convenor_ids",
    "count_members",
    "descendant_ids",
    "find_invitation",
    "find_membership",
    "follow_state",
    "followers",
    "get_community",
    "get_community_by_id",
    "get_person",
    "list_children",
    "list_communities",
    "list_communities_of",
    "list_invitations",
    "list_join_requests",
    "list_members",
    "list_postable",
    "peek_invitation",
    "people_who_may_read",
    "person_cards",
    "readable_ids",
    "roles_of",
    "viewer_for",
]
