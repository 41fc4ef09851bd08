"""Reading decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.decisions import policy
from lhs_community.decisions.models import METHOD_LABELS, STATE_LABELS, Decision, DecisionNote, DecisionState
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card, IndexCard
from lhs_community.foundation.text import excerpt, plain

WITH_PEOPLE = (joinedload(Decision.community), joinedload(Decision.owner), joinedload(Decision.recorded_by))


def get_decision(viewer: Viewer, decision_id: int) -> Decision:
    found = db.session.scalars(
        select(Decision).where(Decision.id == decision_id, policy.readable_by(viewer)).options(*WITH_PEOPLE)
    ).first()
    if found is None:
        raise NotThere
    return found


def list_notes(viewer: Viewer, decision: Decision) -> Sequence[DecisionNote]:
    """In the order written."""
    return db.session.scalars(
        select(DecisionNote)
        .join(Decision, Decision.id == DecisionNote.decision_id)
        .where(DecisionNote.decision_id == decision.id, policy.readable_by(viewer))
        .options(joinedload(DecisionNote.author))
        .order_by(DecisionNote.id)
        .limit(200)
    ).all()


def list_decisions(
    viewer: Viewer,
    community: Community | None = None,
    state: DecisionState | None = None,
    before: int | None = None,
    limit: int = 30,
) -> Sequence[Decision]:
    """Newest first; `before` is the id of the last one on the page before."""
    query = select(Decision).where(policy.readable_by(viewer)).options(*WITH_PEOPLE)
    if community is not None:
        query = query.where(Decision.community_id == community.id)
    if state is not None:
        query = query.where(Decision.state == state)
    if before is not None:
        query = query.where(Decision.id < before)
    return db.session.scalars(query.order_by(Decision.id.desc()).limit(limit)).all()


def list_due(viewer: Viewer, today: date, limit: int = 10) -> Sequence[Decision]:
    """Mine to look at again (owned, recorded or convened by me), most overdue first."""
    if viewer.is_guest:
        return []
    mine = (
        (Decision.owner_id == viewer.id)
        | (Decision.recorded_by_id == viewer.id)
        | Decision.community_id.in_(viewer.convenes)
    )
    return db.session.scalars(
        select(Decision)
        .where(policy.readable_by(viewer), mine, Decision.state != DecisionState.ENDED, Decision.review_on <= today)
        .options(*WITH_PEOPLE)
        .order_by(Decision.review_on, Decision.id)
        .limit(limit)
    ).all()


def list_fallen_due(today: date, limit: int = 200) -> Sequence[Decision]:
    """For the worker, which tells the people concerned; each reads with their own rights."""
    return db.session.scalars(
        select(Decision)
        .where(Decision.state == DecisionState.STANDS, Decision.review_on <= today)
        .order_by(Decision.id)
        .limit(limit)
    ).all()


def decision_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    found = db.session.scalars(
        select(Decision).where(Decision.id.in_(set(ids)), policy.readable_by(viewer)).options(*WITH_PEOPLE)
    )
    return {
        decision.id: Card(
            ref=Ref("decision", decision.id),
            title=decision.title,
            url=f"/decisions/{decision.id}",
            excerpt=excerpt(decision.what),
            kind_label="Decision",
            community_id=decision.community_id,
            community_name=decision.community.name,
            author_id=decision.owner_id,
            author_name=decision.owner.name,
            when=decision.recorded_at,
            status=STATE_LABELS[decision.state],
            body=decision.what,
        )
        for decision in found
    }


def decision_index_card(decision_id: int) -> IndexCard | None:
    decision = db.session.get(Decision, decision_id, options=WITH_PEOPLE)
    if decision is None:
        return None
    text = "\n".join((decision.what, decision.why, decision.options_not_taken, decision.dissent))
    return IndexCard(
        ref=Ref("decision", decision.id),
        title=decision.title,
        body=plain(text),
        community_id=decision.community_id,
        kind_label="Decision",
        facets={
            "method": METHOD_LABELS[decision.method].partition(":")[0],
            "state": STATE_LABELS[decision.state],
            "year": str(decision.decided_on.year),
        },
        when=decision.recorded_at,
        author_name=decision.owner.name,
    )


def all_decision_ids() -> Sequence[int]:
    """For reindexing."""
    return db.session.scalars(select(Decision.id)).all()


def may_edit(viewer: Viewer, decision_id: int) -> bool:
    return policy.may_look_after(viewer, get_decision(viewer, decision_id))


def waiting_decisions(viewer: Viewer, community_id: int, limit: int = 10) -> list[Card]:
    """Those of a community whose day to be looked at again has come, most overdue first."""
    ids = db.session.scalars(
        select(Decision.id)
        .where(
            policy.readable_by(viewer),
            Decision.community_id == community_id,
            Decision.state != DecisionState.ENDED,
            Decision.review_on <= clock.now().date(),
        )
        .order_by(Decision.review_on, Decision.id)
        .limit(limit)
    ).all()
    cards = decision_cards(viewer, ids)
    return [replace(cards[id_], status="Review due") for id_ in ids if id_ in cards]
