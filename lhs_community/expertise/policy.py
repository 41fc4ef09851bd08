"""Who finds whom, and who may put a question to somebody.

find     everybody signed in: whoever belongs to a community that the viewer may read; external partners only those of
         their own communities (a reader of no community finds only themselves)
suggest  whoever asked, unless without a name, and the convenors: for an open question
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, false, or_, select

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community, Membership
from lhs_community.discussions import policy as discussions
from lhs_community.discussions.models.threads import Thread, ThreadState
from lhs_community.discussions.policy import wrote
from lhs_community.foundation.errors import Refused


def may_find(viewer: Viewer, person: Person, places: Iterable[Community]) -> bool:
    """`places`: the communities that the person belongs to."""
    if viewer.is_guest or person.is_disabled:
        return False
    return viewer.id == person.id or any(communities.may_see_members(viewer, community) for community in places)


def findable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_find, on Person."""
    if viewer.is_guest:
        return false()
    near = select(Membership.person_id).where(communities.in_readable(viewer, Membership.community_id))
    return and_(Person.is_disabled.is_(False), or_(Person.id == viewer.id, Person.id.in_(near)))


def may_route(actor: Viewer, thread: Thread) -> bool:
    """Whoever asked without a name would show it by asking somebody."""
    if actor.is_guest or not thread.is_question or thread.state is not ThreadState.OPEN:
        return False
    if not discussions.may_read(actor, thread):
        return False
    is_asker = not thread.is_sealed and wrote(actor, thread)
    return is_asker or communities.may_convene(actor, thread.community)


def require_route(actor: Viewer, thread: Thread) -> None:
    discussions.require_read(actor, thread)
    if not may_route(actor, thread):
        raise Refused("Only whoever asked, or a convenor, can put an open question to somebody.")
