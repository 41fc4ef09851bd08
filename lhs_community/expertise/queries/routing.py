"""Whom a question could be put to, and whom it was put to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.models import Person, PersonKind
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Following, FollowLevel, Membership, Visibility
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import Thread, ThreadTag
from lhs_community.expertise import policy
from lhs_community.expertise.models import ExpertiseProfile, Routing
from lhs_community.expertise.queries.evidence import Piece, count_words, evidence_about
from lhs_community.expertise.words import fit, stems, tells
from lhs_community.foundation import clock
from lhs_community.foundation.database import db

MOST_SUGGESTED = MOST_ASKED = 5
MOST_WHY = 3
RAREST, COMMON_FROM, MOST_ROWS, CANDIDATES = 10, 600, 3_000, 40
# One shared word is chance, unless it is rare.
ENOUGH = 2 * tells(600) ** 2
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Suggested:
    person: Person
    pieces: Sequence[Piece]
    was_asked: bool = False


def find_question(viewer: Viewer, thread_id: int) -> Thread | None:
    """The question, when it is the viewer's to put to somebody."""
    thread = db.session.scalars(
        select(Thread).where(Thread.id == thread_id).options(joinedload(Thread.community))
    ).first()
    return thread if thread is not None and policy.may_route(viewer, thread) else None


def list_suggested(viewer: Viewer, thread: Thread, per_week: int) -> list[Suggested]:
    """At most five people whose evidence fits, best first, with why; only evidence the viewer may read counts."""
    # Not its text: what surrounds a question ("sixty-five", "third") would suggest people by chance.
    tags = db.session.scalars(select(ThreadTag.label).where(ThreadTag.thread_id == thread.id).order_by(ThreadTag.id))
    words = stems(*tags, thread.title)
    counts = count_words(viewer, words)
    chosen = sorted((word for word in counts if counts[word] <= COMMON_FROM), key=lambda word: (counts[word], word))
    found = evidence_about(viewer, chosen[:RAREST], MOST_ROWS) if chosen else []
    by_person: defaultdict[int, list[tuple[Piece, frozenset[str]]]] = defaultdict(list)
    for piece, shared in found:
        if piece.url != f"/threads/{thread.id}":
            by_person[piece.person_id].append((piece, shared))
    scores = {id_: fit([(piece.kind, shared) for piece, shared in some], counts) for id_, some in by_person.items()}
    likely = sorted((id_ for id_ in scores if scores[id_] >= ENOUGH), key=lambda id_: (-scores[id_], id_))
    people = _who_may_be_asked(thread, likely[:CANDIDATES], per_week)
    best = [id_ for id_ in likely[:CANDIDATES] if id_ in people][:MOST_SUGGESTED]
    return [Suggested(people[id_], _most_telling(by_person[id_], counts)) for id_ in best]


def _most_telling(some: Sequence[tuple[Piece, frozenset[str]]], counts: dict[str, int]) -> list[Piece]:
    weights = {piece.id: sum(tells(counts[word]) for word in shared) for piece, shared in some}
    ordered = sorted((piece for piece, _ in some), key=lambda piece: (-weights[piece.id], piece.id))
    return [piece for piece in ordered[:MOST_WHY] if weights[piece.id] >= weights[ordered[0].id] / 2]


def _who_may_be_asked(thread: Thread, ids: Sequence[int], per_week: int) -> dict[int, Person]:
    """Who may read and reply there, takes questions, has not muted it, was not asked, and not too often lately."""
    if not ids:
        return {}
    community = thread.community
    is_member = Person.id.in_(select(Membership.person_id).where(Membership.community_id == community.id))
    may_reply: ColumnElement[bool] = is_member
    if community.visibility is Visibility.OPEN:
        may_reply = or_(is_member, Person.kind != PersonKind.EXTERNAL)
    muted = select(Following.person_id).where(
        Following.level == FollowLevel.MUTE,
        or_(
            (Following.subject_kind == "thread") & (Following.subject_id == thread.id),
            (Following.subject_kind == "community") & (Following.subject_id == community.id),
        ),
    )
    lately = (
        select(Routing.person_id)
        .where(Routing.asked_at > clock.now() - WEEK)
        .group_by(Routing.person_id)
        .having(func.count() >= per_week)
    )
    opted_out = select(ExpertiseProfile.person_id).where(
        or_(ExpertiseProfile.takes_questions.is_(False), ExpertiseProfile.hides_evidence.is_(True))
    )
    asked = select(Routing.person_id).where(Routing.thread_id == thread.id)
    has_replied = select(Post.author_id).where(Post.thread_id == thread.id)
    rows = db.session.scalars(
        select(Person).where(
            Person.id.in_(ids),
            Person.is_disabled.is_(False),
            may_reply,
            *(Person.id.not_in(some) for some in (muted, lately, opted_out, asked, has_replied)),
        )
    )
    return {person.id: person for person in rows}


def list_asked(viewer: Viewer, thread: Thread) -> Sequence[Routing]:
    """Whom it was put to, for who may put it."""
    if not policy.may_route(viewer, thread):
        return []
    return db.session.scalars(
        select(Routing).where(Routing.thread_id == thread.id).options(joinedload(Routing.person)).order_by(Routing.id)
    ).all()


def find_my_routing(viewer: Viewer, thread_id: int) -> Routing | None:
    """That the question was put to the viewer, unless they have said that they are not the one."""
    if viewer.is_guest:
        return None
    return db.session.scalars(
        select(Routing).where(
            Routing.thread_id == thread_id, Routing.person_id == viewer.id, Routing.declined_at.is_(None)
        )
    ).first()


def may_be_asked(viewer: Viewer, thread: Thread, person_id: int, per_week: int) -> bool:
    return policy.may_route(viewer, thread) and person_id in _who_may_be_asked(thread, [person_id], per_week)
