"""Reading communities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy
from lhs_community.communities.models import (
    Community,
)
from lhs_community.communities.queries.charters import charter_text
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.memory import remembered
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card, IndexCard
from lhs_community.foundation.text import plain


def get_community(viewer: Viewer, slug: str) -> Community:
    return _one(viewer, Community.slug == slug)


def get_community_by_id(viewer: Viewer, community_id: int) -> Community:
    return remembered(viewer, "whole communities").get(community_id) or _one(viewer, Community.id == community_id)


def _one(viewer: Viewer, condition: object) -> Community:
    found = db.session.scalars(
        select(Community)
        .where(condition, policy.readable_by(viewer))  # type: ignore[arg-type]  # a column condition
        .options(*WHOLE)
    ).first()
    if found is None:
        raise NotThere
    remember_community(viewer, found)
    return found


# What a page may ask of a community that it has come by, for `remember_community`.
WHOLE = (joinedload(Community.parent), joinedload(Community.organisation))


def remember_community(viewer: Viewer, community: Community) -> None:
    """It was loaded WHOLE, for this viewer, with something else: panels need not look it up again."""
    for what in ("communities", "whole communities"):
        remembered(viewer, what)[community.id] = community


def communities_by_id(viewer: Viewer, ids: Iterable[int]) -> dict[int, Community]:
    """Those of `ids` that the viewer may read."""
    wanted = set(ids)
    found: dict[int, Community | None] = remembered(viewer, "communities")
    if missing := wanted - set(found):
        rows = db.session.scalars(select(Community).where(Community.id.in_(missing), policy.readable_by(viewer)))
        found |= dict.fromkeys(missing) | {community.id: community for community in rows}
    return {id_: community for id_ in wanted if (community := found[id_])}


def list_communities(viewer: Viewer, limit: int = 300) -> Sequence[Community]:
    known: dict[int, Sequence[Community]] = remembered(viewer, "list of communities")
    if limit in known:
        return known[limit]
    query = select(Community).where(policy.readable_by(viewer)).options(joinedload(Community.organisation))
    known[limit] = db.session.scalars(query.order_by(Community.name).limit(limit)).all()
    return known[limit]


def list_postable(viewer: Viewer, limit: int = 300) -> Sequence[Community]:
    """Where the viewer may post: their own first."""
    found = db.session.scalars(
        select(Community).where(policy.postable_by(viewer)).order_by(Community.name).limit(limit)
    ).all()
    return sorted(found, key=lambda community: (community.id not in viewer.roles, community.name))


def list_children(viewer: Viewer, community: Community) -> Sequence[Community]:
    return db.session.scalars(
        select(Community)
        .where(Community.parent_id == community.id, policy.readable_by(viewer))
        .order_by(Community.name)
        .limit(100)
    ).all()


def readable_ids(viewer: Viewer) -> frozenset[int]:
    return frozenset(db.session.scalars(select(Community.id).where(policy.readable_by(viewer))))


def descendant_ids(viewer: Viewer, community: Community) -> frozenset[int]:
    """The community and all readable ones below it; a community that may not be read hides what hangs below."""
    rows = db.session.execute(select(Community.id, Community.parent_id).where(policy.readable_by(viewer)))
    children: dict[int | None, list[int]] = {}
    for id_, parent_id in rows:
        children.setdefault(parent_id, []).append(id_)
    found, waiting = set(), [community.id]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(children.get(one, ()))
    return frozenset(found)


def community_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    return {
        id_: Card(
            ref=Ref("community", id_),
            title=community.name,
            url=f"/c/{community.slug}",
            excerpt=community.purpose,
            kind_label="Community",
            community_id=id_,
            community_name=community.name,
            when=community.created_at,
        )
        for id_, community in communities_by_id(viewer, ids).items()
    }


def community_index_card(community_id: int) -> IndexCard | None:
    community = db.session.get(Community, community_id)
    if community is None:
        return None
    return IndexCard(
        ref=Ref("community", community.id),
        title=community.name,
        community_id=community.id,
        kind_label="Community",
        body=f"{community.purpose}\n{plain(charter_text(community.id))}",
        when=community.created_at,
    )


def all_community_ids() -> list[int]:
    """For reindexing."""
    return list(db.session.scalars(select(Community.id)))
