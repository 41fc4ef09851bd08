"""Reads what the indicators are worked out from, in a fixed number of queries whatever the size of a community."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community, CommunityRole, Following, FollowLevel, Membership
from lhs_community.communities.queries.communities import communities_by_id
from lhs_community.decisions.models import Decision
from lhs_community.discussions.models.posts import Post as PostRow
from lhs_community.discussions.models.reading import ReadMark
from lhs_community.discussions.models.threads import QUESTION_KINDS, Thread as ThreadRow, ThreadKind, ThreadState
from lhs_community.discussions.models.trials import Trial
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.library.models import Adoption, Lesson
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.projects import Project
from lhs_community.reports import policy
from lhs_community.reports.talk import WINDOW, Member, Post, Talk, Thread

YEAR = timedelta(days=371)  # a year of whole weeks, wherever it begins


def get_talk(viewer: Viewer, community: Community) -> Talk:
    """A year of what was said in the community. Raises Refused or NotThere."""
    policy.require_see_health(viewer, community)
    now = clock.now()
    counted = _counted(community, now - YEAR)
    members = _members(community)
    replies = _replies(counted)
    threads = _threads(counted)
    return Talk(
        now=now,
        threads=threads,
        replies=replies,
        members=members,
        people=_people(counted),
        readers=_readers(community, now - WINDOW),
        followers=_count_followers(community),
        learning=_learning(community, now - YEAR),
    )


def _counted(community: Community, since: datetime) -> ColumnElement[bool]:
    return and_(
        ThreadRow.community_id == community.id,
        ThreadRow.created_at >= since,
        ThreadRow.kind != ThreadKind.NOTICE,
        ThreadRow.is_hidden.is_(False),
        ThreadRow.merged_into_id.is_(None),
    )


def _threads(counted: ColumnElement[bool]) -> list[Thread]:
    rows = db.session.execute(
        select(
            ThreadRow.id, ThreadRow.author_id, ThreadRow.alias, ThreadRow.created_at, ThreadRow.kind, ThreadRow.state
        )
        .where(counted)
        .order_by(ThreadRow.created_at, ThreadRow.id)
    )
    has_worked = exists().where(Trial.post_id == PostRow.id, Trial.has_worked.is_(True))
    settled = set(
        db.session.scalars(
            select(PostRow.thread_id)
            .join(PostRow.thread)
            .where(counted, or_(PostRow.is_accepted.is_(True), has_worked))
            .distinct()
        )
    )
    return [
        Thread(
            id_,
            *_known(author_id, alias),
            started_at,
            kind in QUESTION_KINDS,
            id_ in settled,
            state is ThreadState.CLOSED,
        )
        for id_, author_id, alias, started_at, kind, state in rows
    ]


def _known(author_id: int, alias: int | None) -> tuple[int | None, int]:
    """All who write without a name are one person to the tables: here they are nobody, told apart by alias."""
    return (author_id, 0) if alias is None else (None, alias)


def _replies(counted: ColumnElement[bool]) -> list[Post]:
    rows = db.session.execute(
        select(PostRow.thread_id, PostRow.author_id, PostRow.alias, PostRow.created_at)
        .join(PostRow.thread)
        .where(counted, PostRow.number > 1, PostRow.is_hidden.is_(False))
        .order_by(PostRow.created_at, PostRow.id)
    )
    return [Post(thread_id, *_known(author_id, alias), posted_at) for thread_id, author_id, alias, posted_at in rows]


def _members(community: Community) -> dict[int, Member]:
    rows = db.session.execute(
        select(Person.id, Membership.joined_at, Membership.role, Person.organisation_id, Person.kind)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.community_id == community.id, Person.is_disabled.is_(False))
    )
    return {
        id_: Member(id_, joined_at, role is CommunityRole.CONVENOR, organisation_id, kind.value)
        for id_, joined_at, role, organisation_id, kind in rows
    }


def _people(counted: ColumnElement[bool]) -> dict[int, tuple[int | None, str]]:
    """Whoever wrote here, member or not."""
    wrote = select(PostRow.author_id).join(PostRow.thread).where(counted)
    rows = db.session.execute(select(Person.id, Person.organisation_id, Person.kind).where(Person.id.in_(wrote)))
    return {id_: (organisation_id, kind.value) for id_, organisation_id, kind in rows}


def _readers(community: Community, since: datetime) -> frozenset[int]:
    return frozenset(
        db.session.scalars(
            select(ReadMark.person_id)
            .join(ThreadRow, ThreadRow.id == ReadMark.thread_id)
            .where(ThreadRow.community_id == community.id, ReadMark.read_at >= since)
            .distinct()
        )
    )


def _count_followers(community: Community) -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Following)
            .join(Membership, Membership.person_id == Following.person_id)
            .where(
                Following.subject_kind == "community",
                Following.subject_id == community.id,
                Following.level != FollowLevel.MUTE,
                Membership.community_id == community.id,
            )
        )
        or 0
    )


def _learning(community: Community, since: datetime) -> dict[str, Sequence[datetime]]:
    here = community.id
    queries: dict[str, Any] = {
        "decisions": select(Decision.recorded_at).where(Decision.community_id == here, Decision.recorded_at >= since),
        "PDSA cycles": select(Cycle.started_at)
        .join(Cycle.project)
        .where(Project.community_id == here, Cycle.started_at >= since),
        "lessons": select(Lesson.published_at).where(Lesson.community_id == here, Lesson.published_at >= since),
        "adoptions": select(Adoption.adopted_at).where(Adoption.community_id == here, Adoption.adopted_at >= since),
    }
    return {name: db.session.scalars(query).all() for name, query in queries.items()}


def community_actions(viewer: Viewer, community_id: int) -> Mapping[str, Any] | None:
    community = communities_by_id(viewer, [community_id]).get(community_id)
    return {"community": community} if community and policy.may_see_health(viewer, community) else None
