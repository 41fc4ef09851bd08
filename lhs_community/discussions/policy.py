"""Who may do what in discussions. What a community allows stands in communities.policy; this adds to it.

read       whoever reads the community; what a convenor has hidden, only its convenors
start      whoever posts in the community; notices only its members
reply      whoever posts there, until the thread is closed
edit       a post: its author, also where it bears no name. Title and tags go with the first post
accept     the asker and the convenors say what worked, for questions that are not closed
summarise  the author of a thread, the convenors, and whom these have asked to: the owner of its summary
draft      of a summary: seen and handed over by its owner and the convenors
pin, close, reopen, hide: convenors
react      everybody signed in who reads it, not to their own posts
try        whoever posts there says whether an answer worked for them, not of their own; also when it is closed
me too     whoever posts there, of an open question that is not their own
look after: assign, a convenor; push the due time, also who looks after it; hand back, only who does
move, merge: who convenes both communities; split: a convenor; undo: who convenes all communities it touches
unnamed    posting without one's name: where the convenors allow it (queries/sealing.py also counts the members)

Who wrote anonymously keeps an author's rights to the post, and no right that would show them: `thread.author_id` and
`post.author_id` are then the shared anonymous person's, so ask `wrote`.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, select

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community, Visibility
from lhs_community.discussions import sealing
from lhs_community.discussions.models.changes import ThreadChange
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import QUESTION_KINDS, Thread, ThreadKind, ThreadState
from lhs_community.foundation.errors import Invalid, NotThere, Refused


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
    """One that was merged is read where its posts went."""
    if thread.merged_into_id is not None or not communities.may_read(viewer, thread.community):
        return False
    return not thread.is_hidden or communities.may_convene(viewer, thread.community)


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_read, on Thread."""
    is_mine_to_convene = Thread.community_id.in_(sorted(viewer.convenes)) if viewer.convenes else false()
    return and_(
        Thread.merged_into_id.is_(None),
        communities.in_readable(viewer, Thread.community_id),
        or_(Thread.is_hidden.is_(False), is_mine_to_convene),
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
    if not thread.is_question or thread.state is ThreadState.CLOSED or not may_read(actor, thread):
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
    is_owner = actor.id is not None and actor.id == thread.summary_owner_id
    return may_convene(actor, thread) or (
        (is_author or is_owner) and may_read(actor, thread) and communities.may_post(actor, thread.community)
    )


def may_see_draft(actor: Viewer, thread: Thread) -> bool:
    """A draft of its summary: who owns that, and the convenors."""
    is_owner = actor.id is not None and actor.id == thread.summary_owner_id
    return may_convene(actor, thread) or (
        is_owner and may_read(actor, thread) and communities.may_post(actor, thread.community)
    )


def drafts_readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_see_draft, on Thread."""
    if viewer.is_guest:
        return false()
    is_mine_to_convene = Thread.community_id.in_(sorted(viewer.convenes)) if viewer.convenes else false()
    postable = select(Community.id).where(communities.postable_by(viewer))
    is_own = and_(Thread.summary_owner_id == viewer.id, Thread.community_id.in_(postable))
    return and_(readable_by(viewer), or_(is_mine_to_convene, is_own))


def may_hand_over(actor: Viewer, thread: Thread) -> bool:
    """Who looks after the summary: its owner and the convenors say."""
    return may_see_draft(actor, thread)


def require_hand_over(actor: Viewer, thread: Thread) -> None:
    require_read(actor, thread)
    if not may_hand_over(actor, thread):
        raise Refused("Only whoever looks after this summary, or a convenor, can hand it over.")


def require_summarise(actor: Viewer, thread: Thread) -> None:
    require_read(actor, thread)
    if not may_summarise(actor, thread):
        raise Refused("Only the author of this thread, a convenor, or whom a convenor asked, can summarise it.")


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


def may_try(actor: Viewer, thread: Thread, post: Post) -> bool:
    """Say whether an answer worked for them."""
    return (
        thread.is_question
        and not post.is_first
        and may_react(actor, thread, post)
        and communities.may_post(actor, thread.community)
    )


def require_try(actor: Viewer, thread: Thread, post: Post) -> None:
    require_read_post(actor, thread, post)
    communities.require_post(actor, thread.community)
    if not may_try(actor, thread, post):
        raise Refused("You can say whether an answer worked for you of answers to a question that others wrote.")


def may_say_me_too(actor: Viewer, thread: Thread) -> bool:
    return (
        thread.is_question
        and not thread.is_closed
        and may_read(actor, thread)
        and communities.may_post(actor, thread.community)
        and not wrote(actor, thread)
    )


def require_say_me_too(actor: Viewer, thread: Thread) -> None:
    require_read(actor, thread)
    communities.require_post(actor, thread.community)
    if not may_say_me_too(actor, thread):
        raise Refused("Only a question of somebody else’s that is still open can be yours too.")


def is_looked_after(thread: Thread) -> bool:
    """An open question has somebody who sees to it that it is answered."""
    return thread.is_question and thread.state is ThreadState.OPEN and thread.merged_into_id is None


def looked_after() -> ColumnElement[bool]:
    """The SQL twin of is_looked_after, on Thread."""
    return and_(Thread.kind.in_(QUESTION_KINDS), Thread.state == ThreadState.OPEN, Thread.merged_into_id.is_(None))


def may_assign(actor: Viewer, thread: Thread) -> bool:
    return is_looked_after(thread) and may_convene(actor, thread)


def require_assign(actor: Viewer, thread: Thread) -> None:
    require_convene(actor, thread)
    if not is_looked_after(thread):
        raise Refused("Only an open question has somebody who looks after it.")


def may_hand_back(actor: Viewer, thread: Thread) -> bool:
    return is_looked_after(thread) and may_read(actor, thread) and actor.id is not None and actor.id == thread.owner_id


def require_hand_back(actor: Viewer, thread: Thread) -> None:
    require_read(actor, thread)
    if not may_hand_back(actor, thread):
        raise Refused("Only the person who looks after a question can hand it back.")


def may_postpone(actor: Viewer, thread: Thread) -> bool:
    return may_assign(actor, thread) or may_hand_back(actor, thread)


def require_postpone(actor: Viewer, thread: Thread) -> None:
    require_read(actor, thread)
    if not may_postpone(actor, thread):
        raise Refused("Only the person who looks after an open question, or a convenor, can push its due time.")


def may_move(actor: Viewer, thread: Thread, to: Community) -> bool:
    return may_convene(actor, thread) and communities.may_convene(actor, to) and to.id != thread.community_id


def require_move(actor: Viewer, thread: Thread, to: Community) -> None:
    require_convene(actor, thread)
    communities.require_convene(actor, to)
    if not may_move(actor, thread, to):
        raise Refused("The thread is in this community already. Choose another.")


def may_merge(actor: Viewer, thread: Thread, into: Thread) -> bool:
    return (
        thread.id != into.id
        and thread.is_hidden == into.is_hidden
        and may_convene(actor, thread)
        and may_convene(actor, into)
    )


def require_merge(actor: Viewer, thread: Thread, into: Thread) -> None:
    require_convene(actor, thread)
    require_convene(actor, into)
    if not may_merge(actor, thread, into):
        raise Refused("Choose another thread. One that is hidden can only be merged with one that is hidden as well.")


def may_undo(actor: Viewer, change: ThreadChange) -> bool:
    """Both its threads and the community before must be loaded."""
    places = [change.thread.community, change.other.community if change.other else None, change.from_community]
    return change.undone_at is None and all(communities.may_convene(actor, place) for place in places if place)


def require_undo(actor: Viewer, change: ThreadChange) -> None:
    if not may_undo(actor, change):
        raise Refused("Only who convenes all communities that this touched can undo it, and only once.")


def shows_to_more(before: Community, after: Community) -> bool:
    """May people read in `after` who could not read in `before`? Then the convenor confirms it first."""
    if before.id == after.id or before.visibility is Visibility.OPEN:
        return False
    return not (before.visibility is Visibility.RESTRICTED and after.visibility is not Visibility.OPEN)


def require_confirmed(before: Community, after: Community, *, is_confirmed: bool) -> None:
    if shows_to_more(before, after) and not is_confirmed:
        raise Invalid("People who cannot read this now could then. See below who, and tick the box.", "is_confirmed")
