"""Saying what a thread has come to so far: drafting, publishing, and whose task it is."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.actions.following import follow_own
from lhs_community.discussions import events, policy
from lhs_community.discussions.keeping import about, ref_of
from lhs_community.discussions.models.summaries import HEADING_LABELS, Heading, Summary, SummaryDraft, SummaryPart
from lhs_community.discussions.models.threads import OUTCOME_LENGTH, Thread
from lhs_community.discussions.queries.summaries import list_summarisers
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record, unrecorded
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Conflict, Invalid, NotThere, Refused
from lhs_community.foundation.text import to_html
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear

Texts = Mapping[Heading, str]


def summarise(actor: Viewer, thread: Thread, texts: Texts | str, *, consent: Consent = NO_CONSENT) -> Summary:
    """Stands at the top of the thread in place of the summary before it, which stays in the history; the draft is done.

    Plain words are what was said.
    """
    policy.require_summarise(actor, thread)
    texts = {Heading.SAID: texts} if isinstance(texts, str) else texts
    require_clear(actor, {heading.value: body for heading, body in texts.items()}, consent)
    cleaned = _clean(texts)
    summary = Summary(
        thread_id=thread.id,
        author_id=actor.person_id,
        post_count=thread.post_count,
        written_at=clock.now(),
        parts=[SummaryPart(heading=heading, body=body, body_html=to_html(body)) for heading, body in cleaned.items()],
    )
    db.session.add(summary)
    if (draft := _draft_of(thread)) and policy.may_see_draft(actor, thread):
        db.session.delete(draft)
    thread.summary_owner_id = thread.summary_owner_id or actor.person_id
    db.session.flush()
    follow_own(actor, ref_of(thread))
    record(events.ThreadSummarised(**about(actor, thread), summary_id=summary.id))
    return summary


@unrecorded("a draft is nobody's news")
def save_draft(
    actor: Viewer,
    thread: Thread,
    texts: Texts,
    *,
    seen: int = 0,
    is_by_rules: bool = False,
    consent: Consent = NO_CONSENT,
) -> SummaryDraft:
    """Keep it for its owner and the convenors. `seen`: the version it was written on. Raises Conflict."""
    policy.require_summarise(actor, thread)
    require_clear(actor, {heading.value: body for heading, body in texts.items()}, consent)
    cleaned = _clean(texts)
    thread.summary_owner_id = thread.summary_owner_id or actor.person_id
    if not policy.may_see_draft(actor, thread):
        raise Refused("Somebody else drafts the summary of this thread. Ask a convenor to hand it over to you.")
    draft = _draft_of(thread)
    if draft is None:
        draft = SummaryDraft(thread_id=thread.id, version=0, is_by_rules=is_by_rules)
        db.session.add(draft)
    elif draft.version != seen:
        raise Conflict("Somebody saved this draft meanwhile. What they wrote stands below: take over what you need.")
    draft.texts, draft.version = {heading.value: body for heading, body in cleaned.items()}, draft.version + 1
    draft.is_by_rules = draft.is_by_rules or is_by_rules
    draft.post_count, draft.saved_by_id, draft.saved_at = thread.post_count, actor.person_id, clock.now()
    db.session.flush()
    return draft


@unrecorded("a draft is nobody's news")
def discard_draft(actor: Viewer, thread: Thread) -> None:
    policy.require_summarise(actor, thread)
    if not policy.may_see_draft(actor, thread):
        raise NotThere
    if draft := _draft_of(thread):
        db.session.delete(draft)


def hand_over_summary(actor: Viewer, thread: Thread, person_id: int) -> None:
    """Somebody else looks after the summary from now on: a convenor may ask any member, its owner who may summarise."""
    policy.require_hand_over(actor, thread)
    if person_id not in {person.id for person in list_summarisers(actor, thread)}:
        raise Invalid("Choose one of the people offered.", "person_id")
    if thread.summary_owner_id == person_id:
        return
    thread.summary_owner_id = person_id
    record(events.SummaryHandedOver(**about(actor, thread), person_id=person_id))


def _draft_of(thread: Thread) -> SummaryDraft | None:
    return db.session.scalars(select(SummaryDraft).where(SummaryDraft.thread_id == thread.id).with_for_update()).first()


def _clean(texts: Texts) -> dict[Heading, str]:
    """What is filled in, in order. Raises Invalid."""
    cleaned = {heading: texts.get(heading, "").replace("\r\n", "\n").strip() for heading in Heading}
    for heading, body in cleaned.items():
        if len(body) > OUTCOME_LENGTH:
            label = HEADING_LABELS[heading].lower()
            raise Invalid(f"Shorten “{label}” to {OUTCOME_LENGTH} characters.", heading.value)
    if not any(cleaned.values()):
        raise Invalid("Fill in at least one of the parts.", Heading.SAID.value)
    return {heading: body for heading, body in cleaned.items() if body}
