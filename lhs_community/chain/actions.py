"""Joining two things of the chain; and what becomes of links where one thing becomes part of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain import events, policy
from lhs_community.chain.models import Link, Relation
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref


def link(actor: Viewer, origin: Ref, result: Ref, relation: Relation) -> None:
    """Note that `origin` led to `result`. A link that is there already stays as it is."""
    policy.require_link(actor, origin, result)
    if origin == result:
        return
    try:
        with db.session.begin_nested():
            db.session.add(_row(origin, result, relation, actor.person_id, clock.now()))
    except IntegrityError:
        return
    record(
        events.ThingsLinked(
            actor_id=actor.id,
            subject_kind=origin.kind,
            subject_id=origin.id,
            result_kind=result.kind,
            result_id=result.id,
            relation=relation,
        )
    )


def carry_over(actor: Viewer, old: Ref, new: Ref) -> list[dict[str, Any]]:
    """`old` has become part of `new`: its links are those of `new` now. What they were, for `carry_back`."""
    policy.require_link(actor, new, new)
    theirs = {_ends(link): link for link in _links_of(new)}
    before = []
    for one in _links_of(old):
        origin, result, relation = _ends(one)
        moved = (new if origin == old else origin, new if result == old else result, relation)
        is_kept = moved[0] != moved[1] and moved not in theirs
        before.append(
            {
                "ends": [*origin, *result],
                "relation": relation.value,
                "by": one.linked_by_id,
                "at": one.linked_at.isoformat(),
                "is_kept": is_kept,
            }
        )
        if is_kept:
            _point(one, moved[0], moved[1])
            theirs[moved] = one
        else:
            db.session.delete(one)
    db.session.flush()
    _tell(actor, old, new, is_carried=True)
    return before


def carry_back(actor: Viewer, old: Ref, new: Ref, before: Sequence[Mapping[str, Any]]) -> None:
    """`old` stands by itself again, with the links it had."""
    policy.require_link(actor, new, new)
    theirs = {_ends(link): link for link in _links_of(new)}
    for was in before:
        ends, relation = was["ends"], Relation(was["relation"])
        origin, result = Ref(ends[0], ends[1]), Ref(ends[2], ends[3])
        moved = (new if origin == old else origin, new if result == old else result, relation)
        if was["is_kept"] and (found := theirs.get(moved)):
            _point(found, origin, result)
        elif not was["is_kept"]:
            moment = datetime.fromisoformat(was["at"])
            db.session.add(_row(origin, result, relation, was["by"], moment))
    db.session.flush()
    _tell(actor, old, new, is_carried=False)


def unlink(actor: Viewer, origin: Ref, result: Ref, relation: Relation) -> None:
    """They have nothing to do with each other any more, as where a split is undone."""
    policy.require_link(actor, origin, origin)
    for one in _links_of(origin):
        if _ends(one) == (origin, result, relation):
            db.session.delete(one)
            db.session.flush()
            _tell(actor, origin, result, is_carried=False)


def _tell(actor: Viewer, old: Ref, new: Ref, *, is_carried: bool) -> None:
    record(
        events.LinksCarried(
            actor_id=actor.id,
            subject_kind=new.kind,
            subject_id=new.id,
            old_kind=old.kind,
            old_id=old.id,
            is_carried=is_carried,
        )
    )


def _ends(link: Link) -> tuple[Ref, Ref, Relation]:
    return Ref(link.origin_kind, link.origin_id), Ref(link.result_kind, link.result_id), link.relation


def _point(link: Link, origin: Ref, result: Ref) -> None:
    link.origin_kind, link.origin_id = origin
    link.result_kind, link.result_id = result


def _links_of(ref: Ref) -> Sequence[Link]:
    is_origin = and_(Link.origin_kind == ref.kind, Link.origin_id == ref.id)
    is_result = and_(Link.result_kind == ref.kind, Link.result_id == ref.id)
    return db.session.scalars(select(Link).where(or_(is_origin, is_result)).order_by(Link.id)).all()


def _row(origin: Ref, result: Ref, relation: Relation, by_id: int, moment: datetime) -> Link:
    return Link(
        origin_kind=origin.kind,
        origin_id=origin.id,
        result_kind=result.kind,
        result_id=result.id,
        relation=relation,
        linked_by_id=by_id,
        linked_at=moment,
    )
