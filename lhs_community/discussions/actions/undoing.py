"""Taking back what a convenor did with whole threads. What was written meanwhile stays."""

from __future__ import annotations

from sqlalchemy import select, update

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain import actions as chain
from lhs_community.chain.models import Relation
from lhs_community.discussions import events, owners, policy, shifting
from lhs_community.discussions.keeping import about, ref_of
from lhs_community.discussions.models.changes import ChangeKind, ThreadChange
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import Thread
from lhs_community.discussions.queries.changes import find_later_change, readers_before_and_after
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Refused


def undo_change(actor: Viewer, change: ThreadChange, *, is_confirmed: bool = False) -> Thread:
    """The thread to look at then. `is_confirmed` as in moving.move_thread."""
    policy.require_undo(actor, change)
    policy.require_confirmed(*readers_before_and_after(actor, change), is_confirmed=is_confirmed)
    shifting.lock(change.thread, *([change.other] if change.other else []))
    if find_later_change(actor, change):
        raise Refused("Something else was done to this thread since. Undo that first.")
    # Marked first: two who press at once wait for each other above, and the second finds it done.
    db.session.refresh(change, ["undone_at"])
    policy.require_undo(actor, change)
    change.undone_at, change.undone_by_id = clock.now(), actor.person_id
    undo = {ChangeKind.MOVED: _undo_move, ChangeKind.MERGED: _undo_merge, ChangeKind.SPLIT: _undo_split}[change.kind]
    undo(actor, change)
    thread = change.thread
    record(events.ThreadChangeUndone(**about(actor, thread), kind=change.kind, thread_id=change.other_id))
    return thread


def _undo_move(actor: Viewer, change: ThreadChange) -> None:
    assert change.from_community is not None
    shifting.settle_in(actor, change.thread, change.from_community)
    change.thread.is_pinned = bool(change.before.get("is_pinned"))


def _undo_merge(actor: Viewer, change: ThreadChange) -> None:
    """Its posts go back to their old numbers; what was written after the merge stays where it was written."""
    thread, into, before = change.thread, change.other, change.before
    assert into is not None
    posts = _present(into, before["posts"])
    shifting.restore_aliases(posts, before["aliases"])
    shifting.carry_marks(into, thread, shifting.give_back(posts, thread))
    shifting.drop_followers(into, before["followers"])
    shifting.drop_me_too(into, before["me_too"])
    chain.carry_back(actor, ref_of(thread), ref_of(into), before["links"])
    thread.merged_into_id = None
    db.session.flush()
    db.session.execute(update(Thread).where(Thread.id.in_(before["forwarded"])).values(merged_into_id=thread.id))
    for one in (thread, into):
        shifting.settle(one)
        owners.look_after(actor, one)


def _undo_split(actor: Viewer, change: ThreadChange) -> None:
    """Its posts go back to their old numbers, and what was written there since comes along to the end."""
    thread, fresh = change.thread, change.other
    assert fresh is not None
    posts = _present(fresh, change.before["posts"])
    shifting.carry_marks(fresh, thread, shifting.give_back(posts, thread))
    chain.unlink(actor, ref_of(thread), ref_of(fresh), Relation.LED_TO)
    shifting.fold(actor, fresh, thread)


def _present(thread: Thread, post_ids: list[int]) -> list[Post]:
    found = select(Post).where(Post.thread_id == thread.id, Post.id.in_(post_ids)).order_by(Post.number)
    return list(db.session.scalars(found))
