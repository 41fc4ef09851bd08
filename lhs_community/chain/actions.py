"""Joining two things of the chain."""

from __future__ import annotations

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
            db.session.add(
                Link(
                    origin_kind=origin.kind,
                    origin_id=origin.id,
                    result_kind=result.kind,
                    result_id=result.id,
                    relation=relation,
                    linked_by_id=actor.person_id,
                    linked_at=clock.now(),
                )
            )
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
