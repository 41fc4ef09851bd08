"""Evidence follows its sources."""

from __future__ import annotations

from lhs_community.expertise.keeping import SOURCES, refresh
from lhs_community.foundation.bus import Event, StoredEvent
from lhs_community.foundation.refs import Ref

BESIDE = ("thread", "project")  # two threads may be told of at once; a measure belongs to a project


def is_about_source(happened: Event) -> bool:
    return happened.subject_kind in SOURCES or any(hasattr(happened, f"{kind}_id") for kind in BESIDE)


def keep_evidence(happened: StoredEvent) -> None:
    refresh(Ref(happened.subject_kind, happened.subject_id))
    for kind in BESIDE:
        if isinstance(other := happened.payload.get(f"{kind}_id"), int):
            refresh(Ref(kind, other))
