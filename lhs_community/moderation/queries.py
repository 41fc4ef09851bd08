"""Reports that wait, each thing once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.models import SiteRole, SiteRoleGrant
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.queries.members import convenor_ids
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.moderation import policy
from lhs_community.moderation.models import Flag, FlagState


@dataclass(frozen=True)
class Reported:
    """A thing with its open reports, oldest first."""

    card: Card
    flags: Sequence[Flag]

    @property
    def first_id(self) -> int:
        return self.flags[0].id

    @property
    def since(self) -> datetime:
        return self.flags[0].flagged_at

    @property
    def can_hide(self) -> bool:
        return subjects.can_hide(self.card.ref)


def with_open_flags(kind: str) -> Select[int]:
    """The ids of the things of a kind that somebody has reported and nobody has looked at."""
    return select(Flag.subject_id).where(Flag.subject_kind == kind, Flag.state == FlagState.OPEN)


def get_flag(viewer: Viewer, flag_id: int) -> Flag:
    """For those who may settle it. Raises NotThere."""
    flag = db.session.scalars(select(Flag).where(Flag.id == flag_id, policy.settled_by(viewer))).first()
    if flag is None:
        raise NotThere
    return flag


def list_reported(
    viewer: Viewer, community_ids: Iterable[int], limit: int = 100, *, and_direct: bool = False
) -> Sequence[Reported]:
    """What waits in the communities that the viewer convenes, longest first; and in direct talk, for administrators."""
    wanted = set(community_ids) & viewer.convenes
    in_direct = Flag.community_id.is_(None) if and_direct else false()
    if not wanted and not and_direct:
        return []
    flags = db.session.scalars(
        select(Flag)
        .where(policy.settled_by(viewer), or_(Flag.community_id.in_(wanted), in_direct), Flag.state == FlagState.OPEN)
        .options(joinedload(Flag.flagged_by))
        .order_by(Flag.flagged_at, Flag.id)
        .limit(limit)
    ).all()
    by_ref: dict[Ref, list[Flag]] = {}
    for flag in flags:
        by_ref.setdefault(Ref(flag.subject_kind, flag.subject_id), []).append(flag)
    readable = subjects.cards(viewer, by_ref)
    return [
        Reported(card, found)
        for ref, found in by_ref.items()
        if (card := readable.get(ref) or subjects.reported(viewer, ref))
    ]


def count_open(viewer: Viewer, community_id: int | None) -> int:
    """Open reports of one community, or (None) of direct talk; none for who does not settle them."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Flag)
            .where(policy.settled_by(viewer), _is_of(community_id), Flag.state == FlagState.OPEN)
        )
        or 0
    )


def _is_of(community_id: int | None) -> ColumnElement[bool]:
    return Flag.community_id.is_(None) if community_id is None else Flag.community_id == community_id


def count_others_who_settle(viewer: Viewer, flag: Flag) -> int:
    """Convenors, or of direct talk administrators, besides the viewer."""
    if flag.community_id is not None:
        return len(convenor_ids(flag.community_id) - {viewer.id})
    administrators = select(func.count()).select_from(SiteRoleGrant).where(
        SiteRoleGrant.role == SiteRole.ADMINISTRATOR, SiteRoleGrant.person_id != viewer.id
    )
    return db.session.scalar(administrators) or 0


def list_open_of(viewer: Viewer, ref: Ref) -> Sequence[Flag]:
    """All open reports of one thing, for those who may settle them."""
    return db.session.scalars(
        select(Flag)
        .where(
            policy.settled_by(viewer),
            Flag.subject_kind == ref.kind,
            Flag.subject_id == ref.id,
            Flag.state == FlagState.OPEN,
        )
        .order_by(Flag.id)
        .limit(500)
    ).all()


def find_own(viewer: Viewer, ref: Ref) -> Flag | None:
    return db.session.scalars(
        select(Flag).where(Flag.flagged_by_id == viewer.id, Flag.subject_kind == ref.kind, Flag.subject_id == ref.id)
    ).first()
