"""Starting threads, also from a chat message."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from lhs_community.accounts import anonymous
from lhs_community.accounts.models import ANONYMOUS_HANDLE
from lhs_community.accounts.viewer import Viewer
from lhs_community.chain import actions as chain
from lhs_community.chain.models import Relation
from lhs_community.communities.actions.following import follow_own, mention_people
from lhs_community.communities.models import Community
from lhs_community.communities.queries.members import viewer_for
from lhs_community.discussions import events, owners, policy, reading
from lhs_community.discussions.keeping import (
    Draft,
    about,
    add_post,
    clean_tags,
    clean_title,
    ref_of,
    require_unnamed,
    set_tags,
)
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import EXCERPT_LENGTH, Thread, ThreadKind, ThreadState
from lhs_community.discussions.queries import sealing as sealing_queries
from lhs_community.files import actions as files
from lhs_community.files.actions import NO_FILES, Chosen
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import excerpt
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


def start_thread(
    actor: Viewer,
    community: Community,
    draft: Draft,
    *,
    origin: Ref | None = None,
    chosen: Chosen = NO_FILES,
    consent: Consent = NO_CONSENT,
) -> Thread:
    """Ask, discuss, tell. `origin`: the thing that led to it, which the actor must be able to read; for a data
    question the measure, whose figures of this moment stay with the thread (see measures.queries.pinned)."""
    policy.require_start(actor, community, draft.kind)
    if draft.kind is ThreadKind.DATA_QUESTION and (origin is None or origin.kind != "measure"):
        raise Invalid("Choose the measure whose chart you ask about.", "measure")
    if draft.is_anonymous:
        require_unnamed(actor, community, draft.kind)
    shown = anonymous.masked(actor) if draft.is_anonymous else actor
    thread = _new_thread(actor, community, draft, shown=shown, consent=consent)
    own_words = sealing_queries.own_words(actor) if draft.is_anonymous else ()
    first = Ref("post", thread.last_post_id)
    files.claim(actor, first, chosen, shown=shown, own_words=own_words, consent=consent)
    _record_start(shown, thread)
    if origin is not None:
        _link_origin(shown, origin, thread)
    return thread


def _link_origin(shown: Viewer, origin: Ref, thread: Thread) -> None:
    relation = Relation.KEPT_FROM if origin.kind == "excerpt" else Relation.LED_TO
    try:
        chain.link(shown, origin, ref_of(thread), relation)
    except NotThere as error:
        # A draft of the actor's own, which the mask cannot read: the link would say whose question it is.
        if shown.handle != ANONYMOUS_HANDLE:
            raise
        raise Invalid("What this comes from would show who you are. Ask from the community's page instead.") from error


def keep_message(
    actor: Viewer, community: Community, message: Ref, draft: Draft, *, consent: Consent = NO_CONSENT
) -> Thread:
    """Turn a chat message into a thread: its words as they are, under the name of who wrote it.

    `draft.body` is ignored. What was written in one community is kept only there.
    """
    policy.require_start(actor, community, draft.kind)
    if draft.kind is ThreadKind.DATA_QUESTION:
        raise Invalid("A data question is started from a measure. Choose another kind.", "kind")
    card = subjects.require_card(actor, message)
    if card.community_id != community.id:
        raise Refused("A message is kept in the community it was written in.")
    author_id = card.author_id or actor.person_id
    kept = Draft(title=draft.title, body=card.body, kind=draft.kind, tags=draft.tags)
    thread = _new_thread(actor, community, kept, author_id=author_id, shown=actor, consent=consent)
    if author_id != actor.id:  # (a guest, where that person has left meanwhile, follows nothing)
        follow_own(viewer_for(author_id), ref_of(thread))
    _record_start(actor, thread, is_kept=True)
    chain.link(actor, message, ref_of(thread), Relation.KEPT_FROM)
    return thread


def keep_pieces(
    actor: Viewer, community: Community, origin: Ref, draft: Draft, *, consent: Consent = NO_CONSENT
) -> Thread:
    """Turn some of a talk into a thread: each piece a post, in their order, under the name of who wrote it.

    `draft.body` is ignored; what was written in one community is kept only there. The actor looks after its summary.
    """
    policy.require_start(actor, community, draft.kind)
    if draft.kind is ThreadKind.DATA_QUESTION:
        raise Invalid("A data question is started from a measure. Choose another kind.", "kind")
    if subjects.require_origin(actor, origin).community_id not in (None, community.id):
        raise Refused("What was said is kept in the community it was said in.")
    spoken = [(piece.author_id, piece.body) for piece in subjects.pieces(actor, origin) if piece.author_id]
    if not spoken:
        raise NotThere
    require_clear(actor, {"body": "\n\n".join(text for _, text in spoken)}, consent)
    (author_id, first), *others = spoken
    kept = Draft(title=draft.title, body=first, kind=draft.kind, tags=draft.tags)
    thread = _new_thread(actor, community, kept, author_id=author_id, shown=actor, consent=consent)
    thread.summary_owner_id = actor.id
    for whose, text in others:
        db.session.flush()  # the lock in add_post reads the thread anew
        add_post(thread, whose, text)
    for whose in {whose for whose, _ in spoken} - {actor.id}:
        follow_own(viewer_for(whose), ref_of(thread))
    _record_start(actor, thread, is_kept=True, told={whose for whose, _ in spoken})
    chain.link(actor, origin, ref_of(thread), Relation.KEPT_FROM)
    return thread


def _new_thread(
    actor: Viewer, community: Community, draft: Draft, *, shown: Viewer, consent: Consent, author_id: int | None = None
) -> Thread:
    """`shown`: who starts it, for all to see; `author_id`: who wrote its words, if that is somebody else."""
    author_id = author_id or shown.person_id
    tags = clean_tags(draft.tags)
    own_words = sealing_queries.own_words(actor) if draft.is_anonymous else ()
    require_clear(shown, {"title": draft.title, "body": draft.body, "tags": ", ".join(tags)}, consent, own_words)
    moment = clock.now()
    thread = Thread(
        community_id=community.id,
        community=community,
        kind=draft.kind,
        title=clean_title(draft.title),
        author_id=author_id,
        started_by_id=shown.person_id,
        created_at=moment,
        last_post_at=moment,
        last_post_by_id=author_id,
        state=ThreadState.OPEN,
        post_count=0,
        last_post_id=0,
        first_reply_at=None,
        is_pinned=False,
        is_hidden=False,
        moved_count=0,
        me_too_count=0,
        due_reason="",
        tags=[],
    )
    set_tags(actor, thread, tags, shown=shown)
    db.session.add(thread)
    db.session.flush()
    post = add_post(thread, author_id, draft.body, unnamed=actor if draft.is_anonymous else None)
    thread.excerpt = excerpt(post.body, EXCERPT_LENGTH)
    follow_own(actor, ref_of(thread))
    if not thread.is_sealed:  # a mark of the same moment as the post would tell whose it is
        for person_id in {author_id, actor.person_id}:
            reading.add_read(person_id, thread, ((post.number, post.number),))
    return thread


def _record_start(actor: Viewer, thread: Thread, *, is_kept: bool = False, told: Collection[int] = ()) -> None:
    """`told`: whose words were kept."""
    others = tuple(sorted({thread.author_id, *told} - {thread.started_by_id}))
    record(events.ThreadStarted(**about(actor, thread), kind=thread.kind, is_kept=is_kept, person_ids=others))
    post = db.session.scalars(select(Post).where(Post.thread_id == thread.id, Post.number == 1)).one()
    mention_people(actor, Ref("post", post.id), post.body, thread.community_id)
    owners.look_after(actor, thread)
