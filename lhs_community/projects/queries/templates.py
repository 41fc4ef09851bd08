"""Reading templates, and which suggested measures a project has not got yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.models import Relation
from lhs_community.chain.queries import results_of
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.projects.models.templates import ProjectTemplate, SuggestedMeasure
from lhs_community.projects.templates import SHIPPED, Outline, find_shipped


@dataclass(frozen=True)
class Offered:
    """A template as the page offers it. `key` is a shipped one's, or the id of a community's own."""

    key: str
    title: str
    about: str
    outline: Outline
    own: ProjectTemplate | None = None


def list_templates(viewer: Viewer, community_id: int | None = None) -> list[Offered]:
    """Those of the communities that the viewer may read (or of one of them), then those that come with the product."""
    query = select(ProjectTemplate).where(communities.in_readable(viewer, ProjectTemplate.community_id))
    if community_id is not None:
        query = query.where(ProjectTemplate.community_id == community_id)
    found = db.session.scalars(
        query.options(joinedload(ProjectTemplate.community), joinedload(ProjectTemplate.saved_by))
        .order_by(ProjectTemplate.title, ProjectTemplate.id)
        .limit(100)
    )
    own = [_own(one) for one in found]
    return own + [Offered(one.key, one.title, one.about, one.outline) for one in SHIPPED]


def _own(one: ProjectTemplate) -> Offered:
    return Offered(str(one.id), one.title, one.about, Outline.of(one.outline), one)


def find_template(viewer: Viewer, key: str) -> Offered | None:
    """None for an unknown one, and for one of a community that the viewer may not read."""
    if shipped := find_shipped(key):
        return Offered(shipped.key, shipped.title, shipped.about, shipped.outline)
    if not (key.isdecimal() and len(key) < 10):
        return None
    try:
        return _own(get_own(viewer, int(key)))
    except NotThere:
        return None


def get_own(viewer: Viewer, template_id: int) -> ProjectTemplate:
    found = db.session.scalars(
        select(ProjectTemplate)
        .where(ProjectTemplate.id == template_id, communities.in_readable(viewer, ProjectTemplate.community_id))
        .options(joinedload(ProjectTemplate.community), joinedload(ProjectTemplate.saved_by))
    ).first()
    if found is None:
        raise NotThere
    return found


def find_same_title(viewer: Viewer, community: Community, title: str) -> ProjectTemplate | None:
    return db.session.scalars(
        select(ProjectTemplate).where(
            ProjectTemplate.community_id == community.id,
            ProjectTemplate.title == title,
            communities.in_readable(viewer, ProjectTemplate.community_id),
        )
    ).first()


def list_suggested(viewer: Viewer, project_id: int) -> Sequence[SuggestedMeasure]:
    """Those whose name no measure of the project bears yet."""
    found = db.session.scalars(
        select(SuggestedMeasure)
        .where(SuggestedMeasure.project_id == project_id)
        .order_by(SuggestedMeasure.id)
        .limit(60)
    ).all()
    if not found:
        return []
    measures = results_of(viewer, Ref("project", project_id), Relation.MEASURED_BY)
    there = {card.title.casefold() for card in measures}
    return [one for one in found if one.title.casefold() not in there]


def suggested_panel(viewer: Viewer, project_id: int) -> Mapping[str, Any] | None:
    """The checklist below the measures, for whoever may add them."""
    ref = Ref("project", project_id)
    if not subjects.may_edit(viewer, ref):
        return None
    found = list_suggested(viewer, project_id)
    return {"suggested": found, "project_id": project_id} if found else None
