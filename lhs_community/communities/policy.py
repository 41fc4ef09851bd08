"""Who may read, post in, convene and change a community. Everything of a community hangs on these rules.

open          everybody signed in reads and posts; guests read where LHS_GUESTS_MAY_READ says so
restricted    everybody signed in reads; members post
private       members only; nobody else learns that it exists
confidential  as private, and notices and digests about it carry no titles

External partners read and post only where they are members, whatever the level. Membership of a parent gives
nothing in its children. No site role opens a community.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from lhs_community.accounts.models import Person, PersonKind
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community, CommunityRole, Membership, Visibility
from lhs_community.foundation.errors import NotThere, Refused

FOR_SIGNED_IN = (Visibility.OPEN, Visibility.RESTRICTED)


def is_member(viewer: Viewer, community_id: int | None) -> bool:
    return community_id is not None and community_id in viewer.roles


def may_read(viewer: Viewer, community: Community) -> bool:
    if is_member(viewer, community.id):
        return True
    if viewer.is_guest:
        return viewer.guests_may_read and community.visibility is Visibility.OPEN
    return not viewer.is_external and community.visibility in FOR_SIGNED_IN


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_read, on Community."""
    if viewer.is_guest:
        return Community.visibility == Visibility.OPEN if viewer.guests_may_read else false()
    is_mine = Community.id.in_(select(Membership.community_id).where(Membership.person_id == viewer.id))
    if viewer.is_external:
        return is_mine
    return or_(Community.visibility.in_(FOR_SIGNED_IN), is_mine)


def reads(community: Community) -> ColumnElement[bool]:
    """The SQL twin of may_read seen from the other side, on Person: who, of those with an account, may read it."""
    belongs = Person.id.in_(select(Membership.person_id).where(Membership.community_id == community.id))
    if community.visibility in FOR_SIGNED_IN:
        return or_(Person.kind != PersonKind.EXTERNAL, belongs)
    return belongs


def in_readable(
    viewer: Viewer, column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
) -> ColumnElement[bool]:
    """The condition that `column` names a community the viewer may read."""
    return column.in_(select(Community.id).where(readable_by(viewer)))


def require_read(viewer: Viewer, community: Community) -> None:
    if not may_read(viewer, community):
        raise NotThere


def may_post(actor: Viewer, community: Community) -> bool:
    if actor.is_guest:
        return False
    if is_member(actor, community.id):
        return True
    return not actor.is_external and community.visibility is Visibility.OPEN


def postable_by(actor: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_post, on Community."""
    if actor.is_guest:
        return false()
    is_mine = Community.id.in_(select(Membership.community_id).where(Membership.person_id == actor.id))
    if actor.is_external:
        return is_mine
    return or_(Community.visibility == Visibility.OPEN, is_mine)


def require_post(actor: Viewer, community: Community) -> None:
    require_read(actor, community)
    if not may_post(actor, community):
        raise Refused("Only members can post in this community. Join it first.")


def may_convene(actor: Viewer, community: Community) -> bool:
    return actor.roles.get(community.id) == CommunityRole.CONVENOR


def require_convene(actor: Viewer, community: Community) -> None:
    require_read(actor, community)
    if not may_convene(actor, community):
        raise Refused("Only a convenor of this community can do this.")


def may_welcome(actor: Viewer, community: Community) -> bool:
    """Say hello to who is new: the convenors, and the member named for it."""
    is_named = actor.id is not None and community.welcomer_id == actor.id
    return may_convene(actor, community) or (is_named and is_member(actor, community.id))


def welcomed_into_by(actor: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_welcome, on Community."""
    if actor.is_guest:
        return false()
    is_named = and_(Community.welcomer_id == actor.id, Community.id.in_(sorted(actor.roles)))
    return or_(Community.id.in_(sorted(actor.convenes)), is_named)


def require_welcome(actor: Viewer, community: Community) -> None:
    require_read(actor, community)
    if not may_welcome(actor, community):
        raise Refused("Only a convenor, or the member who welcomes people here, can do this.")


def may_see_handover(viewer: Viewer, community: Community, offered_to_id: int | None) -> bool:
    """The pack is for the convenors, and for the member they ask to take over."""
    is_asked = viewer.id is not None and viewer.id == offered_to_id
    return may_convene(viewer, community) or (is_asked and is_member(viewer, community.id))


def may_join(actor: Viewer, community: Community) -> bool:
    """Without asking anybody."""
    return (
        not actor.is_guest
        and not actor.is_external
        and not is_member(actor, community.id)
        and community.visibility is Visibility.OPEN
    )


def may_ask_to_join(actor: Viewer, community: Community) -> bool:
    return (
        not actor.is_guest
        and not actor.is_external
        and not is_member(actor, community.id)
        and community.visibility is Visibility.RESTRICTED
    )


def may_start_community(actor: Viewer, parent: Community | None) -> bool:
    """Administrators anywhere they can read; convenors below a community they convene."""
    if parent is None:
        return actor.is_administrator
    return may_read(actor, parent) and (actor.is_administrator or may_convene(actor, parent))


def require_start_community(actor: Viewer, parent: Community | None) -> None:
    if not may_start_community(actor, parent):
        raise Refused("Only a convenor of the community above, or an administrator, can start a community here.")


def is_quiet(community: Community) -> bool:
    """Do notices about it carry no titles?"""
    return community.visibility is Visibility.CONFIDENTIAL


def may_see_members(viewer: Viewer, community: Community) -> bool:
    return not viewer.is_guest and may_read(viewer, community)


def shares_community_with(viewer: Viewer, person_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """The condition that `person_id` belongs to a community of the viewer's own."""
    mine = select(Membership.community_id).where(Membership.person_id == viewer.id)
    return and_(person_id.in_(select(Membership.person_id).where(Membership.community_id.in_(mine))))
