"""Where people may post without their name, and what they wrote so themselves."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community, Following, Membership
from lhs_community.discussions import policy, sealing
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.reading import ReadMark
from lhs_community.discussions.models.threads import ThreadKind
from lhs_community.foundation import settings
from lhs_community.foundation.database import db

MOST_THREADS = 2000


def may_go_unnamed(viewer: Viewer, community: Community, kind: ThreadKind = ThreadKind.QUESTION) -> bool:
    """In a small community leaving the name out hides nobody."""
    if viewer.is_guest or not policy.may_go_unnamed(community, kind):
        return False
    return _count_members(community) >= settings.number("ANONYMOUS_FROM_MEMBERS")


def _count_members(community: Community) -> int:
    present = (
        select(func.count())
        .select_from(Membership)
        .join(Membership.person)
        .where(Membership.community_id == community.id, Person.is_disabled.is_(False))
    )
    return db.session.scalar(present) or 0


def list_own_sealed(viewer: Viewer) -> Sequence[int]:
    """The threads in which the viewer wrote without their name, for their eyes only.

    No table joins people to such threads, so each one they have opened or follow is asked with their key.
    """
    if viewer.is_guest:
        return []
    opened = select(ReadMark.thread_id).where(ReadMark.person_id == viewer.id)
    followed = select(Following.subject_id).where(Following.person_id == viewer.id, Following.subject_kind == "thread")
    rows = db.session.execute(
        select(Post.thread_id, Post.author_mark)
        .where(Post.author_mark.is_not(None), or_(Post.thread_id.in_(opened), Post.thread_id.in_(followed)))
        .distinct()
        .order_by(Post.thread_id.desc())
        .limit(MOST_THREADS)
    )
    return sorted({thread_id for thread_id, mark in rows if sealing.is_by(viewer, mark)})


def own_words(viewer: Viewer) -> tuple[str, ...]:
    """What would give the viewer away in their own text."""
    person = db.session.get_one(Person, viewer.id)
    parts = [part for part in person.name.replace("-", " ").split() if len(part) > 2]
    return tuple(dict.fromkeys([person.name, person.email, person.email.partition("@")[0], person.handle, *parts]))
