"""The worker as a process of its own. Start as many as are needed where the database is PostgreSQL."""

from __future__ import annotations

import logging
import signal
import threading
from types import FrameType

import click

from lhs_community.app import create_app
from lhs_community.foundation import bus, work


@click.command("worker")
def command() -> None:
    """Deliver events and mail and run what comes round, until stopped.

    The site does this itself unless LHS_EMBEDDED_WORKER=false.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    app = create_app()
    stop = threading.Event()

    def finish(_signal: int, _frame: FrameType | None) -> None:
        stop.set()
        bus.wake.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, finish)
    click.echo("The worker runs. Stop it with Ctrl-C or SIGTERM; it finishes what it is doing.")
    work.work_for_ever(app, app.extensions["lhs_features"], stop)
