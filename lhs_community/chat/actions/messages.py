"""Saying, changing and deleting. The channel's lock comes first, so that numbers have no gaps and no doubles."""

from __future__ import annotations

import secrets

from markupsafe import Markup

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import events, policy
from lhs_community.chat.keeping import lock_channel, mark
from lhs_community.chat.models.channels import Channel
from lhs_community.chat.models.messages import BODY_LENGTH, CLIENT_ID_LENGTH, Message, MessageRevision
from lhs_community.chat.queries import messages as queries
from lhs_community.chat.queries.places import get_place
from lhs_community.communities.actions.following import mention_people
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import folded, to_html, words_of
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


def post_message(
    actor: Viewer, subject: Ref, body: str, *, client_id: str = "", consent: Consent = NO_CONSENT
) -> Message:
    """Say something where `subject` is talked about. The same `client_id` again gives the message sent before."""
    place = get_place(actor, subject)
    policy.require_post(actor, place)
    body = _clean(actor, body, consent)
    channel = lock_channel(subject, place.community.id if place.community else None)
    client_id = client_id[:CLIENT_ID_LENGTH] or secrets.token_urlsafe(16)
    if sent := queries.find_sent(actor, client_id):
        return sent
    channel.last_number += 1
    channel.last_message_at = clock.now()
    said = to_html(body, is_brief=True)
    message = Message(
        channel_id=channel.id,
        number=channel.last_number,
        client_id=client_id,
        author_id=actor.person_id,
        body=body,
        body_html=said,
        words=folded(words_of(said)),
        created_at=clock.now(),
    )
    db.session.add(message)
    db.session.flush()
    mark(actor, channel, message.number)
    if channel.community_id is not None:  # those in a direct talk see it anyway, and others must not hear of it
        mention_people(actor, Ref("message", message.id), body, channel.community_id)
    if place.community is None and message.number == 1:
        record(
            events.DirectBegan(
                actor_id=actor.id, subject_kind="direct", subject_id=subject.id, person_ids=tuple(sorted(place.hears))
            )
        )
    _tell(events.MessagePosted, actor, message, channel)
    return message


def edit_message(actor: Viewer, message: Message, body: str, *, consent: Consent = NO_CONSENT) -> None:
    """Change one's own words; what they were is kept."""
    policy.require_change(actor, message, get_place(actor, message.channel.subject))
    body = _clean(actor, body, consent)
    if body == message.body:
        return
    _keep_revision(actor, message)
    message.body, message.body_html, message.edited_at = body, to_html(body, is_brief=True), clock.now()
    message.words = folded(words_of(message.body_html))
    _tell(events.MessageEdited, actor, message, message.channel)


def delete_message(actor: Viewer, message: Message) -> None:
    """Take one's own words away; its place stays, so that answers to it still make sense."""
    policy.require_change(actor, message, get_place(actor, message.channel.subject))
    _keep_revision(actor, message)
    message.body, message.body_html, message.words, message.is_deleted = "", Markup(""), "", True
    _tell(events.MessageDeleted, actor, message, message.channel)


def _clean(actor: Viewer, body: str, consent: Consent) -> str:
    body = body.replace("\r\n", "\n").strip()
    if not body:
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


def _tell(kind: type[events.MessageEvent], actor: Viewer, message: Message, channel: Channel) -> None:
    record(
        kind(
            actor_id=actor.id,
            subject_kind="message",
            subject_id=message.id,
            channel_id=channel.id,
            community_id=channel.community_id,
        )
    )
