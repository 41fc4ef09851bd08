"""Who may do what in discussions. What a community allows stands in communities.policy; this adds to it.

read       whoever reads the community; what a convenor has hidden, only its convenors
start      whoever posts in the community; notices only its members
reply      whoever posts there, until the thread is closed
edit       a post: its author, also where it bears no name. Title and tags go with the first post
accept     the asker and the convenors say what worked, for questions that are not closed
summarise  the author of a thread and the convenors
pin, close, reopen, hide: convenors
react      everybody signed in who reads it, not to their own posts
unnamed    posting without one's name: where the convenors allow it (queries/sealing.py also counts the members)

Who wrote anonymously keeps an author's rights to the post, and no right that would show them: `thread.author_id` and
`post.author_id` are then the shared anonymous person's, so ask `wrote`.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community
from lhs_community.discussions import sealing
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import Thread, ThreadKind, ThreadState
from lhs_community.foundation.errors import NotThere, Refused


def wrote(viewer: Viewer, thing: Post | Thread) -> bool:
    """Is it the viewer's own, with or without their name?"""
    if thing.is_sealed:
        return sealing.is_by(viewer, thing.author_mark)
    return viewer.id is not None and thing.author_id == viewer.id


def is_askers(thread: Thread, post: Post) -> bool:
    """Did whoever started the thread write this too, as far as everybody may know?"""
    if thread.is_sealed or post.is_sealed:
        return thread.alias == post.alias
    return thread.author_id == post.author_id


def may_read(viewer: Viewer, thread: Thread) -> bool:
    if not communities.may_read(viewer, thread.community):
        return False
    return not thread.is_hidden or communities.may_convene(viewer, thread.community)


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_read, on Thread."""
    is_mine_to_convene = Thread.community_id.in_(sorted(viewer.convenes)) if viewer.convenes else false()
    return and_(
        communities.in_readable(viewer, Thread.community_id), or_(Thread.is_hidden.is_(False), is_mine_to_convene)
    )


def may_read_post(viewer: Viewer, thread: Thread, post: Post) -> bool:
    return may_read(viewer, thread) and (not post.is_hidden or communities.may_convene(viewer, thread.community))


def post_readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_read_post, on Post joined with Thread."""
    is_mine_to_convene = Thread.community_id.in_(sorted(viewer.convenes)) if viewer.convenes else false()
    return and_(readable_by(viewer), or_(Post.is_hidden.is_(False), is_mine_to_convene))


def require_read(viewer: Viewer, thread: Thread) -> None:
    if not may_read(viewer, thread):
        raise NotThere


def may_start(actor: Viewer, community: Community, kind: ThreadKind) -> bool:
    if kind is ThreadKind.NOTICE and not communities.is_member(actor, community.id):
        return False
    return communities.may_post(actor, community)


def require_start(actor: Viewer, community: Community, kind: ThreadKind) -> None:
    communities.require_post(actor, community)
    if not may_start(actor, community, kind):
        raise Refused("Only members can post a notice here. Join the community, or start a discussion instead.")


def may_go_unnamed(community: Community, kind: ThreadKind) -> bool:
    return community.allows_anonymous and kind is not ThreadKind.NOTICE


def may_reply(actor: Viewer, thread: Thread) -> bool:
    return may_read(actor, thread) and not thread.is_closed and communities.may_post(actor, thread.community)


def require_reply(actor: Viewer, thread: Thread) -> None:
    require_read(actor, thread)
    if thread.is_closed:
        raise Refused("This thread is closed. A convenor can reopen it; or start a new one and link to this.")
    communities.require_post(actor, thread.community)


def may_edit_post(actor: Viewer, thread: Thread, post: Post) -> bool:
    return may_read_post(actor, thread, post) and wrote(actor, post) and communities.may_post(actor, thread.community)


def require_edit_post(actor: Viewer, thread: Thread, post: Post) -> None:
    require_read_post(actor, thread, post)
    if not may_edit_post(actor, thread, post):
        raise Refused("Only whoever wrote a post can change it.")


def require_read_post(viewer: Viewer, thread: Thread, post: Post) -> None:
    if not may_read_post(viewer, thread, post):
        raise NotThere


def may_accept(actor: Viewer, thread: Thread) -> bool:
    if thread.kind is not ThreadKind.QUESTION or thread.state is ThreadState.CLOSED or not may_read(actor, thread):
        return False
    is_asker = wrote(actor, thread) or (
        not thread.is_sealed and actor.id is not None and actor.id == thread.started_by_id
    )
    return communities.may_convene(actor, thread.community) or (
        is_asker and communities.may_post(actor, thread.community)
    )


def require_accept(actor: Viewer, thread: Thread) -> None:
    require_read(actor, thread)
    if not may_accept(actor, thread):
        raise Refused("Only the person who asked, or a convenor, can say what worked, until it is closed.")


def may_summarise(actor: Viewer, thread: Thread) -> bool:
    # A summary bears a name: whoever asked without theirs would show it.
    is_author = not thread.is_sealed and wrote(actor, thread)
    return may_convene(actor, thread) or (
        is_author and may_read(actor, thread) and communities.may_post(actor, thread.community)
    )


def require_summarise(actor: Viewer, thread: Thread) -> None:
    require_read(actor, thread)
    if not may_summarise(actor, thread):
        raise Refused("Only the author of this thread, or a convenor, can summarise it.")


def may_convene(actor: Viewer, thread: Thread) -> bool:
    """Pin, close, reopen, hide."""
    return may_read(actor, thread) and communities.may_convene(actor, thread.community)


def require_convene(actor: Viewer, thread: Thread) -> None:
    require_read(actor, thread)
    if not may_convene(actor, thread):
        raise Refused("Only a convenor of this community can do this.")


def may_react(actor: Viewer, thread: Thread, post: Post) -> bool:
    return not actor.is_guest and may_read_post(actor, thread, post) and not wrote(actor, post)


def require_react(actor: Viewer, thread: Thread, post: Post) -> None:
    require_read_post(actor, thread, post)
    if not may_react(actor, thread, post):
        raise Refused("You cannot react to your own post.")
