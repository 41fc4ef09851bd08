"""Replying, changing one's words, and reacting."""

from __future__ import annotations

from sqlalchemy import delete

from lhs_community.accounts import anonymous
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.actions.following import follow_own, mention_people
from lhs_community.discussions import events, policy, reading, sealing
from lhs_community.discussions.keeping import (
    Draft,
    about,
    add_once,
    add_post,
    clean_tags,
    clean_text,
    clean_title,
    ref_of,
    require_unnamed,
    set_tags,
)
from lhs_community.discussions.models.posts import Post, PostRevision, Reaction
from lhs_community.discussions.models.threads import EXCERPT_LENGTH, Thread
from lhs_community.discussions.queries import sealing as sealing_queries
from lhs_community.files import actions as files
from lhs_community.files.actions import NO_FILES, Chosen
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record, unrecorded
from lhs_community.foundation.database import db
from lhs_community.foundation.reactions import ReactionKind
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import excerpt, to_html
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


def reply(
    actor: Viewer,
    thread: Thread,
    body: str,
    *,
    is_anonymous: bool = False,
    chosen: Chosen = NO_FILES,
    consent: Consent = NO_CONSENT,
) -> Post:
    policy.require_reply(actor, thread)
    if is_anonymous:
        require_unnamed(actor, thread.community)
    shown = anonymous.masked(actor) if is_anonymous else actor
    own_words = sealing_queries.own_words(actor) if is_anonymous else ()
    require_clear(shown, {"body": body}, consent, own_words)
    post = add_post(thread, shown.person_id, body, unnamed=actor if is_anonymous else None)
    files.claim(actor, Ref("post", post.id), chosen, shown=shown, own_words=own_words, consent=consent)
    follow_own(actor, ref_of(thread))
    if not is_anonymous:  # a mark of the same moment as the post would tell whose it is
        reading.add_read(actor.person_id, thread, ((post.number, post.number),))
    record(events.ReplyPosted(**about(shown, thread), post_id=post.id))
    mention_people(shown, Ref("post", post.id), post.body, thread.community_id)
    return post


def edit_post(
    actor: Viewer,
    thread: Thread,
    post: Post,
    draft: Draft,
    *,
    chosen: Chosen = NO_FILES,
    consent: Consent = NO_CONSENT,
) -> None:
    """Change one's words; what they were stays readable. Title and tags count for the first post only."""
    policy.require_edit_post(actor, thread, post)
    texts = {"body": draft.body}
    if post.is_first:
        texts |= {"title": draft.title, "tags": ", ".join(clean_tags(draft.tags))}
    shown = sealing.seen_as(actor, post)
    own_words = sealing_queries.own_words(actor) if post.is_sealed else ()
    require_clear(shown, texts, consent, own_words)
    body = clean_text(draft.body)
    title = clean_title(draft.title) if post.is_first else thread.title
    if body != post.body or title != thread.title:
        moment = clock.now()
        db.session.add(
            PostRevision(
                post_id=post.id,
                title=thread.title if post.is_first else "",
                body=post.body,
                body_html=post.body_html,
                written_at=post.edited_at or post.created_at,
                replaced_by_id=shown.person_id,
                replaced_at=moment,
            )
        )
        post.body, post.body_html, post.edited_at = body, to_html(body), moment
    if post.is_first:
        thread.title, thread.excerpt = title, excerpt(body, EXCERPT_LENGTH)
        set_tags(actor, thread, clean_tags(draft.tags), shown=shown)
    db.session.flush()
    files.claim(actor, Ref("post", post.id), chosen, shown=shown, own_words=own_words, consent=consent)
    record(events.PostEdited(**about(shown, thread), post_id=post.id))


@unrecorded("a reaction is read on the post; it is nobody's news")
def react(actor: Viewer, thread: Thread, post: Post, kind: ReactionKind, *, is_on: bool) -> None:
    policy.require_react(actor, thread, post)
    if not is_on:
        db.session.execute(
            delete(Reaction).where(Reaction.post_id == post.id, Reaction.person_id == actor.id, Reaction.kind == kind)
        )
        return
    add_once(Reaction(post_id=post.id, person_id=actor.person_id, kind=kind))
