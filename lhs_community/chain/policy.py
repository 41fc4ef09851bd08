"""A link may be made by whoever may read both its ends; it is read by whoever may read both."""

from __future__ import annotations

from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import subjects
from lhs_community.foundation.refs import Ref


def require_link(actor: Viewer, origin: Ref, result: Ref) -> None:
    """Raises Refused for guests and for origins of which the actor may make nothing, NotThere when either end is not
    for the actor."""
    require_signed_in(actor)
    subjects.require_origin(actor, origin)
    subjects.require_card(actor, result)
