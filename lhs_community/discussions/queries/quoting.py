"""A post as the beginning of an answer to it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.discussions import policy
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import Thread
from lhs_community.foundation.database import db
from lhs_community.foundation.text import literal

LONGEST = 1_500  # what is longer is cut: an answer quotes what it answers


def quote_of(viewer: Viewer, thread: Thread, number: int) -> str:
    """Its words as a block quote under the name the page shows, with the post's permanent address. Nothing for a post
    that is hidden, also from convenors, who could read it: the quote would show it to all."""
    post = db.session.scalars(
        select(Post)
        .join(Post.thread)
        .where(
            Post.thread_id == thread.id,
            Post.number == number,
            Post.is_hidden.is_(False),
            policy.post_readable_by(viewer),
        )
        .options(joinedload(Post.author))
    ).first()
    if post is None:
        return ""
    lines = [f"**{literal(post.author_name)}** [wrote](/threads/{thread.id}/posts/{number}):", "", *_own(post.body)]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


def _own(body: str) -> list[str]:
    """Without what the post itself quotes."""
    own = "\n".join(line for line in body.splitlines() if not line.lstrip().startswith(">")).strip()
    if len(own) > LONGEST:
        own = own[:LONGEST].rpartition(" ")[0].rstrip() + " …"
    return own.splitlines()
