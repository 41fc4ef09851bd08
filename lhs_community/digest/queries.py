"""What is new for somebody, with their rights of this moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.communities.policy import is_quiet
from lhs_community.communities.queries.communities import communities_by_id
from lhs_community.digest.content import Digest, Item, Section, compose
from lhs_community.digest.models import DigestPlan
from lhs_community.discussions.queries import threads
from lhs_community.discussions.queries.threads import Filter, Row
from lhs_community.foundation import subjects
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.notifications import queries as notices
from lhs_community.notifications.wording import notice_words

# What people want to hear of even where they follow nothing: event -> what the line says.
NEWS = {
    "library.lesson_published": "New lesson",
    "library.lesson_adopted": "Lesson adopted",
    "decisions.decision_recorded": "Decided",
    "projects.project_started": "New project",
    "discussions.thread_summarised": "Summary",
}
MOST = 12


def find_plan(viewer: Viewer) -> DigestPlan | None:
    return db.session.get(DigestPlan, viewer.id) if viewer.id is not None else None


def get_digest(viewer: Viewer, since: datetime, until: datetime, *, for_mail: bool = False) -> Digest:
    """Empty for guests and where nothing happened."""
    if viewer.is_guest:
        return Digest(())
    communities = communities_by_id(viewer, viewer.roles)
    quiet = frozenset(id_ for id_, community in communities.items() if is_quiet(community))
    sections = (
        _for_me(viewer, since, quiet),
        _unanswered(viewer, quiet),
        _came_of_it(viewer, communities, since, until),
        _talk(viewer, since, quiet),
    )
    return compose(sections, for_mail=for_mail)


def _for_me(viewer: Viewer, since: datetime, quiet: frozenset[int]) -> Section:
    page = notices.list_notices(viewer, unread_only=True, limit=3 * MOST)
    items = []
    for group in page.groups:
        lines = [line for line in group.lines if line.when >= since]
        if lines:
            card = group.card
            items.append(
                Item(
                    title=notice_words(lines[0], group.title, card.kind_label),
                    url=card.url,
                    note="; ".join(notice_words(line, group.title, card.kind_label) for line in lines[1:3]),
                    community=card.community_name,
                    is_quiet=card.community_id in quiet,
                )
            )
    return Section("For you", items[:MOST], "/notices", max(0, len(items) - MOST))


def _unanswered(viewer: Viewer, quiet: frozenset[int]) -> Section:
    """Questions of the viewer's own communities that nobody has answered: somebody may know."""
    if not viewer.roles:
        return Section("Can you help?", ())
    page = threads.list_threads(viewer, Filter("unanswered"), limit=3 * MOST)
    rows = [row for row in page.rows if row.thread.community_id in viewer.roles and row.thread.author_id != viewer.id]
    return Section(
        "Can you help?", [_item(row, quiet, "No reply yet") for row in rows[:5]], "/threads?scope=unanswered"
    )


def _talk(viewer: Viewer, since: datetime, quiet: frozenset[int]) -> Section:
    page = threads.list_threads(viewer, Filter("unread"), limit=3 * MOST)
    rows = [row for row in page.rows if row.thread.last_post_at >= since]
    items = [_item(row, quiet, row.unread_words) for row in rows]
    return Section("New in discussions", items[:MOST], "/threads?scope=unread", max(0, len(items) - MOST))


def _item(row: Row, quiet: frozenset[int], note: str) -> Item:
    thread = row.thread
    return Item(
        title=thread.title,
        url=f"/threads/{thread.id}",
        note=note,
        excerpt=thread.excerpt,
        community=thread.community.name,
        kind=thread.kind_label,
        is_quiet=thread.community_id in quiet,
    )


def _came_of_it(viewer: Viewer, communities: Mapping[int, Community], since: datetime, until: datetime) -> Section:
    """Lessons, decisions, projects and summaries of the viewer's own communities."""
    rows = db.session.execute(
        select(EventRow.name, EventRow.subject_kind, EventRow.subject_id)
        .where(
            EventRow.name.in_(NEWS),
            EventRow.happened_at >= since,
            EventRow.happened_at < until,
            EventRow.actor_id.is_distinct_from(viewer.id),
        )
        .order_by(EventRow.id.desc())
        .limit(200)
    ).all()
    said = {Ref(kind, id_): NEWS[name] for name, kind, id_ in reversed(rows)}
    cards = [card for card in _cards(viewer, said) if card.community_id in communities]
    items = [
        Item(
            title=card.title,
            url=card.url,
            note=said[card.ref],
            excerpt=card.excerpt,
            community=card.community_name,
            kind=card.kind_label,
            is_quiet=is_quiet(communities[card.community_id or 0]),
        )
        for card in cards
    ]
    return Section("What came of it", items[:MOST], "", max(0, len(items) - MOST))


def _cards(viewer: Viewer, refs: Iterable[Ref]) -> Sequence[Card]:
    return list(subjects.cards(viewer, list(refs)[::-1]).values())


def home_panel(viewer: Viewer, _subject_id: int) -> Mapping[str, Any] | None:
    return None if viewer.is_guest else {}
