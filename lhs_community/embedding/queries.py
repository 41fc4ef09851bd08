"""Reading how an improvement is kept, and which checks wait."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from lhs_community.accounts.queries import people_by_id
from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.models import Relation
from lhs_community.chain.queries import results_of
from lhs_community.communities.queries.communities import communities_by_id
from lhs_community.communities.queries.members import member_choices
from lhs_community.embedding.models import Check, Embedding
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card

MOST = 50


def find_embedding(viewer: Viewer, project_id: int) -> Embedding | None:
    """With its owner and checks. None where nothing is planned yet. Raises NotThere."""
    subjects.require_card(viewer, Ref("project", project_id))
    return db.session.scalars(
        select(Embedding)
        .where(Embedding.project_id == project_id)
        .options(
            joinedload(Embedding.owner),
            joinedload(Embedding.changed_by),
            selectinload(Embedding.checks).joinedload(Check.answered_by),
        )
    ).first()


def get_embedding(viewer: Viewer, project_id: int) -> Embedding:
    found = find_embedding(viewer, project_id)
    if found is None:
        raise NotThere
    return found


def get_check(viewer: Viewer, check_id: int) -> Check:
    """With its plan and the other checks. Raises NotThere."""
    found = db.session.scalars(
        select(Check)
        .where(Check.id == check_id)
        .options(joinedload(Check.embedding).joinedload(Embedding.owner), joinedload(Check.answered_by))
    ).first()
    if found is None or subjects.card(viewer, found.embedding.ref) is None:
        raise NotThere
    return found


@dataclass(frozen=True)
class Waiting:
    check: Check
    card: Card


def list_waiting(viewer: Viewer) -> list[Waiting]:
    """Checks whose day has come, of what the viewer keeps or works on; the longest due first."""
    if viewer.is_guest:
        return []
    own = [card.ref.id for card in subjects.mine(viewer, "project")]
    found = db.session.scalars(
        select(Check)
        .join(Check.embedding)
        .where(
            Check.answered_at.is_(None),
            Check.due_on <= clock.today(viewer.time_zone),
            or_(Embedding.owner_id == viewer.id, Embedding.project_id.in_(own)),
        )
        .options(contains_eager(Check.embedding))
        .order_by(Check.due_on, Check.id)
        .limit(MOST)
    ).all()
    cards = subjects.cards(viewer, [check.embedding.ref for check in found])
    return [Waiting(check, cards[check.embedding.ref]) for check in found if check.embedding.ref in cards]


def owner_choices(viewer: Viewer, project_id: int, present: int | None = None) -> list[tuple[str, str]]:
    """Who could keep it: the team, then the community's members."""
    ref = Ref("project", project_id)
    card = subjects.require_card(viewer, ref)
    ids = [*([present] if present else []), *subjects.people(viewer, ref)]
    people = people_by_id(ids)
    near = [(str(id_), people[id_].name) for id_ in dict.fromkeys(ids) if id_ in people]
    known = {value for value, _ in near}
    community = communities_by_id(viewer, [card.community_id]).get(card.community_id) if card.community_id else None
    far = member_choices(viewer, community) if community else []
    return [("", "Nobody yet"), *near, *(one for one in far if one[0] not in known)]


def what_charts_say(viewer: Viewer, project_id: int) -> str:
    """The words of the project's charts as anybody who reads the project may see them: small numbers left out."""
    measures = results_of(viewer, Ref("project", project_id), Relation.MEASURED_BY)
    return "\n".join(_plain(subjects.outline(viewer, card.ref).get("what_happened", "")) for card in measures)


def _plain(words: str) -> str:
    return " ".join(words.replace("**", "").split())
