"""What stands below messages on a page: reactions, replies, files, cards of what they link to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.chat.models.messages import Message, MessageReaction
from lhs_community.chat.queries.replies import Replies, replies_of
from lhs_community.files.queries import Shown, attachments_of
from lhs_community.foundation.database import db
from lhs_community.foundation.links import cards_of
from lhs_community.foundation.reactions import ReactionKind, Reactions
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card

MOST_NAMES = 300


@dataclass(frozen=True)
class Extras:
    """Of one message, for one viewer."""

    reactions: Reactions
    replies: Replies | None
    files: Sequence[Shown]
    links: Sequence[Card]


NOTHING = Extras(Reactions(), None, (), ())


def extras_of(viewer: Viewer, messages: Iterable[Message], site: str) -> dict[int, Extras]:
    """Message id -> what it has besides its words. A query for each sort of thing that is there at all. `site`: the
    address of this site, by which its own links are known."""
    messages = list(messages)
    shown = [one for one in messages if not one.is_deleted]
    reactions = _reactions(viewer, [one.id for one in shown if one.reaction_count])
    replies = replies_of(viewer, messages)
    files = _files(viewer, [one.id for one in shown if one.has_files])
    links = cards_of(viewer, {one.id: one.body_html for one in shown}, site)
    return {
        one.id: Extras(
            reactions.get(one.id, NOTHING.reactions),
            replies.get(one.id),
            files.get(one.id, ()),
            links.get(one.id, ()),
        )
        for one in messages
    }


def _files(viewer: Viewer, ids: Sequence[int]) -> Mapping[int, Sequence[Shown]]:
    found = attachments_of(viewer, [Ref("message", id_) for id_ in ids]) if ids else {}
    return {ref.id: files for ref, files in found.items()}


def _reactions(viewer: Viewer, ids: Sequence[int]) -> dict[int, Reactions]:
    if not ids:
        return {}
    rows = db.session.execute(
        select(
            MessageReaction.message_id,
            MessageReaction.kind,
            func.count(),
            func.count().filter(MessageReaction.person_id == viewer.id),
        )
        .where(MessageReaction.message_id.in_(ids))
        .group_by(MessageReaction.message_id, MessageReaction.kind)
    )
    counts: dict[int, dict[ReactionKind, int]] = {}
    mine: dict[int, set[ReactionKind]] = {}
    for message_id, kind, count, own in rows:
        counts.setdefault(message_id, {})[kind] = count
        if own:
            mine.setdefault(message_id, set()).add(kind)
    return {id_: Reactions(found, frozenset(mine.get(id_, ()))) for id_, found in counts.items()}


def list_reactors(viewer: Viewer, message: Message) -> Mapping[ReactionKind, Sequence[Person]]:
    """Who left what on a message that the viewer was given."""
    if viewer.is_guest or message.is_deleted:
        return {}
    rows = db.session.execute(
        select(MessageReaction.kind, Person)
        .join(Person, Person.id == MessageReaction.person_id)
        .where(MessageReaction.message_id == message.id)
        .order_by(Person.name)
        .limit(MOST_NAMES)
    )
    found: dict[ReactionKind, list[Person]] = {}
    for kind, person in rows:
        found.setdefault(kind, []).append(person)
    return found
