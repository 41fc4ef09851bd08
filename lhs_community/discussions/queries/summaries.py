"""Summaries of threads: as published, as drafted, and who could write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import CommunityRole, Membership
from lhs_community.discussions import policy
from lhs_community.discussions.differences import Piece, compare
from lhs_community.discussions.first_draft import Words, first_draft
from lhs_community.discussions.models.summaries import HEADING_LABELS, Heading, Summary, SummaryDraft
from lhs_community.discussions.models.threads import Thread
from lhs_community.discussions.queries.posts import list_posts
from lhs_community.discussions.queries.trials import Trials, trials_of
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.reactions import ReactionKind

MOST_READ = 500  # posts that a first draft is made from


def list_summaries(viewer: Viewer, thread: Thread, limit: int = 50) -> Sequence[Summary]:
    """The newest, which stands, first."""
    policy.require_read(viewer, thread)
    return db.session.scalars(
        select(Summary)
        .where(Summary.thread_id == thread.id)
        .options(joinedload(Summary.author), selectinload(Summary.parts))
        .order_by(Summary.id.desc())
        .limit(limit)
    ).all()


@dataclass(frozen=True)
class Changed:
    """A version of a summary, and under each heading what it changed of the one before."""

    summary: Summary
    before: Summary | None
    parts: Sequence[tuple[str, Sequence[Piece]]]


def get_changed_summary(viewer: Viewer, thread: Thread, summary_id: int) -> Changed:
    policy.require_read(viewer, thread)
    query = (
        select(Summary)
        .where(Summary.thread_id == thread.id, Summary.id <= summary_id)
        .options(joinedload(Summary.author), selectinload(Summary.parts))
        .order_by(Summary.id.desc())
        .limit(2)
    )
    found = db.session.scalars(query).all()
    if not found or found[0].id != summary_id:
        raise NotThere
    before = found[1] if len(found) > 1 else None
    old, new = before.texts if before else {}, found[0].texts
    parts = [
        (HEADING_LABELS[heading], compare(old.get(heading, ""), new.get(heading, "")))
        for heading in Heading
        if heading in old or heading in new
    ]
    return Changed(found[0], before, parts)


def find_draft(viewer: Viewer, thread: Thread) -> SummaryDraft | None:
    """None as well where it is not the viewer's to see."""
    if not policy.may_see_draft(viewer, thread):
        return None
    return db.session.scalars(
        select(SummaryDraft).where(SummaryDraft.thread_id == thread.id).options(joinedload(SummaryDraft.saved_by))
    ).first()


def list_summary_drafts(viewer: Viewer, community_ids: Iterable[int], limit: int = 50) -> Sequence[SummaryDraft]:
    """Those of these communities that the viewer may see, with their threads; what lies longest first."""
    return db.session.scalars(
        select(SummaryDraft)
        .join(SummaryDraft.thread)
        .where(policy.drafts_readable_by(viewer), Thread.community_id.in_(sorted(set(community_ids))))
        .options(
            contains_eager(SummaryDraft.thread).options(
                joinedload(Thread.community), joinedload(Thread.author), joinedload(Thread.summary_owner)
            ),
            joinedload(SummaryDraft.saved_by),
        )
        .order_by(SummaryDraft.saved_at, SummaryDraft.id)
        .limit(limit)
    ).all()


def list_summarisers(viewer: Viewer, thread: Thread, limit: int = 500) -> Sequence[Person]:
    """Whom the viewer may ask to look after the summary: a convenor any member, its owner those who may summarise."""
    policy.require_hand_over(viewer, thread)
    query = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.community_id == thread.community_id, Person.is_disabled.is_(False))
    )
    if not policy.may_convene(viewer, thread):
        is_author = Person.id == thread.author_id
        query = query.where(or_(Membership.role == CommunityRole.CONVENOR, is_author))
    return db.session.scalars(query.order_by(Person.name, Person.id).limit(limit)).all()


def make_first_draft(viewer: Viewer, thread: Thread) -> dict[Heading, str]:
    """By rules, from the posts that every reader of the thread sees."""
    policy.require_summarise(viewer, thread)
    rows = [row for row in list_posts(viewer, thread, limit=MOST_READ) if not row.post.is_hidden]
    trials = trials_of(viewer, thread)
    untried = Trials((), (), None)
    words = [
        Words(
            number=row.post.number,
            author=row.post.author_name,
            text=row.post.body,
            worked=row.post.is_accepted or bool(trials.get(row.post.id, untried).worked),
            is_contested=bool(
                row.reactions.counts.get(ReactionKind.SEE_DIFFERENTLY) or trials.get(row.post.id, untried).failed
            ),
        )
        for row in rows
    ]
    return first_draft(thread.title, words, lambda number: f"/threads/{thread.id}/posts/{number}")
