"""Recording decisions, correcting, reviewing and ending them. Nothing that was recorded is ever changed."""

from __future__ import annotations

from datetime import date

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.chain import actions as chain
from lhs_community.chain.models import Relation
from lhs_community.communities.actions.following import follow_own, mention_people
from lhs_community.communities.models import Community
from lhs_community.decisions import events, policy, queries
from lhs_community.decisions.models import Decision, DecisionNote, DecisionState, Method, NoteKind
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import to_html
from lhs_community.safety.guard import Consent, require_clear


def record_decision(
    actor: Viewer,
    community: Community,
    *,
    title: str,
    what: str,
    why: str,
    method: Method,
    options_not_taken: str = "",
    dissent: str = "",
    owner: Person | None = None,
    decided_on: date | None = None,
    review_on: date | None = None,
    origin: Ref | None = None,
    consent: Consent = Consent(),
) -> Decision:
    """Write down what was decided; `origin` is the thread, project or message it came of."""
    policy.require_record(actor, community)
    bodies = {"what": what, "why": why, "options_not_taken": options_not_taken, "dissent": dissent}
    require_clear(actor, texts := {"title": title} | bodies, consent)
    decided_on = _require_days(decided_on, review_on)
    decision = Decision(
        community_id=community.id,
        title=" ".join(title.split()),
        **bodies,
        **{f"{name}_html": to_html(text) for name, text in bodies.items()},
        method=method,
        owner_id=owner.id if owner else actor.person_id,
        recorded_by_id=actor.person_id,
        decided_on=decided_on,
        review_on=review_on,
        recorded_at=clock.now(),
    )
    db.session.add(decision)
    db.session.flush()
    ref = Ref("decision", decision.id)
    record(
        events.DecisionRecorded(
            actor_id=actor.id,
            subject_kind=ref.kind,
            subject_id=ref.id,
            community_id=community.id,
            review_on=review_on,
        )
    )
    if origin:
        chain.link(actor, origin, ref, Relation.DECIDED_IN)
    follow_own(actor, ref)
    mention_people(actor, ref, "\n".join(texts.values()), community.id)
    return decision


def _require_days(decided_on: date | None, review_on: date | None) -> date:
    """The day it was decided: today unless one is given. Raises Invalid."""
    today = clock.now().date()
    decided_on = decided_on or today
    if decided_on > today:
        raise Invalid("Enter a day that is not in the future: a decision is recorded once it is made.", "decided_on")
    if review_on and review_on <= decided_on:
        raise Invalid("Enter a day after the day it was decided.", "review_on")
    return decided_on


def _add_note(actor: Viewer, decision: Decision, kind: NoteKind, body: str, consent: Consent) -> None:
    policy.require_look_after(actor, decision)
    if not body.strip():
        raise Invalid("Say in a sentence what was found or changed.", "body")
    require_clear(actor, {"body": body}, consent)
    db.session.add(
        DecisionNote(
            decision_id=decision.id,
            kind=kind,
            body=body,
            body_html=to_html(body),
            author_id=actor.person_id,
            written_at=clock.now(),
        )
    )
    mention_people(actor, Ref("decision", decision.id), body, decision.community_id)


def correct_decision(actor: Viewer, decision: Decision, body: str, consent: Consent = Consent()) -> None:
    policy.require_look_after(actor, decision)
    _add_note(actor, decision, NoteKind.CORRECTION, body, consent)
    record(events.DecisionCorrected(actor_id=actor.id, subject_kind="decision", subject_id=decision.id))


def review_decision(
    actor: Viewer, decision: Decision, body: str, next_review_on: date | None, consent: Consent = Consent()
) -> None:
    """It was looked at again and stands."""
    policy.require_look_after(actor, decision)
    if next_review_on and next_review_on <= clock.now().date():
        raise Invalid("Enter a day in the future, or leave it empty.", "next_review_on")
    _add_note(actor, decision, NoteKind.REVIEW, body, consent)
    decision.state, decision.review_on = DecisionState.STANDS, next_review_on
    record(
        events.DecisionReviewed(
            actor_id=actor.id, subject_kind="decision", subject_id=decision.id, review_on=next_review_on
        )
    )


def end_decision(actor: Viewer, decision: Decision, body: str, consent: Consent = Consent()) -> None:
    """It no longer stands; the record stays."""
    policy.require_look_after(actor, decision)
    _add_note(actor, decision, NoteKind.END, body, consent)
    decision.state, decision.review_on = DecisionState.ENDED, None
    record(events.DecisionEnded(actor_id=actor.id, subject_kind="decision", subject_id=decision.id))


def mark_due_reviews() -> int:
    """For the worker: decisions whose day has come turn "review due", once each."""
    fallen = queries.list_fallen_due(clock.now().date())
    for decision in fallen:
        decision.state = DecisionState.REVIEW_DUE
        record(events.ReviewFellDue(actor_id=None, subject_kind="decision", subject_id=decision.id))
    return len(fallen)
