"""The blueprint, and what its views have in common."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from lhs_community.discussions import policy
from lhs_community.discussions.models.posts import REACTION_LABELS
from lhs_community.discussions.models.threads import Thread
from lhs_community.discussions.queries.posts import PAGE_OF_POSTS
from lhs_community.foundation.errors import Invalid

blueprint = Blueprint("discussions", __name__)


def number(name: str) -> int:
    given = request.values.get(name, "")
    return min(int(given), 10**9) if given.isascii() and given.isdigit() and len(given) < 12 else 0


def tools() -> dict[str, Any]:
    return {"rules": policy, "reactions": REACTION_LABELS, "post_url": post_url}


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
