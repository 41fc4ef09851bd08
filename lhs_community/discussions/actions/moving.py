"""Moving a thread to another community, merging two, splitting one. Each keeps what undoing it needs."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain import actions as chain
from lhs_community.chain.models import Relation
from lhs_community.communities.models import Community
from lhs_community.discussions import events, owners, policy, shifting
from lhs_community.discussions.keeping import about, clean_title, ref_of
from lhs_community.discussions.models.changes import ChangeKind, ThreadChange
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import EXCERPT_LENGTH, Thread, ThreadKind, ThreadState, ThreadTag
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.text import excerpt
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear

MOST_SPLIT = 500


def move_thread(actor: Viewer, thread: Thread, to: Community, *, is_confirmed: bool = False) -> ThreadChange:
    """To another community, with everything. `is_confirmed`: the actor has seen who will be able to read it then."""
    policy.require_move(actor, thread, to)
    policy.require_confirmed(thread.community, to, is_confirmed=is_confirmed)
    shifting.lock(thread)
    change = _note(actor, ChangeKind.MOVED, thread)
    change.from_community, change.to_community = thread.community, to
    change.before = {"is_pinned": thread.is_pinned}
    shifting.settle_in(actor, thread, to)
    record(events.ThreadMoved(**about(actor, thread), from_community_id=change.from_community.id))
    return change


def _note(actor: Viewer, kind: ChangeKind, thread: Thread, other: Thread | None = None) -> ThreadChange:
    change = ThreadChange(
        kind=kind,
        thread=thread,
        thread_id=thread.id,
        other=other,
        other_id=other.id if other else None,
        changed_by_id=actor.person_id,
        changed_at=clock.now(),
        undone_at=None,
        before={},
    )
    db.session.add(change)
    db.session.flush()
    return change


def merge_thread(actor: Viewer, thread: Thread, into: Thread, *, is_confirmed: bool = False) -> ThreadChange:
    """The posts of `thread` go to the end of `into`, in their order; its address leads there from now on."""
    policy.require_merge(actor, thread, into)
    policy.require_confirmed(thread.community, into.community, is_confirmed=is_confirmed)
    shifting.lock(thread, into)
    policy.require_merge(actor, thread, into)  # another convenor may have been faster
    change = _note(actor, ChangeKind.MERGED, thread, into)
    change.before = shifting.fold(actor, thread, into)
    record(events.ThreadsMerged(**about(actor, into), thread_id=thread.id))
    return change


def split_thread(
    actor: Viewer,
    thread: Thread,
    posts: Sequence[Post],
    title: str,
    kind: ThreadKind,
    *,
    consent: Consent = NO_CONSENT,
) -> ThreadChange:
    """Some of its posts become a thread of their own, by the author of the first of them."""
    policy.require_convene(actor, thread)
    require_clear(actor, {"title": title}, consent)
    _require_some(thread, posts)
    if kind is ThreadKind.DATA_QUESTION:
        raise Invalid("A data question is started from a measure. Choose another kind.", "kind")
    shifting.lock(thread)
    chosen = sorted(posts, key=lambda post: post.number)
    fresh = _thread_of(actor, thread, chosen, clean_title(title), kind)
    numbers = shifting.hand_over(chosen, fresh)
    shifting.carry_marks(thread, fresh, numbers)
    shifting.carry_followers(thread, fresh)
    for one in (thread, fresh):
        shifting.settle(one)
    change = _note(actor, ChangeKind.SPLIT, thread, fresh)
    change.before = {"posts": [post.id for post in chosen]}
    record(events.ThreadSplit(**about(actor, thread), thread_id=fresh.id))
    chain.link(actor, ref_of(thread), ref_of(fresh), Relation.LED_TO)
    for one in (thread, fresh):
        owners.look_after(actor, one)
    return change


def _require_some(thread: Thread, posts: Collection[Post]) -> None:
    if any(post.thread_id != thread.id for post in posts):
        raise NotThere
    if not posts:
        raise Invalid("Choose the posts that belong together.", "posts")
    if any(post.is_first for post in posts):
        raise Invalid("The first post stays: without it nobody could follow the thread.", "posts")
    if len(posts) > MOST_SPLIT:
        raise Invalid(f"Choose up to {MOST_SPLIT} posts at a time.", "posts")


def _thread_of(actor: Viewer, origin: Thread, posts: Sequence[Post], title: str, kind: ThreadKind) -> Thread:
    latest = shifting.latest_of(posts)
    fresh = Thread(
        community_id=origin.community_id,
        community=origin.community,
        kind=kind,
        title=title,
        excerpt=excerpt(posts[0].body, EXCERPT_LENGTH),
        author_id=posts[0].author_id,
        alias=posts[0].alias,
        author_mark=posts[0].author_mark,
        started_by_id=actor.person_id,
        created_at=posts[0].created_at,
        last_post_at=latest,
        last_post_by_id=posts[-1].author_id,
        state=ThreadState.OPEN,
        post_count=0,
        moved_count=0,
        last_post_id=0,
        me_too_count=0,
        due_reason="",
        first_reply_at=None,
        is_pinned=False,
        is_hidden=origin.is_hidden,
        tags=[ThreadTag(topic=tag.topic, label=tag.label) for tag in origin.tags],
    )
    db.session.add(fresh)
    db.session.flush()
    return fresh
