"""Who may report and who settles reports.

report   everybody signed in who reads the thing
settle   the convenors of its community; not a report on their own words while another convenor is there
         of what was said in a direct talk, which is of no community, the administrators: they see it and no more
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_

from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import subjects
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.foundation.subjects import Card
from lhs_community.moderation.models import Flag


def require_flag(actor: Viewer, card: Card) -> None:
    require_signed_in(actor)
    if card.community_id is None and not subjects.is_shown_to_who_settles(card.ref):
        raise Refused("This belongs to no community, so there is nobody to report it to.")


def may_settle(actor: Viewer, flag: Flag) -> bool:
    return actor.is_administrator if flag.community_id is None else flag.community_id in actor.convenes


def settled_by(actor: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_settle, on Flag."""
    of_theirs = Flag.community_id.in_(sorted(actor.convenes)) if actor.convenes else false()
    return or_(of_theirs, Flag.community_id.is_(None)) if actor.is_administrator else of_theirs


def require_settle(actor: Viewer, flag: Flag, card: Card, *, others: int) -> None:
    """`others`: how many settle reports there besides the actor. Raises NotThere or Refused."""
    if not may_settle(actor, flag):
        raise NotThere
    if card.author_id == actor.id and others:
        raise Refused("This is about your own words. Somebody else settles it.")
