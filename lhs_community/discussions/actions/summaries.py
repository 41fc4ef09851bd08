"""Saying what a thread has come to so far."""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.actions.following import follow_own
from lhs_community.discussions import events, policy
from lhs_community.discussions.keeping import (
    about,
    clean_text,
    ref_of,
)
from lhs_community.discussions.models.summaries import Summary
from lhs_community.discussions.models.threads import OUTCOME_LENGTH, Thread
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.text import to_html
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


def summarise(actor: Viewer, thread: Thread, body: str, *, consent: Consent = NO_CONSENT) -> Summary:
    """Stands at the top of the thread in place of the summary before it, which stays in the history."""
    policy.require_summarise(actor, thread)
    require_clear(actor, {"body": body}, consent)
    text = clean_text(body, longest=OUTCOME_LENGTH, missing="Write the summary first.")
    summary = Summary(
        thread_id=thread.id,
        author_id=actor.person_id,
        body=text,
        body_html=to_html(text),
        post_count=thread.post_count,
        written_at=clock.now(),
    )
    db.session.add(summary)
    db.session.flush()
    follow_own(actor, ref_of(thread))
    record(events.ThreadSummarised(**about(actor, thread), summary_id=summary.id))
    return summary
