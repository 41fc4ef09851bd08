"""Threads and posts as the other features show, find and use them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from lhs_community.accounts.viewer import Viewer
from lhs_community.discussions import policy, sealing
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.summaries import HEADING_LABELS, Heading, Summary
from lhs_community.discussions.models.threads import Thread, ThreadKind, ThreadState
from lhs_community.discussions.models.trials import Trial
from lhs_community.discussions.queries.sealing import list_own_sealed
from lhs_community.discussions.queries.tags import WITH_TAGS
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card, IndexCard
from lhs_community.foundation.text import excerpt, plain
from lhs_community.topics.queries import words_for_index_card

MOST_INDEXED = 200  # posts of one thread
STATE_LABELS = {ThreadState.OPEN: "Open", ThreadState.ANSWERED: "Answered", ThreadState.CLOSED: "Closed"}


def thread_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    wanted = set(ids)
    if not wanted:
        return {}
    # A thread that was merged is shown as the one it was merged into: what points at it leads there.
    asked = aliased(Thread)
    rows = db.session.execute(
        select(asked.id, Thread, Post.body)
        .join(Thread, Thread.id == func.coalesce(asked.merged_into_id, asked.id))
        .join(Post, (Post.thread_id == Thread.id) & (Post.number == 1))
        .where(asked.id.in_(wanted), policy.readable_by(viewer))
        .options(joinedload(Thread.community), joinedload(Thread.author))
    )
    return {id_: _card(thread, body) for id_, thread, body in rows}


def _card(thread: Thread, body: str) -> Card:
    return Card(
        ref=Ref("thread", thread.id),
        title=thread.title,
        url=f"/threads/{thread.id}",
        excerpt=thread.excerpt,
        kind_label=thread.kind_label,
        community_id=thread.community_id,
        community_name=thread.community.name,
        author_id=thread.author_id,
        author_name=thread.author.name,
        when=thread.created_at,
        status=thread.status,
        body=body,
    )


def post_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    """A post is shown under the title of its thread, with an address of its own."""
    wanted = set(ids)
    if not wanted:
        return {}
    posts = db.session.scalars(
        select(Post)
        .join(Post.thread)
        .where(Post.id.in_(wanted), policy.post_readable_by(viewer))
        .options(contains_eager(Post.thread).joinedload(Thread.community), joinedload(Post.author))
    )
    return {
        post.id: Card(
            ref=Ref("post", post.id),
            title=post.thread.title,
            url=f"/threads/{post.thread_id}/posts/{post.number}",
            excerpt=excerpt(post.body, 240),
            kind_label="Post",
            community_id=post.thread.community_id,
            community_name=post.thread.community.name,
            author_id=post.author_id,
            author_name=post.author_name,
            when=post.created_at,
            status="What worked" if post.is_accepted else "",
            body=post.body,
        )
        for post in posts
    }


def thread_index_card(thread_id: int) -> IndexCard | None:
    """All of a thread in one: who looks for an answer finds the question. Hidden words are not in it."""
    thread = db.session.scalars(
        select(Thread)
        .where(Thread.id == thread_id, Thread.is_hidden.is_(False), Thread.merged_into_id.is_(None))
        .options(joinedload(Thread.author), WITH_TAGS)
    ).first()
    if thread is None:
        return None
    bodies = db.session.scalars(
        select(Post.body)
        .where(Post.thread_id == thread_id, Post.is_hidden.is_(False))
        .order_by(Post.is_accepted.desc(), Post.number)
        .limit(MOST_INDEXED)
    ).all()
    summary = "\n".join(_standing_texts(thread_id).values())
    tags = thread.shown_tags
    words = ", ".join(words_for_index_card(tag.topic.standing_id for tag in tags))
    settings = db.session.scalars(
        select(Trial.setting)
        .join(Post, Post.id == Trial.post_id)
        .where(Post.thread_id == thread_id, Post.is_hidden.is_(False))
        .order_by(Trial.id)
        .limit(MOST_INDEXED)
    ).all()
    parts = [*bodies, summary, thread.outcome if thread.is_closed else "", words, *settings]
    return IndexCard(
        ref=Ref("thread", thread.id),
        title=thread.title,
        community_id=thread.community_id,
        body="\n".join(plain(part) for part in parts if part),
        kind_label=thread.kind_label,
        facets={
            "kind": thread.kind_label,
            "tag": [tag.name for tag in tags],
            "state": STATE_LABELS[thread.state],
            "year": str(thread.created_at.year),
        },
        when=thread.last_post_at,
        author_name=thread.author.name,
        boost=1.2 if thread.state is not ThreadState.OPEN else 1.0,
    )


def _standing_texts(thread_id: int) -> Mapping[Heading, str]:
    summary = db.session.scalars(
        select(Summary)
        .where(Summary.thread_id == thread_id)
        .options(selectinload(Summary.parts))
        .order_by(Summary.id.desc())
        .limit(1)
    ).first()
    return summary.texts if summary else {}


def all_thread_ids() -> Sequence[int]:
    """For reindexing."""
    return db.session.scalars(select(Thread.id).where(Thread.merged_into_id.is_(None)).order_by(Thread.id)).all()


def may_work_on_post(viewer: Viewer, post_id: int) -> bool:
    """Its author."""
    post = db.session.scalars(
        select(Post)
        .join(Post.thread)
        .where(Post.id == post_id)
        .options(contains_eager(Post.thread).joinedload(Thread.community))
    ).first()
    return post is not None and policy.may_edit_post(viewer, post.thread, post)


def may_work_on_thread(viewer: Viewer, thread_id: int) -> bool:
    """Its author and the convenors."""
    thread = db.session.scalars(
        select(Thread).where(Thread.id == thread_id).options(joinedload(Thread.community))
    ).first()
    return thread is not None and policy.may_summarise(viewer, thread)


def my_threads(viewer: Viewer, limit: int = 50) -> Sequence[Card]:
    """What I have asked or started, latest first."""
    if viewer.is_guest:
        return []
    ids = db.session.scalars(
        select(Thread.id)
        .where(or_(Thread.author_id == viewer.id, _is_own_sealed(viewer)), policy.readable_by(viewer))
        .order_by(Thread.last_post_at.desc(), Thread.id.desc())
        .limit(limit)
    ).all()
    cards = thread_cards(viewer, ids)
    return [cards[id_] for id_ in ids if id_ in cards]


def _is_own_sealed(viewer: Viewer) -> ColumnElement[bool]:
    started = select(Thread.id, Thread.author_mark).where(Thread.id.in_(list_own_sealed(viewer)))
    mine = [id_ for id_, mark in db.session.execute(started) if sealing.is_by(viewer, mark)]
    return and_(Thread.author_mark.is_not(None), Thread.id.in_(mine))


def thread_outline(viewer: Viewer, thread_id: int) -> Mapping[str, str]:
    """Its text, and its summary's, under the headings of a lesson and of a decision.

    What was tried and failed tells what was done, not only a problem.
    """
    thread = db.session.scalars(select(Thread).where(Thread.id == thread_id, policy.readable_by(viewer))).first()
    if thread is None:
        return {}
    posts = db.session.scalars(
        select(Post)
        .join(Post.thread)
        .where(
            Post.thread_id == thread_id,
            policy.post_readable_by(viewer),
            (Post.number == 1) | Post.is_accepted.is_(True),
        )
        .order_by(Post.number)
        .limit(20)
    ).all()
    first = "\n\n".join(post.body for post in posts if post.is_first)
    worked = "\n\n".join(post.body for post in posts if not post.is_first)
    has_failed = thread.kind is ThreadKind.TRIED_AND_FAILED
    texts = _standing_texts(thread_id)
    asked, said, differ, agreed, open_ends = (texts.get(heading, "") for heading in Heading)
    views = f"{HEADING_LABELS[Heading.DIFFER]}:\n\n{differ}" if differ else ""
    found = {
        "problem": _joined(thread.title, asked or ("" if has_failed else first)),
        "what_was_done": _joined(first if has_failed else worked, said),
        "what_happened": thread.outcome,
        "why_we_think_so": _joined(agreed, views),
        "would_do_differently": open_ends,
        "decided": agreed,
        "reasons": _joined(asked, said),
        "dissent": differ,
    }
    return {heading: text for heading, text in found.items() if text.strip()}


def _joined(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text.strip())
