"""The charts that a thread asks about: as they were when it was asked, and what has changed since.

Readings are only ever added, each in a batch that says when it came. So the moment at which the thread was joined to
the measure (the link of the chain) is the version of the data: nothing else needs to be kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.models import Relation
from lhs_community.chain.queries import list_origins
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.measures import policy
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.models.notes import Rebase
from lhs_community.measures.models.readings import Batch
from lhs_community.measures.queries.figures import seen_in_full
from lhs_community.measures.queries.measures import Study, read_all

MOST = 3


@dataclass(frozen=True)
class Pinned:
    """`then`: as it was at `moment`; `now`: None where nothing has changed since."""

    moment: datetime
    then: Study
    now: Study | None
    added: int
    corrected: int
    rebased: int


def thread_panel(viewer: Viewer, thread_id: int) -> Mapping[str, object] | None:
    return pinned_on(viewer, Ref("thread", thread_id))


def interpretation_panel(viewer: Viewer, interpretation_id: int) -> Mapping[str, object] | None:
    return pinned_on(viewer, Ref("interpretation", interpretation_id), Relation.INTERPRETED_IN)


def pinned_on(viewer: Viewer, ref: Ref, relation: Relation = Relation.LED_TO) -> Mapping[str, object] | None:
    """The charts that a thing came of."""
    origins = list_origins(viewer, ref, "measure", MOST, relation)
    if not origins:
        return None
    measures = db.session.scalars(
        select(Measure)
        .where(Measure.id.in_([ref.id for ref, _ in origins]), policy.readable_by(viewer))
        .options(joinedload(Measure.community))
    ).all()
    by_id = {measure.id: measure for measure in measures}
    in_full = seen_in_full(viewer, measures)
    found = [_pinned(by_id[ref.id], moment, in_full) for ref, moment in origins if ref.id in by_id]
    return {"pinned": found} if found else None


def _pinned(measure: Measure, moment: datetime, in_full: Collection[int]) -> Pinned:
    batches = db.session.execute(
        select(Batch.added_count, Batch.corrected_count).where(Batch.measure_id == measure.id, Batch.added_at > moment)
    ).all()
    rebased = db.session.scalars(
        select(Rebase.id).where(Rebase.measure_id == measure.id, Rebase.added_at > moment)
    ).all()
    has_changed = bool(batches or rebased)
    return Pinned(
        moment=moment,
        then=read_all([measure], {}, in_full=in_full, until=moment)[measure.id],
        now=read_all([measure], {}, in_full=in_full)[measure.id] if has_changed else None,
        added=sum(added for added, _ in batches),
        corrected=sum(corrected for _, corrected in batches),
        rebased=len(rebased),
    )


def measures_to_ask_about(viewer: Viewer, community_id: int, limit: int = 200) -> Sequence[Measure]:
    return db.session.scalars(
        select(Measure)
        .where(Measure.community_id == community_id, policy.readable_by(viewer))
        .options(joinedload(Measure.community))
        .order_by(Measure.name, Measure.id)
        .limit(limit)
    ).all()
