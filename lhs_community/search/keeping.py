"""Keeps the index in step with the things it is of: a change at a time, or all of it anew."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import timedelta

from flask import Flask, current_app
from sqlalchemy import func, select

from lhs_community.foundation import clock, settings, subjects
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import IndexCard
from lhs_community.search.index import FACETS, SearchDocument, SearchIndex
from lhs_community.search.models import SearchPending
from lhs_community.search.whoosh_index.engine import WhooshIndex

log = logging.getLogger(__name__)

# How features name a facet -> how search does.
_FACETS = {"tag": "topic", "tags": "topic", "stage": "state"}
_BATCH = 50
_LONGEST_CATEGORY = 60
# An event is dated when it is recorded and seen when its transaction ends: long enough for any transaction.
_LONGEST_TRANSACTION = timedelta(minutes=10)
_EXTENSION = "lhs_search"
_rebuilding = threading.Lock()


def index() -> SearchIndex:
    """The index of this application."""
    found: SearchIndex | None = current_app.extensions.get(_EXTENSION)
    if found is None:
        engine = WhooshIndex(settings.data_folder(current_app) / "search")
        engine.check()
        found = current_app.extensions.setdefault(_EXTENSION, engine)
    return found


def is_indexed(kind: str) -> bool:
    subject = subjects.of(kind)
    return bool(subject and subject.index_card and subject.all_ids)


def document_of(ref: Ref) -> SearchDocument | None:
    """The thing as it is now; None when it is to be found no more."""
    subject = subjects.of(ref.kind)
    card = subject.index_card(ref.id) if subject and subject.index_card else None
    return _as_document(card) if card else None


def _as_document(card: IndexCard) -> SearchDocument:
    facets: dict[str, tuple[str, ...]] = {}
    for name, values in card.facets.items():
        values = (values,) if isinstance(values, str) else tuple(values)
        if (facet := _FACETS.get(name, name)) in FACETS and facet != "kind":
            # A sentence is no category to choose by.
            short = tuple(value for value in values if 0 < len(value) <= _LONGEST_CATEGORY)
            facets[facet] = (*facets.get(facet, ()), *short)
    if card.community_id is not None:
        facets["community"] = (str(card.community_id),)
    return SearchDocument(
        ref=card.ref,
        title=card.title,
        body=card.body,
        kind_label=card.kind_label,
        community_id=card.community_id,
        author=card.author_name,
        when=card.when,
        facets=facets,
        boost=card.boost,
    )


def note(ref: Ref) -> None:
    """Remember that `ref` changed."""
    # Locked: whoever is about to take this row out first finishes, or sees that it is needed again.
    row = db.session.get(SearchPending, (ref.kind, ref.id), with_for_update=True)
    if row is None:
        db.session.add(SearchPending(subject_kind=ref.kind, subject_id=ref.id))
        db.session.flush()


def forget(kind: str, ids: Collection[int]) -> None:
    """They are being deleted, so the index finds them no more."""
    if is_indexed(kind):
        for id_ in sorted(ids):
            note(Ref(kind, id_))


def count_pending() -> int:
    return db.session.scalar(select(func.count()).select_from(SearchPending)) or 0


def put_pending_in(limit: int = _BATCH) -> int:
    """Bring the index up to date with what waits; how many things that was. Part of the caller's transaction."""
    rows = db.session.scalars(select(SearchPending).limit(limit).with_for_update(skip_locked=True)).all()
    refs = [Ref(row.subject_kind, row.subject_id) for row in rows]
    if refs:
        _bring_up_to_date(index().apply, refs)
        for row in rows:
            db.session.delete(row)
        db.session.flush()
    return len(refs)


def _bring_up_to_date(apply: Callable[[Iterable[SearchDocument], Iterable[Ref]], None], refs: Iterable[Ref]) -> None:
    gone: list[Ref] = []

    def present() -> Iterator[SearchDocument]:
        # Walked through by the index while nobody else writes: the newest state wins.
        for ref in refs:
            if document := document_of(ref):
                yield document
            else:
                gone.append(ref)

    apply(present(), gone)


def all_refs() -> list[Ref]:
    found = []
    for kind in subjects.kinds():
        subject = subjects.of(kind)
        if subject and subject.index_card and subject.all_ids:
            found += [Ref(kind, id_) for id_ in subject.all_ids()]
    return found


def rebuild(refs: list[Ref] | None = None, progress: Callable[[int], object] = lambda _: None) -> int:
    """Build the index anew beside the live one, catch up with what changed meanwhile, and switch; how many it holds."""
    since = clock.now() - _LONGEST_TRANSACTION
    refs = all_refs() if refs is None else refs
    building = index().rebuild()
    try:
        for start in range(0, len(refs), _BATCH):
            batch = refs[start : start + _BATCH]
            building.add(filter(None, map(document_of, batch)))
            db.session.rollback()  # let go of the moment we were reading, and of what we read
            progress(len(batch))
            time.sleep(0)  # under gevent: let others run
        building.switch(lambda: _bring_up_to_date(building.apply, _changed_since(since)))
    except BaseException:
        building.abandon()
        raise
    return index().state().documents


def _changed_since(moment: object) -> list[Ref]:
    happened = select(EventRow.subject_kind, EventRow.subject_id).where(EventRow.happened_at >= moment).distinct()
    waiting = select(SearchPending.subject_kind, SearchPending.subject_id)
    changed = {Ref(kind, id_) for query in (happened, waiting) for kind, id_ in db.session.execute(query)}
    return sorted(ref for ref in changed if is_indexed(ref.kind))


def keep_whole() -> None:
    """Every minute, in the worker: what was left waiting goes in; an index made anew is filled."""
    put_pending_in()
    if not index().state().is_filled:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy
        # In a thread: this transaction holds the database's write lock, which a rebuild must not.
        threading.Thread(target=_rebuild_apart, args=(app,), name="search-rebuild", daemon=True).start()


def _rebuild_apart(app: Flask) -> None:
    if not _rebuilding.acquire(blocking=False):
        return
    try:
        with app.app_context():
            log.info("building the search index")
            log.info("the search index holds %s things", rebuild())
    except Exception:
        log.exception("the search index could not be built; it is tried again in a minute")
    finally:
        _rebuilding.release()


def problem() -> str:
    """What is wrong with the index and what to do; "" when it is well."""
    state = index().state()
    if not state.is_filled:
        return "The search index has not been built. A running worker does that; or run: lhs-community reindex"
    things = len(all_refs())
    if state.documents > things or (things and not state.documents):
        return f"The search index holds {state.documents} things, the site {things}. Run: lhs-community reindex"
    if (waiting := count_pending()) > 1000:
        return f"{waiting} changes wait for the search index. Is a worker running?"
    return ""
