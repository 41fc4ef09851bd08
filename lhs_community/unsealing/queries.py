"""Requests to unseal, for those who may know of them; and the name, for the two who opened it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from lhs_community.accounts.models import Person, SiteRole, SiteRoleGrant
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community
from lhs_community.discussions import sealing
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import Thread
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.unsealing import policy
from lhs_community.unsealing.models import STATE_LABELS, RequestState, UnsealingRequest

MOST_POSTS = 30
NEWS = timedelta(days=30)
_WHOLE: tuple[ORMOption, ...] = (
    joinedload(UnsealingRequest.post).joinedload(Post.thread).joinedload(Thread.community).joinedload(Community.parent),
    joinedload(UnsealingRequest.post).joinedload(Post.author),
    joinedload(UnsealingRequest.asked_by),
    joinedload(UnsealingRequest.decided_by),
)


def get_request(viewer: Viewer, request_id: int) -> UnsealingRequest:
    request = db.session.scalars(
        select(UnsealingRequest).where(UnsealingRequest.id == request_id).options(*_WHOLE)
    ).first()
    if request is None or not policy.may_see(viewer, request):
        raise NotThere
    return request


def list_requests(viewer: Viewer, limit: int = 200) -> Sequence[UnsealingRequest]:
    """For those who decide, all; for convenors, what they asked. Those that wait first."""
    if viewer.is_guest:
        return []
    query = select(UnsealingRequest).options(*_WHOLE)
    if not viewer.is_ig_lead:
        query = query.where(UnsealingRequest.asked_by_id == viewer.id)
    in_turn = query.order_by((UnsealingRequest.state != RequestState.OPEN), UnsealingRequest.id.desc()).limit(limit)
    return [request for request in db.session.scalars(in_turn) if policy.may_see(viewer, request)]


def has_open_request(viewer: Viewer, post: Post) -> bool:
    """May one be asked no more, since one waits?"""
    waits = select(UnsealingRequest.id).where(
        UnsealingRequest.post_id == post.id, UnsealingRequest.state == RequestState.OPEN
    )
    return policy.may_ask(viewer, post) and db.session.scalar(waits) is not None


def find_name(viewer: Viewer, request: UnsealingRequest) -> Person | None:
    """Who wrote it: for some minutes after the viewer opened it, which is on record. Raises KeyLost."""
    opened_at = request.asker_opened_at if viewer.id == request.asked_by_id else request.decider_opened_at
    if not policy.may_open(viewer, request) or opened_at is None or clock.now() - opened_at > policy.OPEN_FOR:
        return None
    return db.session.scalars(
        select(Person).where(Person.id == sealing.author_id(request.post)).options(joinedload(Person.organisation))
    ).first()


def lead_ids() -> frozenset[int]:
    """Who may decide, for notices; each reads them with their own rights."""
    return frozenset(
        db.session.scalars(
            select(SiteRoleGrant.person_id)
            .join(Person, Person.id == SiteRoleGrant.person_id)
            .where(SiteRoleGrant.role == SiteRole.IG_LEAD, Person.is_disabled.is_(False))
        )
    )


def list_fallen_due() -> Sequence[UnsealingRequest]:
    """Requests that nobody decided in time."""
    return db.session.scalars(
        select(UnsealingRequest)
        .where(UnsealingRequest.state == RequestState.OPEN, UnsealingRequest.expires_at <= clock.now())
        .with_for_update(skip_locked=True)
        .limit(200)
    ).all()


def unsealing_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    if viewer.is_guest:
        return {}
    rows = db.session.scalars(select(UnsealingRequest).where(UnsealingRequest.id.in_(set(ids))).options(*_WHOLE))
    return {
        request.id: Card(
            ref=Ref("unsealing", request.id),
            title=f"Unsealing request {request.id}",
            url=f"/unsealing/{request.id}",
            kind_label="Unsealing request",
            when=request.asked_at,
            status=STATE_LABELS[request.state],
        )
        for request in rows
        if policy.may_see(viewer, request)
    }


def thread_panel(viewer: Viewer, thread_id: int) -> Mapping[str, Any] | None:
    """For convenors: the posts without a name, and the way to ask."""
    if not viewer.convenes:
        return None
    posts = db.session.scalars(
        select(Post)
        .join(Post.thread)
        .where(Post.thread_id == thread_id, Post.alias.is_not(None), Thread.community_id.in_(sorted(viewer.convenes)))
        .options(contains_eager(Post.thread).joinedload(Thread.community), joinedload(Post.author))
        .order_by(Post.number.desc())
        .limit(MOST_POSTS)
    ).all()
    shown = [post for post in posts if policy.may_ask(viewer, post)]
    return {"posts": shown} if shown else None


def home_panel(viewer: Viewer, _subject_id: int) -> Mapping[str, Any] | None:
    """For who decides, what waits or can be opened; for a convenor, what they asked of late."""
    if viewer.is_guest or not (viewer.is_ig_lead or viewer.convenes):
        return None
    waits = or_(UnsealingRequest.state == RequestState.OPEN, UnsealingRequest.shown_until > clock.now())
    is_mine = and_(UnsealingRequest.asked_by_id == viewer.id, UnsealingRequest.asked_at > clock.now() - NEWS)
    query = select(UnsealingRequest).where(waits if viewer.is_ig_lead else is_mine).options(*_WHOLE)
    found = db.session.scalars(query.order_by(UnsealingRequest.id.desc()).limit(50))
    shown = [request for request in found if policy.may_see(viewer, request)]
    return {"requests": shown[:5], "rules": policy} if shown or viewer.is_ig_lead else None


def may_read_community(viewer: Viewer, request: UnsealingRequest) -> bool:
    """May its name be said to the viewer?"""
    return communities.may_read(viewer, request.post.thread.community)
