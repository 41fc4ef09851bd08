"""Events are the features' only way to speak to each other without knowing each other: they are checked one by one."""

from __future__ import annotations

import pytest

from lhs_community.notifications.policy import QUIET
from tests.architecture.inspect_app import inspect
from tests.architecture.source import ROOT


@pytest.fixture(scope="module")
def events() -> list[dict[str, object]]:
    return list(inspect()["events"])


def _feature(event: dict[str, object]) -> str:
    return str(event["module"]).split(".")[1] + "."


def test_an_event_is_named_after_its_feature_and_once(events):
    names = [str(event["name"]) for event in events]
    wrong = [event["class"] for event in events if not str(event["name"]).startswith(_feature(event))]
    assert not wrong, f"their names do not begin with their feature: {wrong}"
    assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)


def test_an_event_carries_no_text(events):
    """The log is kept: a name taken out of a post must not live on in it. Ids, enumerations, dates and flags only."""
    wrong = {event["class"]: event["texts"] for event in events if event["texts"]}
    assert not wrong


def test_somebody_hears_of_every_event(events):
    unheard = []
    for event in events:
        feature, _, happened = str(event["name"]).partition(".")
        has_words = (ROOT / "templates" / feature / "notices" / f"{happened}.txt").exists()
        if not (has_words or event["heard_by"] or event["name"] in QUIET):
            unheard.append(event["name"])
    assert not unheard, f"no listener, no notice and not QUIET: {unheard}"


def test_quiet_events_and_notices_belong_to_events(events):
    names = {str(event["name"]) for event in events}
    assert not QUIET - names, f"QUIET names events that are not there: {QUIET - names}"
    notices = {
        f"{path.parents[1].name}.{path.stem}" for path in (ROOT / "templates").glob("*/notices/*.txt")
    } - {"notifications.otherwise"}
    assert not notices - names, f"notices of events that are not there: {notices - names}"
    assert not notices & QUIET, f"both QUIET and with words for a notice: {notices & QUIET}"
