"""Which events this process has heard of, when ids are not committed in their order: pure, and small for ever.

All ids up to the highest were heard, but for the gaps: ids that somebody else may still commit, or that were undone.
"""

from __future__ import annotations

import threading
import time

WAITED_FOR = 120.0  # seconds: a transaction that takes longer to commit is not waited for
MOST_GAPS = 500


class Heard:
    """Used by many threads. Does nothing before `begin`: a process that follows nobody need not remember."""

    def __init__(self) -> None:
        self._top: int | None = None
        self._gaps: dict[int, float] = {}  # id -> since when it is missing
        self._lock = threading.Lock()

    def begin(self, latest: list[int]) -> None:
        """What was before does not matter, but `latest` ids that are missing may still come."""
        with self._lock:
            self._top = min(latest, default=1) - 1
            self._gaps.clear()
        for id_ in sorted(latest):
            self.take(id_)

    def take(self, id_: int) -> bool:
        """Heard now. False when it was heard before, or is not waited for any more."""
        with self._lock:
            if self._top is None:
                return False
            if id_ <= self._top:
                return self._gaps.pop(id_, None) is not None
            missed = range(max(self._top + 1, id_ - MOST_GAPS), id_)
            self._gaps |= dict.fromkeys(missed, time.monotonic())
            self._top = id_
            return True

    def give_back(self, id_: int) -> None:
        """It was undone: its number may come again, of another process."""
        with self._lock:
            if self._top is None:
                return
            self._gaps[id_] = time.monotonic()
            while self._top in self._gaps:
                self._gaps.pop(self._top)
                self._top -= 1

    def missing(self) -> tuple[int, list[int]]:
        """(all above this, and these) have not been heard."""
        with self._lock:
            oldest = time.monotonic() - WAITED_FOR
            newest = sorted(id_ for id_, since in self._gaps.items() if since > oldest)[-MOST_GAPS:]
            self._gaps = {id_: self._gaps[id_] for id_ in newest}
            return self._top or 0, newest

    @property
    def has_begun(self) -> bool:
        return self._top is not None
