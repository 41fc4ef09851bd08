"""Each event has its words, or stands in QUIET."""

from __future__ import annotations

import pytest

from lhs_community import paths
from lhs_community.foundation.bus import Event
from lhs_community.notifications.policy import QUIET


def _names() -> set[str]:
    found, waiting = set(), [Event]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.name and kind.__module__.startswith("lhs_community."):
            found.add(kind.name)
    return found


def test_each_event_has_words_or_is_quiet(app) -> None:
    lacking = [
        name for name in sorted(_names() - QUIET)
        if not (paths.TEMPLATES / name.replace(".", "/notices/", 1)).with_suffix(".txt").is_file()
    ]
    assert not lacking, f"write templates/<feature>/notices/<event>.txt, or add to QUIET: {lacking}"


def test_quiet_names_events_that_exist(app) -> None:
    assert QUIET - _names() == set()


@pytest.mark.once
def test_each_wording_is_one_short_line() -> None:
    for path in paths.TEMPLATES.glob("*/notices/*.txt"):
        assert len(path.read_text().strip().splitlines()) == 1, path
