"""What every change of a thread does besides: cleaning, numbering posts, what events carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.discussions import policy, sealing
from lhs_community.discussions.models.posts import BODY_LENGTH, Post, Reaction
from lhs_community.discussions.models.threads import (
    MOST_TAGS,
    TITLE_LENGTH,
    Thread,
    ThreadKind,
    ThreadState,
    ThreadTag,
)
from lhs_community.discussions.models.trials import MeToo, Trial
from lhs_community.discussions.queries import sealing as sealing_queries
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import to_html
from lhs_community.topics.actions.naming import name_topics
from lhs_community.topics.models import LABEL_LENGTH
from lhs_community.topics.words import clean_label, key_of


@dataclass(frozen=True)
class Draft:
    """What somebody typed to start or change a thread."""

    title: str
    body: str = ""
    kind: ThreadKind = ThreadKind.QUESTION
    tags: Sequence[str] = ()
    is_anonymous: bool = False


def ref_of(thread: Thread) -> Ref:
    return Ref("thread", thread.id)


def about(actor: Viewer, thread: Thread) -> dict[str, Any]:
    """What all events of discussions carry."""
    return {
        "actor_id": actor.id,
        "subject_kind": "thread",
        "subject_id": thread.id,
        "community_id": thread.community_id,
    }


def clean_title(title: str) -> str:
    cleaned = " ".join(title.split())
    if len(cleaned) < 5:
        raise Invalid("Enter a title of at least 5 characters.", "title")
    if len(cleaned) > TITLE_LENGTH:
        raise Invalid(f"Shorten the title to {TITLE_LENGTH} characters. Details go below.", "title")
    return cleaned


def clean_text(text: str, *, longest: int = BODY_LENGTH, missing: str = "Write something first.") -> str:
    cleaned = text.replace("\r\n", "\n").strip()
    if not cleaned:
        raise Invalid(missing, "body")
    if len(cleaned) > longest:
        raise Invalid(f"Shorten this to {longest} characters.", "body")
    return cleaned


def clean_tags(tags: Sequence[str]) -> list[str]:
    """Each once, in the order typed. Raises Invalid."""
    found: dict[str, str] = {}
    for tag in tags:
        if label := clean_label(tag):
            found.setdefault(key_of(label), label)
    if len(found) > MOST_TAGS:
        raise Invalid(f"Choose up to {MOST_TAGS} tags.", "tags")
    if any(len(tag) > LABEL_LENGTH for tag in found.values()):
        raise Invalid(f"Shorten each tag to {LABEL_LENGTH} characters. Put commas between tags.", "tags")
    return list(found.values())


def set_tags(actor: Viewer, thread: Thread, tags: Sequence[str], *, shown: Viewer) -> None:
    """To those topics that the words mean, new ones suggested by `shown`. The guard has seen the words."""
    named = name_topics(actor, tags, shown)
    kept = {tag.topic.standing_id: tag for tag in thread.tags}
    for topic, label in named:
        if topic.id in kept:
            kept[topic.id].label = label
    thread.tags = [kept.get(topic.id) or ThreadTag(topic=topic, label=label) for topic, label in named]


def add_post(thread: Thread, author_id: int, body: str, *, unnamed: Viewer | None = None) -> Post:
    """`unnamed`: who writes it without their name; `author_id` is then the mask's."""
    text = clean_text(body)
    # The lock makes two who answer at once wait for each other, so that each gets a number of its own.
    db.session.refresh(thread, ["post_count", "state", "first_reply_at", "merged_into_id"], with_for_update=True)
    if thread.merged_into_id is not None:
        raise Invalid("A convenor has merged this thread with another at this moment. Send it again.", "body")
    moment = clock.now()
    post = Post(
        thread_id=thread.id,
        number=thread.post_count + 1,
        author_id=author_id,
        body=text,
        body_html=to_html(text),
        created_at=moment,
        is_accepted=False,
        is_hidden=False,
    )
    db.session.add(post)
    db.session.flush()
    if unnamed is not None:
        sealing.seal(unnamed, thread, post)
    if post.is_first:
        thread.alias, thread.author_mark = post.alias, post.author_mark
    thread.post_count, thread.last_post_id = post.number, post.id
    thread.last_post_at, thread.last_post_by_id = moment, author_id
    if thread.first_reply_at is None and not policy.is_askers(thread, post):
        thread.first_reply_at = moment
    return post


def require_unnamed(actor: Viewer, community: Community, kind: ThreadKind = ThreadKind.QUESTION) -> None:
    if kind is ThreadKind.NOTICE:
        raise Invalid("A notice bears a name. Post it with yours, or start a discussion.", "is_anonymous")
    if not sealing_queries.may_go_unnamed(actor, community, kind):
        raise Invalid(
            "You cannot post without your name here: its convenors do not allow it, or it has too few members to "
            "hide anybody. Post with your name, or ask a convenor.",
            "is_anonymous",
        )


def state_of_open(thread: Thread) -> ThreadState:
    accepted = db.session.scalar(
        select(Post.id).where(Post.thread_id == thread.id, Post.is_accepted.is_(True)).limit(1)
    )
    return ThreadState.ANSWERED if accepted else ThreadState.OPEN


def count_me_too(thread: Thread) -> None:
    db.session.flush()
    found = db.session.scalar(select(func.count()).select_from(MeToo).where(MeToo.thread_id == thread.id))
    thread.me_too_count = found or 0


def add_once(row: Reaction | Trial | MeToo) -> bool:
    """False when the other of two clicks was faster."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return False
    return True
