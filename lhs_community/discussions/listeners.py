"""Tells open pages of a thread that it has changed; they fetch what is new by the normal address."""

from __future__ import annotations

from lhs_community.foundation.bus import StoredEvent
from lhs_community.foundation.live import emit_changed


def tell_readers(happened: StoredEvent) -> None:
    emit_changed(f"thread:{happened.subject_id}", thread=happened.subject_id)
