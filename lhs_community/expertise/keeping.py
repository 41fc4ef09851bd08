"""Keeps the evidence in step with its sources: no query of a viewer's, no action of a person's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload

from lhs_community.accounts.models import Person
from lhs_community.discussions.models.posts import Post, Reaction
from lhs_community.discussions.models.threads import Thread, ThreadTag
from lhs_community.expertise.models import Evidence, EvidenceKind, EvidenceWord
from lhs_community.expertise.words import stems
from lhs_community.foundation.database import db, unit_of_work
from lhs_community.foundation.reactions import ReactionKind
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import plain
from lhs_community.library.models import Lesson, LessonState
from lhs_community.measures.models.measures import Measure
from lhs_community.projects.models.projects import Project, TeamMember
from lhs_community.topics.models import Topic

AT_ONCE = 200


class Source(NamedTuple):
    community_id: int
    texts: tuple[str, ...]
    people: dict[int, EvidenceKind]


def refresh(ref: Ref) -> None:
    """Safe to run twice: what was kept of the thing goes, what it says now comes."""
    if ref.kind not in SOURCES:
        return
    old = select(Evidence.id).where(Evidence.subject_kind == ref.kind, Evidence.subject_id == ref.id)
    db.session.execute(delete(EvidenceWord).where(EvidenceWord.evidence_id.in_(old)))
    db.session.execute(delete(Evidence).where(Evidence.subject_kind == ref.kind, Evidence.subject_id == ref.id))
    source = SOURCES[ref.kind](ref.id)
    if source is None or not source.people:
        return
    pieces = [
        Evidence(person_id=id_, kind=kind, subject_kind=ref.kind, subject_id=ref.id, community_id=source.community_id)
        for id_, kind in source.people.items()
    ]
    db.session.add_all(pieces)
    db.session.flush()
    words = stems(*source.texts)
    db.session.add_all(
        EvidenceWord(evidence_id=piece.id, word=word, community_id=source.community_id)
        for piece in pieces
        for word in words
    )
    db.session.flush()


def rebuild() -> None:
    """All of it, a few hundred things a transaction; for the worker, once a day, and after a demo was loaded."""
    for some in _in_parts(list(_all())):
        with unit_of_work():
            for ref in some:
                refresh(ref)


def rebuild_here() -> None:
    """As rebuild, within the caller's transaction."""
    for ref in list(_all()):
        refresh(ref)


def _all() -> Iterator[Ref]:
    for kind, table in (("thread", Thread), ("project", Project), ("lesson", Lesson), ("measure", Measure)):
        for id_ in db.session.scalars(select(table.id).order_by(table.id)):
            yield Ref(kind, id_)


def _in_parts(refs: list[Ref]) -> Iterable[list[Ref]]:
    return (refs[start : start + AT_ONCE] for start in range(0, len(refs), AT_ONCE))


def _of_thread(thread_id: int) -> Source | None:
    """Replies to somebody else's thread, under a name. What was written without one is nobody's."""
    tags = selectinload(Thread.tags).joinedload(ThreadTag.topic).joinedload(Topic.merged_into)
    thread = db.session.scalars(select(Thread).where(Thread.id == thread_id).options(tags)).first()
    if thread is None or thread.is_hidden or thread.merged_into_id is not None:
        return None
    helped = select(Reaction.post_id).where(Reaction.kind == ReactionKind.HELPED)
    rows = db.session.execute(
        select(Post.author_id, Post.is_accepted, Post.id.in_(helped))
        .join(Person, Person.id == Post.author_id)
        .where(Post.thread_id == thread_id, Post.number > 1, Post.is_hidden.is_(False), Post.alias.is_(None))
        .where(Person.is_disabled.is_(False))
    )
    people: dict[int, EvidenceKind] = {}
    for author_id, is_accepted, has_helped in rows:
        if author_id == thread.author_id:
            continue
        kind = EvidenceKind.ANSWER if is_accepted or has_helped else EvidenceKind.REPLY
        if people.get(author_id) is not EvidenceKind.ANSWER:
            people[author_id] = kind
    texts = (thread.title, *(tag.name for tag in thread.tags), thread.excerpt)
    return Source(thread.community_id, texts, people)


def _of_project(project_id: int) -> Source | None:
    project = db.session.get(Project, project_id)
    if project is None:
        return None
    team = db.session.scalars(select(TeamMember.person_id).where(TeamMember.project_id == project_id))
    people = dict.fromkeys(team, EvidenceKind.WORKED)
    if project.lead_id is not None:
        people[project.lead_id] = EvidenceKind.LEADS
    return Source(project.community_id, (project.title, plain(project.problem, 400)), people)


def _of_lesson(lesson_id: int) -> Source | None:
    lesson = db.session.get(Lesson, lesson_id)
    if lesson is None or lesson.state is not LessonState.PUBLISHED or lesson.author_id is None:
        return None
    texts = (lesson.title, plain(lesson.problem, 400))
    return Source(lesson.community_id, texts, {lesson.author_id: EvidenceKind.LESSON})


def _of_measure(measure_id: int) -> Source | None:
    measure = db.session.get(Measure, measure_id)
    if measure is None or measure.started_by_id is None:
        return None
    texts = (measure.name, plain(measure.definition, 200))
    return Source(measure.community_id, texts, {measure.started_by_id: EvidenceKind.MEASURE})


SOURCES = {"thread": _of_thread, "project": _of_project, "lesson": _of_lesson, "measure": _of_measure}
