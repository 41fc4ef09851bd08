"""Evidence as one viewer may read it: the sources are asked in the same statement."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, func, literal_column, or_, select

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.discussions.models.threads import Thread
from lhs_community.discussions.policy import readable_by as threads_readable_by
from lhs_community.expertise.models import Evidence, EvidenceKind, EvidenceWord, ExpertiseProfile
from lhs_community.foundation.database import db
from lhs_community.library.models import Lesson
from lhs_community.library.policy import readable_by as lessons_readable_by
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.policy import readable_by as measures_readable_by
from lhs_community.projects.models.projects import Project
from lhs_community.projects.policy import readable_by as projects_readable_by

MOST_OF_ONE = 60
LABELS = {
    EvidenceKind.ANSWER: ("answer that helped", "answers that helped"),
    EvidenceKind.REPLY: ("reply", "replies"),
    EvidenceKind.LEADS: ("project led", "projects led"),
    EvidenceKind.WORKED: ("project worked on", "projects worked on"),
    EvidenceKind.LESSON: ("lesson written", "lessons written"),
    EvidenceKind.MEASURE: ("measure started", "measures started"),
}
ADDRESSES = {"thread": "/threads/{}", "project": "/projects/{}", "lesson": "/lessons/{}", "measure": "/measures/{}"}


@dataclass(frozen=True, slots=True)
class Piece:
    id: int
    person_id: int
    kind: EvidenceKind
    title: str
    url: str


def _readable(viewer: Viewer) -> Select[Any]:
    """Evidence joined with its source, as far as the viewer may read that, of people who do not hide it."""
    lesson_rule = and_(lessons_readable_by(viewer), Lesson.published_at.is_not(None))
    sources = (
        (Thread, "thread", threads_readable_by(viewer), Thread.title),
        (Project, "project", projects_readable_by(viewer), Project.title),
        (Lesson, "lesson", lesson_rule, Lesson.title),
        (Measure, "measure", measures_readable_by(viewer), Measure.name),
    )
    title = func.coalesce(*(column for _, _, _, column in sources))
    query = select(
        Evidence.id, Evidence.person_id, Evidence.kind, Evidence.subject_kind, Evidence.subject_id, title
    ).select_from(Evidence)
    for table, kind, rule, _ in sources:
        is_source = and_(Evidence.subject_kind == kind, Evidence.subject_id == table.id, rule)
        query = query.outerjoin(table, is_source)
    query = query.outerjoin(ExpertiseProfile, ExpertiseProfile.person_id == Evidence.person_id)
    is_shown = or_(ExpertiseProfile.hides_evidence.is_(None), ExpertiseProfile.hides_evidence.is_(False))
    readable: Select[Any] = query.where(title.is_not(None), is_shown)  # type: ignore[assignment]  # rows are untyped
    return readable


def _pieces(rows: Iterable[Any]) -> list[Piece]:
    return [
        Piece(id_, person_id, kind, title, ADDRESSES[subject_kind].format(subject_id))
        for id_, person_id, kind, subject_kind, subject_id, title in rows
    ]


def evidence_of(viewer: Viewer, person_ids: Iterable[int], words: Sequence[str] = ()) -> dict[int, list[Piece]]:
    """What these people have done that the viewer may read, about the words if any; the surest kinds first."""
    wanted = set(person_ids)
    if not wanted or viewer.is_guest:
        return {}
    surest = case({kind.value: place for place, kind in enumerate(EvidenceKind)}, value=Evidence.kind)
    query = _readable(viewer).where(Evidence.person_id.in_(wanted))
    if words:
        query = query.where(Evidence.id.in_(select(EvidenceWord.evidence_id).where(EvidenceWord.word.in_(words))))
    rows = db.session.execute(query.order_by(surest, Evidence.id.desc()).limit(MOST_OF_ONE * len(wanted)))
    found: defaultdict[int, list[Piece]] = defaultdict(list)
    for piece in _pieces(rows):
        found[piece.person_id].append(piece)
    return dict(found)


def count_words(viewer: Viewer, words: Sequence[str]) -> dict[str, int]:
    """How much evidence, in communities the viewer may read, is about each word."""
    if not words:
        return {}
    rows = db.session.execute(
        select(EvidenceWord.word, func.count(literal_column("*")))
        .where(EvidenceWord.word.in_(words), communities.in_readable(viewer, EvidenceWord.community_id))
        .group_by(EvidenceWord.word)
    )
    return dict(rows.all())


def evidence_about(viewer: Viewer, words: Sequence[str], limit: int) -> list[tuple[Piece, frozenset[str]]]:
    """Evidence that the viewer may read about any of the words, with the words it shares."""
    query = _readable(viewer).join(EvidenceWord, EvidenceWord.evidence_id == Evidence.id)
    query = query.add_columns(EvidenceWord.word)
    rows = db.session.execute(query.where(EvidenceWord.word.in_(words)).order_by(Evidence.id.desc()).limit(limit)).all()
    shared: defaultdict[int, set[str]] = defaultdict(set)
    for row in rows:
        shared[row[0]].add(row[-1])
    pieces = {piece.id: piece for piece in _pieces(row[:-1] for row in rows)}
    return [(piece, frozenset(shared[id_])) for id_, piece in pieces.items()]


def in_words(pieces: Iterable[Piece]) -> str:
    """ "3 answers that helped, 1 project led": counts, never a score."""
    counts: Mapping[EvidenceKind, int] = Counter(piece.kind for piece in pieces)
    return ", ".join(f"{counts[kind]} {LABELS[kind][counts[kind] > 1]}" for kind in EvidenceKind if counts.get(kind))
