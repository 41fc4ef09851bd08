"""Loads the demo community through the product's own actions, each at its own moment of the past.

All in one transaction, so a load that is cut short leaves nothing; a second load finds the first and does nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from flask import current_app
from sqlalchemy import delete, select

from lhs_community.accounts.models import Person
from lhs_community.demo import (
    attachments,
    carried,
    charted,
    charters,
    convening,
    drawings,
    figures,
    following_up,
    gatherings,
    keeping,
    kept_talk,
    learning,
    offered,
    people,
    programmes,
    readings,
    rooms,
    running,
    sealed,
    summaries,
    talk,
    threads,
    topics,
    work,
    writeups,
)
from lhs_community.demo.stage import Stage, play
from lhs_community.expertise import keeping as evidence
from lhs_community.foundation import clock
from lhs_community.foundation.bus import Delivery, EventRow
from lhs_community.foundation.database import db, unit_of_work
from lhs_community.library.actions.reviews import weigh_again
from lhs_community.search import keeping as search

# Nobody needs a notice of what is older than this.
NEWS = timedelta(days=10)
SLICES = 30
PLANS = (
    topics.plan_topics,
    running.plan_running,
    talk.plan_threads,
    attachments.plan_attachments,
    summaries.plan_summaries,
    work.plan_projects,
    charters.plan_charters,
    drawings.plan_drawings,
    figures.plan_figures,
    charted.plan_charted,
    programmes.plan_programmes,
    following_up.plan_following_up,
    threads.plan_whole_threads,
    learning.plan_lessons,
    learning.plan_adoptions,
    readings.plan_interpretations,
    learning.plan_decisions,
    gatherings.plan_meetings,
    talk.plan_chat,
    carried.plan_carried,
    kept_talk.plan_kept_talk,
    rooms.plan_rooms,
    convening.plan_reports,
    keeping.plan_bookmarks,
    sealed.plan_sealed,
    writeups.plan_write_ups,
)


def is_loaded() -> bool:
    return bool(db.session.scalars(select(Person.id).where(Person.email == offered.people()[0]["email"])).first())


def steps() -> Sequence[Callable[[], object]]:
    """To be called in order; all is kept at the last but two, or nothing."""
    stage = Stage(now=clock.now())
    transaction = unit_of_work()

    def begin() -> None:
        transaction.__enter__()
        people.load_people(stage)
        people.load_communities(stage)
        for plan in PLANS:
            plan(stage)

    def play_slice(number: int) -> None:
        timetable = stage.timetable()
        size = -(-len(timetable) // SLICES)
        play(timetable[number * size : (number + 1) * size])

    def finish() -> None:
        evidence.rebuild_here()
        weigh_again()  # the lessons' evidence, now that all figures are there
        _forget_old_news(stage)
        transaction.__exit__(None, None, None)

    return [begin, *(partial(play_slice, number) for number in range(SLICES)), finish, search.rebuild, _offer]


def _forget_old_news(stage: Stage) -> None:
    """Deliveries of what happened long ago; the search index is built as a whole afterwards."""
    old = select(EventRow.id).where(EventRow.happened_at < stage.now - NEWS)
    db.session.execute(delete(Delivery).where(Delivery.event_id.in_(old)))
    db.session.execute(delete(Delivery).where(Delivery.listener.like("search.%")))
    db.session.execute(delete(Delivery).where(Delivery.listener == "expertise.keep_evidence"))


def _offer() -> None:
    """Leave the list for the sign-in page."""
    file = Path(current_app.config["DATA_FOLDER"]) / "demo-people.json"
    file.write_text(json.dumps(offered.people(), indent=1), "utf-8")
