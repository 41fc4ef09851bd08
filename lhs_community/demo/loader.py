"""Loads the demo community through the product's own actions, each at its own moment of the past.

All in one transaction, so a load that is cut short leaves nothing; a second load finds the first and does nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import delete, select

from lhs_community.accounts.models import Person
from lhs_community.demo import learning, offered, people, talk, work
from lhs_community.demo.stage import Stage
from lhs_community.foundation import clock
from lhs_community.foundation.bus import Delivery, EventRow
from lhs_community.foundation.database import db, unit_of_work
from lhs_community.search import actions as search

# Nobody needs a notice of what is older than this.
NEWS = timedelta(days=10)


def is_loaded() -> bool:
    return bool(db.session.scalars(select(Person.id).where(Person.email == offered.people()[0]["email"])).first())


def steps() -> Sequence[Callable[[], object]]:
    """To be called in order; the last one keeps it all."""
    stage = Stage(now=clock.now())
    parts = (
        people.load_people, people.load_communities, talk.load_threads, work.load_projects, work.load_cycles,
        work.load_measures, learning.load_lessons, learning.load_adoptions, learning.load_decisions, talk.load_chat,
    )  # fmt: skip
    context = unit_of_work()
    first, *rest = parts

    def begin() -> None:
        context.__enter__()
        first(stage)

    def finish() -> None:
        _forget_old_news(stage)
        context.__exit__(None, None, None)

    return [begin, *((lambda part=part: part(stage)) for part in rest), finish, search.rebuild_index, _offer]


def load() -> Iterator[None]:
    """All of it, for tests."""
    for step in steps():
        step()
        yield


def _forget_old_news(stage: Stage) -> None:
    """Deliveries of what happened long ago; the search index is built as a whole afterwards."""
    old = select(EventRow.id).where(EventRow.happened_at < stage.now - NEWS)
    db.session.execute(delete(Delivery).where(Delivery.event_id.in_(old)))
    db.session.execute(delete(Delivery).where(Delivery.listener.like("search.%")))


def _offer() -> None:
    """Leave the list for the sign-in page."""
    file = Path(current_app.config["DATA_FOLDER"]) / "demo-people.json"
    file.write_text(json.dumps(offered.people(), indent=1), "utf-8")
