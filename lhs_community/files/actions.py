"""Holding a file for who sent it, hanging it on a thing, removing it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from lhs_community.accounts import anonymous
from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.viewer import Viewer
from lhs_community.files import events, intake, policy, queries, store
from lhs_community.files.intake import Prepared
from lhs_community.files.kinds import BY_ENDING, FIELD, FileKind
from lhs_community.files.models import WORDS_LENGTH, Attachment
from lhs_community.files.queries import Found
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import record, unrecorded
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear
from lhs_community.safety.held import Held


@dataclass(frozen=True)
class Chosen:
    """Held files to hang on a thing, by key; what each picture shows; and the word that nobody can be known in them."""

    keys: Sequence[str] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    pictures_are_clear: bool = False


NO_FILES = Chosen()


@dataclass(frozen=True)
class Holding:
    """`asks`: what the guard wants its author to answer for before it is claimed."""

    attachment: Attachment
    asks: Held | None = None


@unrecorded("nobody but its author knows of a held file; claiming it is recorded")
def hold_upload(actor: Viewer, prepared: Prepared, *, consent: Consent = NO_CONSENT) -> Holding:
    """Keep a file for who sent it, a day at most. What the guard blocks is not kept at all."""
    require_signed_in(actor)
    limits = store.limits()
    if queries.count_sent_bytes(actor) + len(prepared.content) > limits.bytes_a_day:
        raise Invalid(
            f"“{prepared.name}” is more than you can attach today: {limits.bytes_a_day // 1024**2} MB within 24 hours.",
            FIELD,
        )
    asks = None
    try:
        require_clear(actor, {prepared.name: f"{prepared.name}\n{prepared.text}"}, consent)
    except Held as held:
        if held.blocks:
            raise
        asks = held
    attachment = Attachment(
        key=secrets.token_urlsafe(20),
        stored_as=store.keep(prepared.content, prepared.small),
        uploader_id=actor.person_id,
        kind=prepared.format.kind,
        name=prepared.name,
        media_type=prepared.format.media_type,
        size=len(prepared.content),
        sha256=prepared.sha256,
        width=prepared.width,
        height=prepared.height,
        table=prepared.table,
        is_unread=prepared.is_unread,
        needs_consent=asks is not None,
        created_at=clock.now(),
    )
    db.session.add(attachment)
    db.session.flush()
    return Holding(attachment, asks)


@unrecorded("a held file is nobody's news")
def let_go(actor: Viewer, keys: Sequence[str]) -> None:
    """Forget held files that their author does not want after all; the sweep takes them from the disk."""
    require_signed_in(actor)
    for attachment in queries.list_held(actor, keys):
        db.session.delete(attachment)
    db.session.flush()


def claim(
    actor: Viewer,
    ref: Ref,
    chosen: Chosen,
    *,
    shown: Viewer | None = None,
    own_words: Sequence[str] = (),
    consent: Consent = NO_CONSENT,
) -> Sequence[Attachment]:
    """Hang held files on a thing that the calling action has just let the actor write. Raises Invalid, Held.

    `shown` stands for the actor where the thing bears no name: no row then tells who sent the files. `own_words`:
    what would give the actor away in them.
    """
    shown = shown or actor
    if not chosen.keys:
        return []
    subjects.require_card(actor, ref)
    keys = list(dict.fromkeys(chosen.keys))
    held = db.session.scalars(
        select(Attachment)
        .where(Attachment.key.in_(keys), Attachment.uploader_id == actor.id, Attachment.subject_kind.is_(None))
        .order_by(Attachment.id)
        .with_for_update()
    ).all()
    if len(held) != len(keys):
        raise Invalid("A file you chose is no longer here. Choose it again.", FIELD)
    most = store.limits().count
    if queries.count_attached(actor, ref) + len(held) > most:
        raise Invalid(f"Attach up to {most} files.", FIELD)
    words = {one.key: _one_line(chosen.words.get(one.key, "")) for one in held if one.is_picture}
    _require_fit(held, words, chosen)
    _require_clear(shown, held, words, consent, own_words)
    for attachment in held:
        attachment.subject_kind, attachment.subject_id = ref
        attachment.words = words.get(attachment.key, "")
        attachment.needs_consent = False
        attachment.uploader_id = shown.person_id
    db.session.flush()
    for attachment in held:
        record(
            events.FileAttached(
                actor_id=shown.id,
                subject_kind=ref.kind,
                subject_id=ref.id,
                attachment_id=attachment.id,
                kind=attachment.kind,
            )
        )
    return held


def _one_line(words: str) -> str:
    return "".join(letter for letter in " ".join(words.split()) if letter.isprintable())


def _require_fit(held: Sequence[Attachment], words: Mapping[str, str], chosen: Chosen) -> None:
    for one in held:
        if one.is_picture and not words[one.key]:
            raise Invalid(f"Say what “{one.name}” shows, for people who cannot see it.", FIELD)
        if one.is_picture and len(words[one.key]) > WORDS_LENGTH:
            raise Invalid(f"Shorten what you say of “{one.name}” to {WORDS_LENGTH} characters.", FIELD)
    if any(one.is_unread for one in held) and not chosen.pictures_are_clear:
        raise Invalid("Confirm that no patient can be identified in what you attach.", "pictures_are_clear")


def _require_clear(
    actor: Viewer, held: Sequence[Attachment], words: Mapping[str, str], consent: Consent, own_words: Sequence[str]
) -> None:
    texts = {f"What {one.name} shows": words[one.key] for one in held if one.is_picture}
    for one in held:
        # What was only asked about is read again, so that its author sees it again.
        if own_words or (one.needs_consent and not consent.confirmed):
            texts[one.name] = f"{one.name}\n{_text_of(one)}"
    require_clear(actor, texts, consent, own_words)


def _text_of(attachment: Attachment) -> str:
    if attachment.kind is FileKind.IMAGE:
        return ""
    try:
        content = store.path_of(attachment.stored_as).read_bytes()
    except OSError as error:
        raise Invalid(f"“{attachment.name}” is no longer here. Choose it again.", FIELD) from error
    reader = BY_ENDING[attachment.name.rpartition(".")[2]].reader
    return intake.text_of(attachment.name, reader, content)


def remove_all(actor: Viewer, ref: Ref) -> None:
    """What hangs on a thing whose words are being taken away; the calling action has asked for that right."""
    subjects.require_card(actor, ref)
    there = select(Attachment).where(
        Attachment.subject_kind == ref.kind, Attachment.subject_id == ref.id, Attachment.removed_at.is_(None)
    )
    for attachment in db.session.scalars(there).all():
        _remove(actor, attachment, ref)


def remove_attachment(actor: Viewer, found: Found) -> None:
    """From now on nobody gets it; its listener takes it from the disk once this is certain."""
    attachment, ref = found.attachment, found.attachment.ref
    if ref is None:
        raise NotThere
    policy.require_remove(actor, attachment, found.community_id, is_author=found.is_author)
    if found.is_author and attachment.uploader_id != actor.id and attachment.uploader_id == anonymous.shared_id():
        actor = anonymous.masked(actor)
    _remove(actor, attachment, ref)


def _remove(actor: Viewer, attachment: Attachment, ref: Ref) -> None:
    attachment.removed_at, attachment.removed_by_id = clock.now(), actor.person_id
    attachment.name = attachment.words = ""
    attachment.table = {}
    db.session.flush()
    record(events.FileRemoved(actor_id=actor.id, subject_kind=ref.kind, subject_id=ref.id, attachment_id=attachment.id))
