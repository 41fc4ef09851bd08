"""Programmes as the other features show and find them, and what they add to other pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.queries.communities import get_community_by_id
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card, IndexCard
from lhs_community.foundation.text import excerpt, plain
from lhs_community.programmes import policy
from lhs_community.programmes.models.definitions import Definition
from lhs_community.programmes.models.programmes import Programme
from lhs_community.programmes.queries.definitions import find_site
from lhs_community.programmes.queries.programmes import (
    get_programme,
    list_asked,
    list_children_of_project,
    list_programmes,
)


def programme_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    found = db.session.scalars(
        select(Programme)
        .where(Programme.id.in_(set(ids)), policy.readable_by(viewer))
        .options(joinedload(Programme.community))
    )
    return {
        one.id: Card(
            ref=Ref("programme", one.id),
            title=one.title,
            url=f"/programmes/{one.id}",
            excerpt=excerpt(one.aim, 240),
            kind_label="Programme",
            community_id=one.community_id,
            community_name=one.community.name,
            when=one.started_at,
            body=one.aim,
        )
        for one in found
    }


def programme_index_card(programme_id: int) -> IndexCard | None:
    programme = db.session.get(Programme, programme_id)
    if programme is None:
        return None
    definitions = db.session.scalars(
        select(Definition).where(Definition.programme_id == programme_id).options(selectinload(Definition.versions))
    )
    names = [f"{one.newest.name}\n{one.newest.definition}" for one in definitions]
    return IndexCard(
        ref=Ref("programme", programme.id),
        title=programme.title,
        body="\n".join([plain(programme.aim), *names]),
        community_id=programme.community_id,
        kind_label="Programme",
        when=programme.started_at,
    )


def may_edit_programme(viewer: Viewer, programme_id: int) -> bool:
    try:
        return policy.may_run(viewer, get_programme(viewer, programme_id))
    except NotThere:
        return False


def all_programme_ids() -> list[int]:
    """For reindexing."""
    return list(db.session.scalars(select(Programme.id)))


def on_community(viewer: Viewer, community_id: int) -> Mapping[str, Any] | None:
    community = get_community_by_id(viewer, community_id)
    found = list_programmes(viewer, community, limit=5)
    may_start = policy.may_start_in(viewer, community)
    return {"community": community, "programmes": found, "may_start": may_start}


def on_project(viewer: Viewer, project_id: int) -> Mapping[str, Any] | None:
    found = list_children_of_project(viewer, project_id)
    if not found:
        return None
    return {"children": found, "may_speak": policy.may_speak_for(viewer, found[0].project)}


def on_measure(viewer: Viewer, measure_id: int) -> Mapping[str, Any] | None:
    site = find_site(viewer, measure_id)
    if site is None:
        return None
    return {"site": site, "may_answer": subjects.may_edit(viewer, Ref("measure", measure_id))}


def on_home(viewer: Viewer, _nothing: int) -> Mapping[str, Any] | None:
    """Programmes that ask a project of mine to belong."""
    found = [] if viewer.is_guest else list_asked(viewer)
    return {"children": found} if found else None
