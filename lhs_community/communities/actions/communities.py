"""Starting and changing a community."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import events, policy
from lhs_community.communities.actions import charters, members
from lhs_community.communities.actions.charters import Written
from lhs_community.communities.models import (
    JOIN_QUESTION,
    QUESTION_LENGTH,
    Community,
    CommunityKind,
    CommunityRole,
    Visibility,
)
from lhs_community.communities.queries.members import find_membership
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.safety.guard import Consent, require_clear

RESERVED_SLUGS = frozenset({"new", "all", "mine"})


def start_community(
    actor: Viewer,
    *,
    name: str,
    kind: CommunityKind,
    visibility: Visibility,
    purpose: str = "",
    charter: Written = Written(),  # noqa: B008  frozen
    slug: str = "",
    allows_anonymous: bool = True,
    parent: Community | None = None,
    organisation_id: int | None = None,
    consent: Consent = Consent(),
) -> Community:
    """The actor becomes its first convenor."""
    policy.require_start_community(actor, parent)
    written = replace(charter, purpose=purpose)
    require_clear(actor, {"name": name} | written.texts(), consent)
    name = _clean_name(name)
    community = Community(
        slug=_free_slug(slug or name),
        name=name,
        kind=kind,
        visibility=visibility,
        purpose=purpose.strip(),
        allows_anonymous=allows_anonymous,
        parent_id=parent.id if parent else None,
        organisation_id=organisation_id,
        created_at=clock.now(),
    )
    db.session.add(community)
    db.session.flush()
    if purpose.strip() or charter != Written():
        charters.add_version(actor, community, written, 1)
    record(
        events.CommunityStarted(
            actor_id=actor.id, subject_kind="community", subject_id=community.id, visibility=visibility
        )
    )
    if actor.id is not None:
        members.admit(actor, community, actor.id, CommunityRole.CONVENOR)
    return community


def _clean_name(name: str) -> str:
    cleaned = " ".join(name.split())
    if len(cleaned) < 3:
        raise Invalid("Enter a name of at least 3 characters.", "name")
    return cleaned


def _free_slug(text: str) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:50] or "community"
    slug, number = base, 1
    while slug in RESERVED_SLUGS or db.session.scalar(select(Community.id).where(Community.slug == slug)):
        number += 1
        slug = f"{base}-{number}"
    return slug


def change_community(
    actor: Viewer,
    community: Community,
    *,
    name: str,
    visibility: Visibility,
    join_question: str,
    welcomer_id: int | None,
    allows_anonymous: bool = True,
    members_start_rooms: bool = True,
    consent: Consent = Consent(),
) -> None:
    """`welcomer_id` None: the convenors welcome newcomers."""
    policy.require_convene(actor, community)
    require_clear(actor, {"name": name, "join_question": join_question}, consent)
    if welcomer_id is not None and find_membership(actor, community, welcomer_id) is None:
        raise Invalid("Choose a member of this community.", "welcomer")
    community.name = _clean_name(name)
    community.visibility, community.allows_anonymous = visibility, allows_anonymous
    community.members_start_rooms = members_start_rooms
    community.join_question = " ".join(join_question.split())[:QUESTION_LENGTH] or JOIN_QUESTION
    about: dict[str, Any] = {"actor_id": actor.id, "subject_kind": "community", "subject_id": community.id}
    if welcomer_id != community.welcomer_id:
        community.welcomer_id = welcomer_id
        if welcomer_id is not None:
            record(events.WelcomerChosen(**about, person_id=welcomer_id))
    record(events.CommunityChanged(**about, visibility=visibility))
