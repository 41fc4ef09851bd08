"""The blueprint, and what its views have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, current_app, request, url_for

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.communities.queries.communities import get_community
from lhs_community.discussions import policy
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import Thread, ThreadKind
from lhs_community.discussions.queries.posts import PAGE_OF_POSTS
from lhs_community.discussions.queries.threads import SCOPES, Filter
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.links import cards_of
from lhs_community.foundation.reactions import REACTION_LABELS
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.topics.models import KEY_LENGTH

blueprint = Blueprint("discussions", __name__)


def number(name: str) -> int:
    given = request.values.get(name, "")
    return min(int(given), 10**9) if given.isascii() and given.isdigit() and len(given) < 12 else 0


def filter_of(viewer: Viewer, given: Mapping[str, str]) -> tuple[Filter, Community | None]:
    """How a list of threads is narrowed. Anything unknown in the address is as if it were not there."""
    kind, slug, scope = (given.get(name, "") for name in ("kind", "community", "scope"))
    community = get_community(viewer, slug) if slug else None
    filtered = Filter(
        scope=scope if scope in SCOPES and not viewer.is_guest else "all",
        kind=ThreadKind(kind) if kind in set(ThreadKind) else None,
        tag=given.get("tag", "")[:KEY_LENGTH],
        community_id=community.id if community else None,
    )
    return filtered, community


def tools() -> dict[str, Any]:
    return {"rules": policy, "reactions": REACTION_LABELS, "post_url": post_url, "page_of": page_of}


def page_of(number: int) -> int:
    return max(0, number - 1) // PAGE_OF_POSTS + 1


def post_url(thread: Thread, number: int) -> str:
    """Where a post stands now. The address to hand on is /threads/<id>/posts/<number>."""
    page = page_of(number) if thread.post_count > PAGE_OF_POSTS else None
    return f"{url_for('discussions.show_thread', thread_id=thread.id, page=page)}#post-{number}"


def choice(*known: str) -> str:
    wish = request.form.get("do", "")
    if wish not in known:
        raise Invalid("This button does not do what the page thought. Reload the page and try again.")
    return wish


def links_of(viewer: Viewer, thread: Thread, posts: Sequence[Post]) -> Mapping[int, Sequence[Card]]:
    """Post id -> cards of the things of this site that the post links to, as far as the viewer may read them."""
    texts = {post.id: post.body_html for post in posts if policy.may_read_post(viewer, thread, post)}
    return cards_of(viewer, texts, current_app.config["PUBLIC_URL"] or request.host_url, but=Ref("thread", thread.id))
