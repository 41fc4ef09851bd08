"""Opening a signal for interpretation, giving one's reading, showing them all, and settling on what it means."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain import actions as chain
from lhs_community.chain.models import Relation
from lhs_community.communities.actions.following import follow_own, mention_people
from lhs_community.communities.queries.communities import get_community_by_id
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card, Finding
from lhs_community.foundation.text import to_html
from lhs_community.interpretations import events, policy, queries
from lhs_community.interpretations.models import Interpretation, Reading, State, Sureness
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


@dataclass(frozen=True, kw_only=True)
class Given:
    """A reading as typed. `since` is when it changed, in the reader's own words."""

    what_changed: str
    sureness: Sureness
    since: str = ""
    why: str = ""
    evidence: str = ""
    would_change: str = ""

    def texts(self) -> dict[str, str]:
        return {one.name: str(getattr(self, one.name)) for one in fields(self) if one.name != "sureness"}


def open_interpretation(
    actor: Viewer, card: Card, finding: Finding, due_at: datetime | None = None
) -> Interpretation:
    """Begin the blind round, or join the one there is: a signal is read once."""
    if card.community_id is None:
        raise NotThere
    community = get_community_by_id(actor, card.community_id)
    policy.require_open(actor, community)
    if due_at is not None and due_at <= clock.now():
        raise Invalid("Enter a day in the future, or leave it empty.", "due_on")
    made = Interpretation(
        community_id=community.id,
        subject_kind=card.ref.kind,
        subject_id=card.ref.id,
        finding=finding.name,
        finding_text=f"{card.title[:110]}: {finding.text}"[:200],
        signal_from=finding.start,
        signal_until=finding.end,
        opened_by_id=actor.id,
        opened_at=clock.now(),
        due_at=due_at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        return _there_already(actor, card.ref, finding)
    ref = Ref("interpretation", made.id)
    record(
        events.InterpretationOpened(
            actor_id=actor.id,
            subject_kind=ref.kind,
            subject_id=ref.id,
            community_id=community.id,
            measure_id=card.ref.id if card.ref.kind == "measure" else None,
        )
    )
    chain.link(actor, card.ref, ref, Relation.INTERPRETED_IN)
    follow_own(actor, ref)
    return made


def _there_already(actor: Viewer, ref: Ref, finding: Finding) -> Interpretation:
    return db.session.scalars(
        select(Interpretation).where(
            policy.readable_by(actor),
            Interpretation.subject_kind == ref.kind,
            Interpretation.subject_id == ref.id,
            Interpretation.finding == finding.name,
            Interpretation.signal_from == finding.start,
        )
    ).one()


def give_reading(
    actor: Viewer, interpretation: Interpretation, given: Given, consent: Consent = NO_CONSENT
) -> Reading:
    """In the blind round the first reading, which may be changed until all are shown; afterwards the second."""
    policy.require_take_part(actor, interpretation)
    if len(given.what_changed.strip()) < 3:
        raise Invalid("Say in a sentence what you think changed.", "what_changed")
    require_clear(actor, given.texts(), consent)
    round_ = 1 if interpretation.state is State.COLLECTING else 2
    own = queries.find_own_reading(actor, interpretation, round_)
    if own is None:
        own = Reading(interpretation_id=interpretation.id, person_id=actor.person_id, round=round_)
    own.since, own.sureness, own.written_at = " ".join(given.since.split()), given.sureness, clock.now()
    for name in ("what_changed", "why", "evidence", "would_change"):
        text = getattr(given, name).strip()
        setattr(own, name, text)
        setattr(own, f"{name}_html", to_html(text))
    try:
        with db.session.begin_nested():
            db.session.add(own)
    except IntegrityError as error:
        raise Invalid("You gave a reading at this moment from another page. Look at it, then change it.") from error
    ref = Ref("interpretation", interpretation.id)
    record(events.ReadingGiven(actor_id=actor.id, subject_kind=ref.kind, subject_id=ref.id, round=round_))
    follow_own(actor, ref)
    if interpretation.state is not State.COLLECTING:  # a name in a blind reading would give it away
        mention_people(actor, ref, "\n".join(given.texts().values()), interpretation.community_id)
    return own


def show_readings(actor: Viewer, interpretation: Interpretation) -> None:
    """End the blind round: from now on all read all."""
    policy.require_run(actor, interpretation)
    if interpretation.state is not State.COLLECTING:
        raise Invalid("The readings are shown already.")
    count = queries.count_readings(actor, [interpretation.id]).get(interpretation.id, 0)
    if count < policy.ENOUGH:
        raise Invalid(f"There are fewer than {policy.ENOUGH} readings yet. Ask others for theirs first.")
    _show(interpretation, actor.id)


def _show(interpretation: Interpretation, actor_id: int | None) -> None:
    interpretation.state, interpretation.shown_at = State.SHOWN, clock.now()
    record(
        events.ReadingsShown(actor_id=actor_id, subject_kind="interpretation", subject_id=interpretation.id)
    )


def show_due() -> int:
    """For the worker: blind rounds whose time is up are shown, once each."""
    fallen = queries.list_fallen_due(clock.now())
    for interpretation in fallen:
        _show(interpretation, None)
    return len(fallen)


def settle(
    actor: Viewer,
    interpretation: Interpretation,
    *,
    agreed: str,
    reasons: str = "",
    differences: str = "",
    consent: Consent = NO_CONSENT,
) -> None:
    """What people came to. With `agreed` it stands on the chart; without, how views differ is what is kept."""
    policy.require_run(actor, interpretation)
    if interpretation.state is not State.SHOWN:
        raise Invalid("Show the readings first: what people agree on is settled when all have seen them.")
    agreed = " ".join(agreed.split())
    if not agreed and not differences.strip():
        raise Invalid("Write what you agree on, or how your views differ.", "agreed")
    texts = {"agreed": agreed, "reasons": reasons, "differences": differences}
    require_clear(actor, texts, consent)
    interpretation.agreed = agreed
    interpretation.reasons, interpretation.reasons_html = reasons.strip(), to_html(reasons.strip())
    interpretation.differences, interpretation.differences_html = differences.strip(), to_html(differences.strip())
    interpretation.state = State.AGREED if agreed else State.PARTED
    interpretation.settled_by_id, interpretation.settled_at = actor.id, clock.now()
    ref = Ref("interpretation", interpretation.id)
    record(
        events.InterpretationSettled(
            actor_id=actor.id, subject_kind=ref.kind, subject_id=ref.id, outcome=interpretation.state
        )
    )
    mention_people(actor, ref, "\n".join(texts.values()), interpretation.community_id)


def reopen(actor: Viewer, interpretation: Interpretation) -> None:
    """There is something new to say: what was settled comes off the chart until it is settled again."""
    policy.require_run(actor, interpretation)
    if interpretation.state not in (State.AGREED, State.PARTED):
        raise Invalid("It is open already.")
    interpretation.state, interpretation.settled_at = State.SHOWN, None
    record(
        events.InterpretationReopened(
            actor_id=actor.id, subject_kind="interpretation", subject_id=interpretation.id
        )
    )
