"""What comes round is run once a round, and one fault does not stop the rest."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from lhs_community.foundation import clock, work
from lhs_community.foundation.database import db, unit_of_work
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


def test_a_round_in_parts_makes_its_own_transactions_and_is_run_once():
    """Begun inside the transaction of its claim, its first part would undo the claim, and it would run for ever."""
    runs: list[str] = []

    def run() -> None:
        for part in ("first", "second"):
            with unit_of_work():
                runs.append(part)

    features = [Feature(name="tests", periodic=(Periodic("tests.parts", timedelta(hours=1), run, in_parts=True),))]
    work.run_periodic(features)
    work.run_periodic(features)
    assert runs == ["first", "second"]


def test_no_round_of_the_product_begins_a_transaction_inside_its_claim(app, make_thread):
    """Each of them is run once: were one run again at once, its claim did not hold."""
    make_thread(replies=["Here is one"])  # something for them to work on
    db.session.commit()
    # Search looks after its index in a thread of its own, which would outlive this test.
    features = [feature for feature in app.extensions["lhs_features"] if feature.name != "search"]
    work.run_periodic(features)
    ran = {name for (name,) in db.session.execute(select(work.PeriodicRun.name))}
    assert ran == {one.name for feature in features for one in feature.periodic} | {one.name for one in work.OWN}
