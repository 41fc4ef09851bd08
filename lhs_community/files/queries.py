"""Which files hang on what, and one of them for somebody who may read the thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community, Visibility
from lhs_community.files import policy
from lhs_community.files.models import Attachment
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card

MOST_ON_A_PAGE = 1000
_KEY = re.compile(r"[\w-]{27}", re.ASCII)


@dataclass(frozen=True)
class Found:
    """`card` is the thing's; None for a file that is held. `is_open`: it stands in an open community. `is_author`: the
    thing is the viewer's to change.
    """

    attachment: Attachment
    card: Card | None
    is_open: bool = False
    is_author: bool = False

    @property
    def community_id(self) -> int | None:
        return self.card.community_id if self.card else None


@dataclass(frozen=True)
class Shown:
    """An attachment as a page shows it. `remover` says by whom it was removed, where it was."""

    file: Attachment
    may_remove: bool
    remover: str = ""


def get_attachment(viewer: Viewer, key: str) -> Found:
    """Removed ones are not there any more; held ones only for who sent them."""
    attachment = None
    if _KEY.fullmatch(key):  # anything else a database may not even be asked for
        attachment = db.session.scalars(
            select(Attachment).where(Attachment.key == key, Attachment.removed_at.is_(None))
        ).first()
    if attachment is None:
        raise NotThere
    if (ref := attachment.ref) is None:
        if viewer.is_guest or attachment.uploader_id != viewer.id:
            raise NotThere
        return Found(attachment, None)
    card = subjects.require_card(viewer, ref)
    level = db.session.scalar(select(Community.visibility).where(Community.id == card.community_id))
    return Found(attachment, card, is_open=level is Visibility.OPEN, is_author=subjects.may_edit(viewer, ref))


def attachments_of(viewer: Viewer, refs: Iterable[Ref]) -> Mapping[Ref, Sequence[Shown]]:
    """Of all the things of a page at once: one query for the files, and one a kind for the right to see them."""
    ids: dict[str, list[int]] = {}
    for ref in refs:
        ids.setdefault(ref.kind, []).append(ref.id)
    found: dict[Ref, list[Attachment]] = {}
    for kind, numbers in ids.items():
        query = (
            select(Attachment)
            .where(Attachment.subject_kind == kind, Attachment.subject_id.in_(numbers))
            .options(joinedload(Attachment.removed_by))
            .order_by(Attachment.id)
            .limit(MOST_ON_A_PAGE)
        )
        for attachment in db.session.scalars(query):
            if there := attachment.ref:
                found.setdefault(there, []).append(attachment)
    cards = subjects.cards(viewer, found) if found else {}
    return {ref: [_shown(viewer, one, card) for one in found[ref]] for ref, card in cards.items()}


def _shown(viewer: Viewer, attachment: Attachment, card: Card) -> Shown:
    remover = ""
    if attachment.is_removed:
        # Its author is not named: they may have posted without their name.
        is_own = attachment.removed_by_id == attachment.uploader_id or attachment.removed_by is None
        remover = "its author" if is_own else f"{attachment.removed_by.name}, a convenor"  # type: ignore[union-attr]  # see the line above
    return Shown(attachment, policy.may_remove(viewer, attachment, card.community_id), remover)


def list_held(viewer: Viewer, keys: Sequence[str]) -> Sequence[Attachment]:
    """The viewer's own files that hang on nothing yet, in the order they came."""
    keys = [key for key in keys if _KEY.fullmatch(key)]
    if viewer.is_guest or not keys:
        return []
    return db.session.scalars(
        select(Attachment)
        .where(Attachment.key.in_(keys[:100]), Attachment.uploader_id == viewer.id, Attachment.subject_kind.is_(None))
        .order_by(Attachment.id)
        .limit(100)
    ).all()


def count_attached(viewer: Viewer, ref: Ref) -> int:
    """Of one thing, without those that were removed."""
    if subjects.card(viewer, ref) is None:
        return 0
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Attachment)
            .where(
                Attachment.subject_kind == ref.kind, Attachment.subject_id == ref.id, Attachment.removed_at.is_(None)
            )
        )
        or 0
    )


def count_sent_bytes(viewer: Viewer) -> int:
    """What the viewer has sent within a day."""
    since = clock.now() - timedelta(days=1)
    query = select(func.sum(Attachment.size)).where(Attachment.uploader_id == viewer.id, Attachment.created_at >= since)
    return int(db.session.scalar(query) or 0)
