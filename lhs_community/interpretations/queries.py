"""Reading interpretations. Before its readings are shown, nothing here tells more of them than how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card, Finding, IndexCard
from lhs_community.foundation.text import plain
from lhs_community.interpretations import policy
from lhs_community.interpretations.models import STATE_LABELS, Interpretation, Reading, State

WITH_PEOPLE = (
    joinedload(Interpretation.community),
    joinedload(Interpretation.opened_by),
    joinedload(Interpretation.settled_by),
)
OPEN = (State.COLLECTING, State.SHOWN)


def get_interpretation(viewer: Viewer, interpretation_id: int) -> Interpretation:
    """Raises NotThere."""
    found = db.session.scalars(
        select(Interpretation)
        .where(Interpretation.id == interpretation_id, policy.readable_by(viewer))
        .options(*WITH_PEOPLE)
    ).first()
    if found is None:
        raise NotThere
    return found


def get_finding(viewer: Viewer, ref: Ref, name: str, start: str) -> tuple[Card, Finding]:
    """The chart and the signal on it. Raises NotThere: also for a signal that new figures have dissolved."""
    card = subjects.require_card(viewer, ref)
    found = subjects.findings(viewer, [ref]).get(ref, ())
    one = next((each for each in found if each.name == name and each.start.isoformat() == start), None)
    if one is None:
        raise NotThere("The chart does not show this signal any more.")
    return card, one


def list_interpretations(
    viewer: Viewer,
    community_id: int | None = None,
    *,
    is_open: bool = False,
    before: int | None = None,
    limit: int = 30,
) -> Sequence[Interpretation]:
    """Newest first; `before` is the id of the last one on the page before."""
    query = select(Interpretation).where(policy.readable_by(viewer)).options(*WITH_PEOPLE)
    if community_id is not None:
        query = query.where(Interpretation.community_id == community_id)
    if is_open:
        query = query.where(Interpretation.state.in_(OPEN))
    if before is not None:
        query = query.where(Interpretation.id < before)
    return db.session.scalars(query.order_by(Interpretation.id.desc()).limit(limit)).all()


def list_of_subject(viewer: Viewer, ref: Ref, limit: int = 50) -> Sequence[Interpretation]:
    """Those of one chart, newest first."""
    return db.session.scalars(
        select(Interpretation)
        .where(
            policy.readable_by(viewer), Interpretation.subject_kind == ref.kind, Interpretation.subject_id == ref.id
        )
        .order_by(Interpretation.id.desc())
        .limit(limit)
    ).all()


def list_readings(viewer: Viewer, interpretation: Interpretation) -> Sequence[Reading]:
    """What the viewer may see of them: person by person, and of each the blind one first."""
    return db.session.scalars(
        select(Reading)
        .join(Interpretation, Interpretation.id == Reading.interpretation_id)
        .where(Reading.interpretation_id == interpretation.id, policy.readings_seen_by(viewer))
        .options(joinedload(Reading.person))
        .order_by(Reading.person_id, Reading.round)
        .limit(200)
    ).all()


def find_own_reading(viewer: Viewer, interpretation: Interpretation, round_: int) -> Reading | None:
    if viewer.is_guest:
        return None
    return db.session.scalars(
        select(Reading).where(
            Reading.interpretation_id == interpretation.id, Reading.person_id == viewer.id, Reading.round == round_
        )
    ).first()


def count_readings(viewer: Viewer, ids: Iterable[int]) -> Mapping[int, int]:
    """How many people gave one, for those interpretations that the viewer may read."""
    rows = db.session.execute(
        select(Reading.interpretation_id, func.count(func.distinct(Reading.person_id)))
        .join(Interpretation, Interpretation.id == Reading.interpretation_id)
        .where(Reading.interpretation_id.in_(set(ids)), policy.readable_by(viewer))
        .group_by(Reading.interpretation_id)
    )
    return dict(rows.all())


def list_waiting_for(viewer: Viewer, limit: int = 5) -> Sequence[Interpretation]:
    """Blind rounds in the viewer's own communities to which they have not said anything yet, soonest due first."""
    if viewer.is_guest:
        return []
    mine = select(Reading.interpretation_id).where(Reading.person_id == viewer.id)
    return db.session.scalars(
        select(Interpretation)
        .where(
            policy.readable_by(viewer),
            Interpretation.community_id.in_(viewer.roles),
            Interpretation.state == State.COLLECTING,
            Interpretation.id.not_in(mine),
        )
        .options(*WITH_PEOPLE)
        .order_by(func.coalesce(Interpretation.due_at, Interpretation.opened_at), Interpretation.id)
        .limit(limit)
    ).all()


def list_fallen_due(now: datetime, limit: int = 100) -> Sequence[Interpretation]:
    """For the worker: blind rounds whose time is up and to which somebody has said something."""
    return db.session.scalars(
        select(Interpretation)
        .where(
            Interpretation.state == State.COLLECTING,
            Interpretation.due_at <= now,
            Interpretation.id.in_(select(Reading.interpretation_id)),
        )
        .order_by(Interpretation.id)
        .limit(limit)
    ).all()


def may_edit(viewer: Viewer, interpretation_id: int) -> bool:
    return policy.may_run(viewer, get_interpretation(viewer, interpretation_id))


def interpretation_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    """`when` is the day at which an agreed reading stands on the chart; None until there is one."""
    found = db.session.scalars(
        select(Interpretation).where(Interpretation.id.in_(set(ids)), policy.readable_by(viewer)).options(*WITH_PEOPLE)
    ).all()
    counts = count_readings(viewer, [one.id for one in found])
    return {one.id: _card(one, counts.get(one.id, 0)) for one in found}


def _card(one: Interpretation, count: int) -> Card:
    people = f"{count} {'reading' if count == 1 else 'readings'}"
    return Card(
        ref=Ref("interpretation", one.id),
        title=one.agreed or one.finding_text,
        url=f"/interpretations/{one.id}",
        excerpt=f"{one.finding_text}, {one.signal_from:%-d %B %Y}. {people}.",
        kind_label="Interpretation",
        community_id=one.community_id,
        community_name=one.community.name,
        author_id=one.opened_by_id,
        author_name=one.opened_by.name if one.opened_by else "",
        when=datetime.combine(one.signal_from, time(12), UTC) if one.state is State.AGREED else None,
        status=STATE_LABELS[one.state],
        body=one.reasons,
    )


def interpretation_index_card(interpretation_id: int) -> IndexCard | None:
    """What was agreed, and where views differ; single readings are never searched for."""
    one = db.session.get(Interpretation, interpretation_id)
    if one is None:
        return None
    return IndexCard(
        ref=Ref("interpretation", one.id),
        title=one.agreed or one.finding_text,
        body=plain(f"{one.finding_text}\n\n{one.reasons}\n\n{one.differences}"),
        community_id=one.community_id,
        kind_label="Interpretation",
        facets={"state": STATE_LABELS[one.state], "year": str(one.signal_from.year)},
        when=one.opened_at,
    )


def interpretation_outline(viewer: Viewer, interpretation_id: int) -> Mapping[str, str]:
    """What a lesson or a decision that comes of it can begin with."""
    one = get_interpretation(viewer, interpretation_id)
    if one.state not in (State.AGREED, State.PARTED):
        return {}
    return {"why_we_think_so": one.reasons, "reasons": one.reasons, "dissent": one.differences}


def all_interpretation_ids() -> Sequence[int]:
    """For reindexing."""
    return db.session.scalars(select(Interpretation.id)).all()

