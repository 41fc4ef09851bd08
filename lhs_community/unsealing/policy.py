"""Who may learn who wrote a post without a name.

ask      a convenor of the community, about a post that they may read and did not write
decide   an information-governance lead who did not ask, within a week; no site role opens the community itself
open     these two, once it is approved and while both still hold their roles, for a limited time
see      these two; and the author, once it is approved

Whoever wrote the post is no decider of it and sees nothing of the request before it is approved. So for a decider who
wrote it themself, a request about their own post looks like one that does not exist.
"""

from __future__ import annotations

from datetime import timedelta

from lhs_community.accounts.viewer import Viewer
from lhs_community.discussions import policy as discussions
from lhs_community.discussions.models.posts import Post
from lhs_community.foundation import clock
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.unsealing.models import RequestState, UnsealingRequest

DECIDE_WITHIN = timedelta(days=7)
SHOWN_FOR = timedelta(days=30)
OPEN_FOR = timedelta(minutes=10)  # each time it is asked for


def may_ask(viewer: Viewer, post: Post) -> bool:
    return (
        post.is_sealed
        and discussions.may_read_post(viewer, post.thread, post)
        and discussions.may_convene(viewer, post.thread)
        and not discussions.wrote(viewer, post)
    )


def require_ask(actor: Viewer, post: Post) -> None:
    discussions.require_read_post(actor, post.thread, post)
    discussions.require_convene(actor, post.thread)
    if not post.is_sealed:
        raise Refused("This post bears its author's name.")
    if not may_ask(actor, post):
        raise Refused("You wrote this post yourself.")


def is_asker(viewer: Viewer, request: UnsealingRequest) -> bool:
    """Whoever asked, as long as they convene the community."""
    return viewer.id == request.asked_by_id and request.post.thread.community_id in viewer.convenes


def may_decide(viewer: Viewer, request: UnsealingRequest) -> bool:
    return viewer.is_ig_lead and viewer.id != request.asked_by_id and not discussions.wrote(viewer, request.post)


def is_authors(viewer: Viewer, request: UnsealingRequest) -> bool:
    """Is it a request of which the viewer is told because the post is theirs?"""
    return request.state is RequestState.APPROVED and discussions.wrote(viewer, request.post)


def may_see(viewer: Viewer, request: UnsealingRequest) -> bool:
    return is_asker(viewer, request) or may_decide(viewer, request) or is_authors(viewer, request)


def may_read_post(viewer: Viewer, request: UnsealingRequest) -> bool:
    """A decider from outside sees the post only where the convenor chose to show it."""
    post = request.post
    is_shown = request.shows_post and may_decide(viewer, request)
    return is_shown or is_authors(viewer, request) or discussions.may_read_post(viewer, post.thread, post)


def require_decide(actor: Viewer, request: UnsealingRequest, asker: Viewer) -> None:
    if not may_see(actor, request):
        raise NotThere
    if not may_decide(actor, request):
        raise Refused("The information-governance lead decides, and never who asked.")
    if not is_undecided(request):
        raise Invalid("This request is decided or has expired. Reload the page to see what became of it.")
    if not is_asker(asker, request):
        raise Invalid(
            "Whoever asked is no longer a convenor of this community, so it cannot be decided. It will expire."
        )


def is_undecided(request: UnsealingRequest) -> bool:
    return request.state is RequestState.OPEN and clock.now() < request.expires_at


def may_open(viewer: Viewer, request: UnsealingRequest) -> bool:
    is_one_of_two = is_asker(viewer, request) or (may_decide(viewer, request) and viewer.id == request.decided_by_id)
    return (
        is_one_of_two
        and request.state is RequestState.APPROVED
        and request.shown_until is not None
        and clock.now() < request.shown_until
    )


def require_open(actor: Viewer, request: UnsealingRequest) -> None:
    if not may_see(actor, request):
        raise NotThere
    if not may_open(actor, request):
        raise Refused("The name is shown to the two who unsealed it, for 30 days.")
