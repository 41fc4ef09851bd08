"""What changes in communities, by noun."""

# Until every branch of issue 3 imports from the files themselves; then this goes.
from lhs_community.communities.actions.communities import RESERVED_SLUGS, change_community, start_community
from lhs_community.communities.actions.following import follow_own, mention_people, set_following
from lhs_community.communities.actions.invitations import (
    accept_invitation,
    invite,
    register_by_invitation,
    withdraw_invitation,
)
from lhs_community.communities.actions.members import (
    add_member,
    change_role,
    join_community,
    leave_community,
    remove_member,
)
from lhs_community.communities.actions.requests import ask_to_join

__all__ = [
    "RESERVED_SLUGS",
    "accept_invitation",
    "add_member",
    "ask_to_join",
    "change_community",
    "change_role",
    "follow_own",
    "invite",
    "join_community",
    "leave_community",
    "mention_people",
    "register_by_invitation",
    "remove_member",
    "set_following",
    "start_community",
    "withdraw_invitation",
]
