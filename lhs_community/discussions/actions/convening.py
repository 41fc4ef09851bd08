"""What convenors do with a thread: pin, close, reopen."""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.discussions import events, owners, policy
from lhs_community.discussions.keeping import (
    about,
    clean_text,
    state_of_open,
)
from lhs_community.discussions.models.threads import OUTCOME_LENGTH, Thread, ThreadState
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.errors import Refused
from lhs_community.foundation.text import to_html
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


def pin_thread(actor: Viewer, thread: Thread, *, is_pinned: bool) -> None:
    """At the top of its community's page, or back in its place."""
    policy.require_convene(actor, thread)
    if thread.is_pinned == is_pinned:
        return
    thread.is_pinned = is_pinned
    record(events.ThreadPinned(**about(actor, thread), is_pinned=is_pinned))


def close_thread(actor: Viewer, thread: Thread, outcome: str, *, consent: Consent = NO_CONSENT) -> None:
    """Stop further replies and say what came of it; reading goes on."""
    policy.require_convene(actor, thread)
    if thread.is_closed:
        raise Refused("This thread is closed already.")
    require_clear(actor, {"body": outcome}, consent)
    text = clean_text(outcome, longest=OUTCOME_LENGTH, missing="Say in a sentence or two what came of it.")
    thread.outcome, thread.outcome_html = text, to_html(text)
    thread.state, thread.closed_by_id, thread.closed_at = ThreadState.CLOSED, actor.id, clock.now()
    record(events.ThreadClosed(**about(actor, thread)))


def reopen_thread(actor: Viewer, thread: Thread) -> None:
    """The outcome is kept, and offered again when the thread is closed anew."""
    policy.require_convene(actor, thread)
    if not thread.is_closed:
        return
    thread.state, thread.closed_by_id, thread.closed_at = state_of_open(thread), None, None
    record(events.ThreadReopened(**about(actor, thread)))
    owners.look_after(actor, thread)
