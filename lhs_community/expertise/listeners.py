"""Evidence follows its sources."""

from __future__ import annotations

from lhs_community.expertise.keeping import refresh
from lhs_community.foundation.bus import StoredEvent
from lhs_community.foundation.refs import Ref


def keep_evidence(happened: StoredEvent) -> None:
    refresh(Ref(happened.subject_kind, happened.subject_id))
    for kind in ("thread", "project"):  # two threads may be told of at once; a measure belongs to a project
        if isinstance(other := happened.payload.get(f"{kind}_id"), int):
            refresh(Ref(kind, other))
