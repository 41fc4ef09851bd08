"""Saying, changing and deleting. The channel's lock comes first, so that numbers have no gaps and no doubles."""

from __future__ import annotations

import secrets

from markupsafe import Markup

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import events, policy
from lhs_community.chat.keeping import about, lock_channel, mark, mark_side
from lhs_community.chat.models.channels import Channel
from lhs_community.chat.models.messages import BODY_LENGTH, CLIENT_ID_LENGTH, Message, MessageRevision
from lhs_community.chat.queries import messages as queries
from lhs_community.chat.queries.places import get_place
from lhs_community.chat.queries.replies import find_numbered
from lhs_community.communities.actions.following import follow_own, mention_people
from lhs_community.communities.queries.members import viewer_for
from lhs_community.files.actions import NO_FILES, Chosen, claim, remove_all
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import folded, to_html, words_of
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


def post_message(
    actor: Viewer,
    subject: Ref,
    body: str,
    *,
    client_id: str = "",
    answers: int | None = None,
    chosen: Chosen = NO_FILES,
    consent: Consent = NO_CONSENT,
) -> Message:
    """Say something where `subject` is talked about. The same `client_id` again gives the message sent before.

    `answers`: the number of the message whose side thread it belongs to.
    """
    place = get_place(actor, subject)
    policy.require_post(actor, place)
    body = _clean(actor, body, consent, may_be_empty=bool(chosen.keys))
    channel = lock_channel(subject, place.community.id if place.community else None)
    client_id = client_id[:CLIENT_ID_LENGTH] or secrets.token_urlsafe(16)
    if sent := queries.find_sent(actor, client_id):
        return sent
    root = _require_root(actor, channel, answers) if answers is not None else None
    message = _write(actor, channel, body, client_id, root)
    _attach(actor, message, chosen, consent)
    mark(actor, channel, message.number)
    if channel.community_id is not None:  # those in a direct talk see it anyway, and others must not hear of it
        mention_people(actor, Ref("message", message.id), body, channel.community_id)
    if place.community is None and message.number == 1:
        record(
            events.DirectBegan(
                actor_id=actor.id, subject_kind="direct", subject_id=subject.id, person_ids=tuple(sorted(place.hears))
            )
        )
    record(events.MessagePosted(**about(actor, message)))
    if root is not None:
        _join_side_thread(actor, root, message)
    return message


def _write(actor: Viewer, channel: Channel, body: str, client_id: str, root: Message | None) -> Message:
    """The next number is given away under the channel's lock."""
    channel.last_number += 1
    channel.last_message_at = clock.now()
    said = to_html(body, is_brief=True)
    message = Message(
        channel_id=channel.id,
        number=channel.last_number,
        root_number=root.number if root else None,
        client_id=client_id,
        author_id=actor.person_id,
        body=body,
        body_html=said,
        words=folded(words_of(said)),
        created_at=clock.now(),
    )
    db.session.add(message)
    db.session.flush()
    return message


def _require_root(actor: Viewer, channel: Channel, number: int) -> Message:
    """The message that is answered; where that is a reply itself, the one that its side thread began with."""
    found = find_numbered(actor, channel, number)
    if found is not None and found.root_number is not None:
        found = find_numbered(actor, channel, found.root_number)
    if found is None:
        raise NotThere
    return found


def _join_side_thread(actor: Viewer, root: Message, reply: Message) -> None:
    """Whoever takes part hears of what follows: who began it, and each who replies."""
    if root.last_reply_at is None and root.author_id != actor.id:
        mark_side(root.author_id, root.channel, root.number, root.number)
        follow_own(viewer_for(root.author_id), Ref("message", root.id))
    root.last_reply_at = reply.created_at
    mark_side(actor.person_id, root.channel, root.number, reply.number)
    follow_own(actor, Ref("message", root.id))
    record(events.MessageAnswered(**about(actor, root), number=reply.number))


def _attach(actor: Viewer, message: Message, chosen: Chosen, consent: Consent) -> None:
    if chosen.keys:
        message.has_files = bool(claim(actor, Ref("message", message.id), chosen, consent=consent))


def edit_message(actor: Viewer, message: Message, body: str, *, consent: Consent = NO_CONSENT) -> None:
    """Change one's own words; what they were is kept."""
    policy.require_change(actor, message, get_place(actor, message.channel.subject))
    body = _clean(actor, body, consent, may_be_empty=message.has_files)
    if body == message.body:
        return
    _keep_revision(actor, message)
    message.body, message.body_html, message.edited_at = body, to_html(body, is_brief=True), clock.now()
    message.words = folded(words_of(message.body_html))
    record(events.MessageEdited(**about(actor, message)))


def delete_message(actor: Viewer, message: Message) -> None:
    """Take one's own words away; its place stays, so that answers to it still make sense."""
    policy.require_change(actor, message, get_place(actor, message.channel.subject))
    _keep_revision(actor, message)
    if message.has_files:
        remove_all(actor, Ref("message", message.id))
    message.body, message.body_html, message.words, message.is_deleted = "", Markup(""), "", True
    message.has_files, message.pinned_at, message.pinned_by_id = False, None, None
    record(events.MessageDeleted(**about(actor, message)))


def _clean(actor: Viewer, body: str, consent: Consent, *, may_be_empty: bool) -> str:
    body = body.replace("\r\n", "\n").strip()
    if not body and not may_be_empty:
        raise Invalid("Write a message first.", field="body")
    if len(body) > BODY_LENGTH:
        raise Invalid(f"Keep it under {BODY_LENGTH:,} characters, or start a thread.", field="body")
    require_clear(actor, {"body": body}, consent)
    return body


def _keep_revision(actor: Viewer, message: Message) -> None:
    db.session.add(
        MessageRevision(
            message_id=message.id, body=message.body, replaced_at=clock.now(), replaced_by_id=actor.person_id
        )
    )
