"""The directory of people, and what somebody says of themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.models import Organisation, Person, PersonKind
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community, Membership
from lhs_community.expertise import policy
from lhs_community.expertise.models import Evidence, EvidenceWord, ExpertiseProfile
from lhs_community.expertise.queries.evidence import Piece, evidence_of
from lhs_community.expertise.words import stems
from lhs_community.foundation.database import db

PAGE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    typed: str = ""
    community_id: int | None = None
    organisation_id: int | None = None
    kind: PersonKind | None = None
    after: tuple[int, str, int] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """`says` and `evidence` are told apart: the one is their word, the other what can be read."""

    person: Person
    says: str
    evidence: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Directory:
    rows: Sequence[Row]
    after: tuple[int, str, int] | None


def list_people(viewer: Viewer, wanted: Wanted) -> Directory:
    """Those who fit best first, then by name: never by how much they did."""
    words = stems(wanted.typed)
    fits = _fit(viewer, wanted.typed, words)
    query = (
        select(Person, ExpertiseProfile.ask_about, fits.label("fit"))
        .outerjoin(ExpertiseProfile, ExpertiseProfile.person_id == Person.id)
        .where(policy.findable_by(viewer))
        .options(joinedload(Person.organisation))
        .order_by(fits.desc(), Person.name, Person.id)
        .limit(PAGE + 1)
    )
    if wanted.typed.strip():
        query = query.where(fits > 0)
    if wanted.community_id is not None:
        here = select(Membership.person_id).where(
            Membership.community_id == wanted.community_id, communities.in_readable(viewer, Membership.community_id)
        )
        query = query.where(Person.id.in_(here))
    if wanted.organisation_id is not None:
        query = query.where(Person.organisation_id == wanted.organisation_id)
    if wanted.kind is not None:
        query = query.where(Person.kind == wanted.kind)
    if wanted.after is not None:
        fit, name, id_ = wanted.after
        is_later = or_(Person.name > name, and_(Person.name == name, Person.id > id_))
        query = query.where(or_(fits < fit, and_(fits == fit, is_later)))
    found = db.session.execute(query).all()
    shown = found[:PAGE]
    evidence = evidence_of(viewer, (person.id for person, _, _ in shown), words)
    rows = [Row(person, _says(person, ask_about), evidence.get(person.id, ())) for person, ask_about, _ in shown]
    last = shown[-1] if len(found) > PAGE else None
    return Directory(rows, (last.fit, last[0].name, last[0].id) if last else None)


def _says(person: Person, ask_about: str | None) -> str:
    return ", ".join(part for part in (ask_about or "", ", ".join(person.interests)) if part)


def _fit(viewer: Viewer, typed: str, words: Sequence[str]) -> ColumnElement[int]:
    """2 for what people have done or say, 1 more for a name or role; 0 for no fit."""
    typed = " ".join(typed.split()).lower()
    if not typed:
        return literal(0)
    named = or_(func.lower(Person.name).contains(typed, autoescape=True), _has(Person.role_title, typed))
    says = or_(*(_has(cast(Person.interests, String), word) for word in _beginnings(typed)),
               *(_has(ExpertiseProfile.ask_about, word) for word in _beginnings(typed)))  # fmt: skip
    score = case((named, 1), else_=0) + case((func.coalesce(says, literal(False)), 2), else_=0)
    if words:
        did = (
            select(Evidence.person_id)
            .join(EvidenceWord, EvidenceWord.evidence_id == Evidence.id)
            .outerjoin(ExpertiseProfile, ExpertiseProfile.person_id == Evidence.person_id)
            .where(EvidenceWord.word.in_(words), communities.in_readable(viewer, EvidenceWord.community_id))
            .where(func.coalesce(ExpertiseProfile.hides_evidence, literal(False)).is_(False))
        )
        score = score + case((Person.id.in_(did), 2), else_=0)
    return score


def _has(column: Any, text: str) -> ColumnElement[bool]:
    return func.lower(column).contains(text, autoescape=True)


def _beginnings(typed: str) -> list[str]:
    """Words as typed, less a plural: enough for what people write in a few words."""
    return [word[:-1] if len(word) > 4 and word.endswith("s") else word for word in typed.split()[:6] if len(word) > 2]


def filter_choices(viewer: Viewer) -> tuple[Sequence[Any], Sequence[Any]]:
    """Communities and organisations to filter by: those of people the viewer finds."""
    if viewer.is_guest:
        return (), ()
    places = db.session.execute(
        select(Community.id, Community.name).where(communities.readable_by(viewer)).order_by(Community.name).limit(300)
    ).all()
    near = select(Person.organisation_id).where(policy.findable_by(viewer))
    organisations = db.session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(near))
        .order_by(Organisation.name)
        .limit(300)
    ).all()
    return places, organisations


def my_expertise(viewer: Viewer) -> ExpertiseProfile | None:
    return db.session.get(ExpertiseProfile, viewer.id) if viewer.id is not None else None


def expertise_of(viewer: Viewer, person_id: int) -> ExpertiseProfile | None:
    """What somebody says of themselves, to whoever finds them."""
    return db.session.scalars(
        select(ExpertiseProfile)
        .join(Person, Person.id == ExpertiseProfile.person_id)
        .where(Person.id == person_id, policy.findable_by(viewer))
    ).first()
