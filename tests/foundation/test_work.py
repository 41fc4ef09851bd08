"""What comes round is run once a round, and one fault does not stop the rest."""

from __future__ import annotations

from datetime import timedelta

from lhs_community.foundation import clock, work
from lhs_community.foundation.features import Feature, Periodic


def feature_running(runs: list[str], name: str = "tests.round", fail: bool = False) -> Feature:
    def run() -> None:
        runs.append(name)
        if fail:
            raise RuntimeError("on purpose")

    return Feature(name="tests", periodic=(Periodic(name, timedelta(hours=1), run),))


def test_a_round_is_run_once_until_it_is_due_again():
    runs: list[str] = []
    features = [feature_running(runs)]
    work.run_periodic(features)
    work.run_periodic(features)
    assert runs == ["tests.round"]
    with clock.at(clock.now() + timedelta(hours=1, seconds=1)):
        work.run_periodic(features)
    assert len(runs) == 2


def test_a_round_that_fails_is_tried_again_and_holds_up_nothing():
    runs: list[str] = []
    features = [feature_running(runs, "tests.failing", fail=True), feature_running(runs, "tests.good")]
    work.run_periodic(features)
    work.run_periodic(features)
    assert runs == ["tests.failing", "tests.good", "tests.failing"]
