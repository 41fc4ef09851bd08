"""Who may report and who settles reports.

report   everybody signed in who reads the thing
settle   the convenors of its community; not a report on their own words while another convenor is there
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, false

from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.foundation.subjects import Card
from lhs_community.moderation.models import Flag


def require_flag(actor: Viewer, card: Card) -> None:
    require_signed_in(actor)
    if card.community_id is None:
        raise Refused("This belongs to no community, so there is nobody to report it to.")


def may_settle(actor: Viewer, flag: Flag) -> bool:
    return not actor.is_guest and flag.community_id in actor.convenes


def settled_by(actor: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_settle, on Flag."""
    return Flag.community_id.in_(sorted(actor.convenes)) if actor.convenes else false()


def require_settle(actor: Viewer, flag: Flag, card: Card, *, other_convenors: int) -> None:
    """`other_convenors`: how many the community has besides the actor. Raises NotThere or Refused."""
    if not may_settle(actor, flag):
        raise NotThere
    if card.author_id == actor.id and other_convenors:
        raise Refused("This is about your own words. Another convenor settles it.")
