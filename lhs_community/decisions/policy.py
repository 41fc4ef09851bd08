"""Who may read, record and add to decisions."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community
from lhs_community.decisions.models import Decision, DecisionState
from lhs_community.foundation.errors import Invalid, Refused


def may_read(viewer: Viewer, decision: Decision, community: Community) -> bool:
    return decision.community_id == community.id and communities.may_read(viewer, community)


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_read, on Decision."""
    return communities.in_readable(viewer, Decision.community_id)


def require_record(actor: Viewer, community: Community) -> None:
    communities.require_post(actor, community)


def may_look_after(actor: Viewer, decision: Decision) -> bool:
    """Its owner, whoever recorded it, and the community's convenors: as long as they may read it at all."""
    if actor.is_guest:
        return False
    is_theirs = actor.id in (decision.owner_id, decision.recorded_by_id)
    return is_theirs or actor.roles.get(decision.community_id) == "convenor"


def require_look_after(actor: Viewer, decision: Decision) -> None:
    if not may_look_after(actor, decision):
        raise Refused("Only the decision's owner, who recorded it, or a convenor can add to it.")
    if decision.state is DecisionState.ENDED:
        raise Invalid("This decision no longer stands. Record a new one.")
