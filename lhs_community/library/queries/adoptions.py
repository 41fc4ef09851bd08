"""Reading adoptions: where a lesson was tried, what was changed, and how it went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.library import policy
from lhs_community.library.models import Adoption, Lesson, Outcome

WITH_ENDS = (
    joinedload(Adoption.lesson).joinedload(Lesson.community),
    joinedload(Adoption.community),
    joinedload(Adoption.adopted_by),
    joinedload(Adoption.updated_by),
)


@dataclass(frozen=True)
class Tried:
    """An adoption with the project it went into, as the viewer may see it."""

    adoption: Adoption
    project: Card | None


@dataclass(frozen=True)
class Tally:
    """In how many places, that the viewer may read of, a lesson was tried, and how it went."""

    places: int = 0
    worked: int = 0
    mixed: int = 0
    did_not_work: int = 0
    too_early: int = 0

    @property
    def words(self) -> str:
        """ "Tried in 5 places: worked in 3, did not work in 1, too early to say in 1"."""
        if not self.places:
            return "Nobody has tried it elsewhere yet"
        told = [("worked", self.worked), ("mixed", self.mixed), ("did not work", self.did_not_work)]
        parts = [f"{what} in {count}" for what, count in told if count]
        if self.too_early:
            parts.append(f"too early to say in {self.too_early}")
        return f"Tried in {self.places} place{'' if self.places == 1 else 's'}: {', '.join(parts)}"


def get_adoption(viewer: Viewer, adoption_id: int) -> Adoption:
    found = db.session.scalars(
        select(Adoption).where(Adoption.id == adoption_id, policy.adoptions_readable_by(viewer)).options(*WITH_ENDS)
    ).first()
    if found is None:
        raise NotThere
    return found


def find_adoption(viewer: Viewer, lesson: Lesson, project_id: int) -> Adoption | None:
    return db.session.scalars(
        select(Adoption).where(
            Adoption.lesson_id == lesson.id,
            Adoption.project_id == project_id,
            policy.adoptions_readable_by(viewer),
        )
    ).first()


def list_adoptions(viewer: Viewer, lesson: Lesson, limit: int = 50) -> Sequence[Tried]:
    """Newest first."""
    found = db.session.scalars(
        select(Adoption)
        .where(Adoption.lesson_id == lesson.id, policy.adoptions_readable_by(viewer))
        .options(*WITH_ENDS)
        .order_by(Adoption.adopted_at.desc(), Adoption.id.desc())
        .limit(limit)
    ).all()
    return _with_projects(viewer, found)


def list_adoptions_of(viewer: Viewer, project_id: int, limit: int = 20) -> Sequence[Adoption]:
    """What a project took from others, oldest first."""
    return db.session.scalars(
        select(Adoption)
        .where(Adoption.project_id == project_id, policy.adoptions_readable_by(viewer))
        .options(*WITH_ENDS)
        .order_by(Adoption.adopted_at, Adoption.id)
        .limit(limit)
    ).all()


def _with_projects(viewer: Viewer, found: Sequence[Adoption]) -> list[Tried]:
    cards = subjects.cards(viewer, [Ref("project", one.project_id) for one in found])
    return [Tried(one, cards.get(Ref("project", one.project_id))) for one in found]


def show_adoption(viewer: Viewer, adoption: Adoption) -> Tried:
    return _with_projects(viewer, [adoption])[0]


def tallies(viewer: Viewer, lesson_ids: Sequence[int]) -> Mapping[int, Tally]:
    """One for each of `lesson_ids`, in one query."""
    rows = db.session.execute(
        select(Adoption.lesson_id, Adoption.outcome, func.count())
        .where(Adoption.lesson_id.in_(set(lesson_ids)), policy.adoptions_readable_by(viewer))
        .group_by(Adoption.lesson_id, Adoption.outcome)
    )
    counts: dict[int, dict[Outcome, int]] = {id_: {} for id_ in lesson_ids}
    for lesson_id, outcome, count in rows:
        counts[lesson_id][outcome] = count
    return {
        id_: Tally(places=sum(found.values()), **{outcome.value: count for outcome, count in found.items()})
        for id_, found in counts.items()
    }


def count_for_evidence(lesson: Lesson) -> tuple[int, int]:
    """In how many places it worked and did not, of those that may move a level everybody sees."""
    rows = dict(
        db.session.execute(
            select(Adoption.outcome, func.count())
            .where(Adoption.lesson_id == lesson.id, policy.counted_as_evidence(lesson))
            .group_by(Adoption.outcome)
        ).all()
    )
    return rows.get(Outcome.WORKED, 0), rows.get(Outcome.DID_NOT_WORK, 0)
