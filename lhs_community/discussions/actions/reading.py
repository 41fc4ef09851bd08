"""How far somebody has read."""

from __future__ import annotations

from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.viewer import Viewer
from lhs_community.discussions import policy
from lhs_community.discussions.keeping import (
    set_mark,
)
from lhs_community.discussions.models.threads import Thread
from lhs_community.foundation.bus import unrecorded


@unrecorded("how far somebody has read is private")
def mark_read(actor: Viewer, thread: Thread, number: int) -> None:
    """Read up to and with post `number`; a mark never moves back."""
    require_signed_in(actor)
    policy.require_read(actor, thread)
    set_mark(actor.person_id, thread, max(0, min(number, thread.post_count)))
