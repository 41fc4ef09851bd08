"""The worker delivers events, sends mail, runs what comes round: a thread of the one process, or its own command."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import String, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from lhs_community.foundation import bus, clock, mail
from lhs_community.foundation.database import Base, db, unit_of_work
from lhs_community.foundation.features import Feature, Periodic
from lhs_community.foundation.submissions import Submission

log = logging.getLogger(__name__)
PAUSE = 1.0  # seconds between looks when nobody woke us


class PeriodicRun(Base):
    __tablename__ = "periodic_run"
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    last_run_at: Mapped[datetime]


def sweep_submissions() -> None:
    """Forget forms that acted more than two days ago."""
    db.session.execute(delete(Submission).where(Submission.sent_at < clock.now() - timedelta(days=2)))


OWN = (Periodic("foundation.sweep_submissions", timedelta(hours=6), sweep_submissions),)


def _claim(periodic: Periodic) -> bool:
    """True for the one worker whose turn this round is."""
    moment = clock.now()
    row = db.session.scalars(
        select(PeriodicRun).where(PeriodicRun.name == periodic.name).with_for_update(skip_locked=True)
    ).first()
    if row is None:
        try:
            with db.session.begin_nested():
                db.session.add(PeriodicRun(name=periodic.name, last_run_at=moment))
        except IntegrityError:
            return False
        return True
    if moment - row.last_run_at < periodic.every:
        return False
    row.last_run_at = moment
    return True


def run_periodic(features: Sequence[Feature]) -> None:
    for periodic in (*OWN, *(one for feature in features for one in feature.periodic)):
        try:
            with unit_of_work():
                is_ours = _claim(periodic)
                if is_ours and not periodic.in_parts:
                    periodic.run()
            if is_ours and periodic.in_parts:
                periodic.run()
        except Exception:
            log.exception("periodic work %s failed", periodic.name)


def work_once(features: Sequence[Feature]) -> int:
    """One round; how many deliveries and letters went. Needs an application context."""
    done = bus.deliver() + mail.send_due()
    run_periodic(features)
    return done


def work_for_ever(app: Flask, features: Sequence[Feature], stop: threading.Event) -> None:
    """Rounds until `stop`. A fault (database away, disk full) is logged and tried again, more slowly."""
    pause = PAUSE
    while not stop.is_set():
        bus.wake.clear()
        try:
            with app.app_context():
                done = work_once(features)
            pause = PAUSE
        except Exception:
            log.exception("the worker's round failed")
            done, pause = 0, min(60.0, pause * 2)
        if not done:
            bus.wake.wait(pause)


def start_thread(app: Flask, features: Sequence[Feature]) -> threading.Event:
    """The embedded worker. Set the event it returns to stop it."""
    stop = threading.Event()
    threading.Thread(target=work_for_ever, args=(app, features, stop), name="worker", daemon=True).start()
    return stop
