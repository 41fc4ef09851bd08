"""Everything that changes a thread, its posts, and what people leave on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.viewer import Viewer
from lhs_community.chain import actions as chain
from lhs_community.chain.models import Relation
from lhs_community.communities import actions as communities, queries as community_queries
from lhs_community.communities.models import Community
from lhs_community.discussions import events, policy
from lhs_community.discussions.models import (
    BODY_LENGTH,
    EXCERPT_LENGTH,
    MOST_TAGS,
    OUTCOME_LENGTH,
    TAG_LENGTH,
    TITLE_LENGTH,
    Post,
    PostRevision,
    Reaction,
    ReactionKind,
    ReadMark,
    Summary,
    Thread,
    ThreadKind,
    ThreadState,
    ThreadTag,
)
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import record, unrecorded
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import excerpt, to_html
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


@dataclass(frozen=True)
class Draft:
    """What somebody typed to start or change a thread."""

    title: str
    body: str = ""
    kind: ThreadKind = ThreadKind.QUESTION
    tags: Sequence[str] = ()


def start_thread(
    actor: Viewer, community: Community, draft: Draft, *, origin: Ref | None = None, consent: Consent = NO_CONSENT
) -> Thread:
    """Ask, discuss, tell. `origin`: the thing that led to it, which the actor must be able to read."""
    policy.require_start(actor, community, draft.kind)
    thread = _new_thread(actor, community, draft, author_id=actor.person_id, consent=consent)
    _record_start(actor, thread)
    if origin is not None:
        chain.link(actor, origin, _ref(thread), Relation.LED_TO)
    return thread


def keep_message(
    actor: Viewer, community: Community, message: Ref, draft: Draft, *, consent: Consent = NO_CONSENT
) -> Thread:
    """Turn a chat message into a thread: its words as they are, under the name of who wrote it.

    `draft.body` is ignored. What was written in one community is kept only there.
    """
    policy.require_start(actor, community, draft.kind)
    card = subjects.require_card(actor, message)
    if card.community_id != community.id:
        raise Refused("A message is kept in the community it was written in.")
    author_id = card.author_id or actor.person_id
    kept = Draft(title=draft.title, body=card.body, kind=draft.kind, tags=draft.tags)
    thread = _new_thread(actor, community, kept, author_id=author_id, consent=consent)
    if author_id != actor.id:  # (a guest, where that person has left meanwhile, follows nothing)
        communities.follow_own(community_queries.viewer_for(author_id), _ref(thread))
    _record_start(actor, thread, is_kept=True)
    chain.link(actor, message, _ref(thread), Relation.KEPT_FROM)
    return thread


def _new_thread(actor: Viewer, community: Community, draft: Draft, *, author_id: int, consent: Consent) -> Thread:
    tags = clean_tags(draft.tags)
    require_clear(actor, {"title": draft.title, "body": draft.body, "tags": ", ".join(tags)}, consent)
    moment = clock.now()
    thread = Thread(
        community_id=community.id,
        community=community,
        kind=draft.kind,
        title=_clean_title(draft.title),
        author_id=author_id,
        started_by_id=actor.person_id,
        created_at=moment,
        last_post_at=moment,
        last_post_by_id=author_id,
        state=ThreadState.OPEN,
        post_count=0,
        last_post_id=0,
        first_reply_at=None,
        is_pinned=False,
        is_hidden=False,
        tags=[ThreadTag(key=tag.casefold(), label=tag) for tag in tags],
    )
    db.session.add(thread)
    db.session.flush()
    post = _add_post(thread, author_id, draft.body)
    thread.excerpt = excerpt(post.body, EXCERPT_LENGTH)
    communities.follow_own(actor, _ref(thread))
    for person_id in {author_id, actor.person_id}:
        _mark_read(person_id, thread, post.number)
    return thread


def _record_start(actor: Viewer, thread: Thread, *, is_kept: bool = False) -> None:
    told = (thread.author_id,) if thread.author_id != thread.started_by_id else ()
    record(events.ThreadStarted(**_about(actor, thread), kind=thread.kind, is_kept=is_kept, person_ids=told))
    post = db.session.get_one(Post, thread.last_post_id)
    communities.mention_people(actor, Ref("post", post.id), post.body, thread.community_id)


def _ref(thread: Thread) -> Ref:
    return Ref("thread", thread.id)


def _about(actor: Viewer, thread: Thread) -> dict[str, Any]:
    """What all events of discussions carry."""
    return {
        "actor_id": actor.id,
        "subject_kind": "thread",
        "subject_id": thread.id,
        "community_id": thread.community_id,
    }


def _clean_title(title: str) -> str:
    cleaned = " ".join(title.split())
    if len(cleaned) < 5:
        raise Invalid("Enter a title of at least 5 characters.", "title")
    if len(cleaned) > TITLE_LENGTH:
        raise Invalid(f"Shorten the title to {TITLE_LENGTH} characters. Details go below.", "title")
    return cleaned


def _clean_text(text: str, *, longest: int = BODY_LENGTH, missing: str = "Write something first.") -> str:
    cleaned = text.replace("\r\n", "\n").strip()
    if not cleaned:
        raise Invalid(missing, "body")
    if len(cleaned) > longest:
        raise Invalid(f"Shorten this to {longest} characters.", "body")
    return cleaned


def clean_tags(tags: Sequence[str]) -> list[str]:
    """Each once, in the order typed. Raises Invalid."""
    found: dict[str, str] = {}
    for tag in tags:
        if label := " ".join(tag.strip("# \t").split()):
            found.setdefault(label.casefold(), label)
    if len(found) > MOST_TAGS:
        raise Invalid(f"Choose up to {MOST_TAGS} tags.", "tags")
    if any(len(tag) > TAG_LENGTH or len(key) > 2 * TAG_LENGTH for key, tag in found.items()):
        raise Invalid(f"Shorten each tag to {TAG_LENGTH} characters. Put commas between tags.", "tags")
    return list(found.values())


def _add_post(thread: Thread, author_id: int, body: str) -> Post:
    text = _clean_text(body)
    # The lock makes two who answer at once wait for each other, so that each gets a number of its own.
    db.session.refresh(thread, ["post_count", "state", "first_reply_at"], with_for_update=True)
    moment = clock.now()
    post = Post(
        thread_id=thread.id,
        number=thread.post_count + 1,
        author_id=author_id,
        body=text,
        body_html=to_html(text),
        created_at=moment,
        is_accepted=False,
        is_hidden=False,
    )
    db.session.add(post)
    db.session.flush()
    thread.post_count, thread.last_post_id = post.number, post.id
    thread.last_post_at, thread.last_post_by_id = moment, author_id
    if thread.first_reply_at is None and author_id != thread.author_id:
        thread.first_reply_at = moment
    return post


def reply(actor: Viewer, thread: Thread, body: str, *, consent: Consent = NO_CONSENT) -> Post:
    policy.require_reply(actor, thread)
    require_clear(actor, {"body": body}, consent)
    post = _add_post(thread, actor.person_id, body)
    communities.follow_own(actor, _ref(thread))
    _mark_read(actor.person_id, thread, post.number)
    record(events.ReplyPosted(**_about(actor, thread), post_id=post.id))
    communities.mention_people(actor, Ref("post", post.id), post.body, thread.community_id)
    return post


def edit_post(actor: Viewer, thread: Thread, post: Post, draft: Draft, *, consent: Consent = NO_CONSENT) -> None:
    """Change one's words; what they were stays readable. Title and tags count for the first post only."""
    policy.require_edit_post(actor, thread, post)
    texts = {"body": draft.body}
    if post.is_first:
        texts |= {"title": draft.title, "tags": ", ".join(clean_tags(draft.tags))}
    require_clear(actor, texts, consent)
    body = _clean_text(draft.body)
    title = _clean_title(draft.title) if post.is_first else thread.title
    if body != post.body or title != thread.title:
        moment = clock.now()
        db.session.add(
            PostRevision(
                post_id=post.id,
                title=thread.title if post.is_first else "",
                body=post.body,
                body_html=post.body_html,
                written_at=post.edited_at or post.created_at,
                replaced_by_id=actor.person_id,
                replaced_at=moment,
            )
        )
        post.body, post.body_html, post.edited_at = body, to_html(body), moment
    if post.is_first:
        thread.title, thread.excerpt = title, excerpt(body, EXCERPT_LENGTH)
        _set_tags(thread, clean_tags(draft.tags))
    db.session.flush()
    record(events.PostEdited(**_about(actor, thread), post_id=post.id))


def _set_tags(thread: Thread, tags: Sequence[str]) -> None:
    wanted = {tag.casefold(): tag for tag in tags}
    kept = {tag.key: tag for tag in thread.tags if tag.key in wanted}
    for key, tag in kept.items():
        tag.label = wanted[key]
    thread.tags = [kept.get(key) or ThreadTag(key=key, label=label) for key, label in wanted.items()]


def accept_answer(actor: Viewer, thread: Thread, post: Post) -> None:
    """This is what worked. Several of a thread's posts may be."""
    policy.require_accept(actor, thread)
    _require_answer(actor, thread, post)
    if post.is_accepted:
        return
    post.is_accepted, post.accepted_by_id = True, actor.id
    thread.state = ThreadState.ANSWERED
    record(events.AnswerAccepted(**_about(actor, thread), post_id=post.id, person_ids=(post.author_id,)))


def unaccept_answer(actor: Viewer, thread: Thread, post: Post) -> None:
    policy.require_accept(actor, thread)
    _require_answer(actor, thread, post)
    if not post.is_accepted:
        return
    post.is_accepted, post.accepted_by_id = False, None
    db.session.flush()
    thread.state = _state_of_open(thread)
    record(events.AnswerUnaccepted(**_about(actor, thread), post_id=post.id))


def _require_answer(actor: Viewer, thread: Thread, post: Post) -> None:
    if post.thread_id != thread.id:
        raise NotThere
    policy.require_read_post(actor, thread, post)
    if post.is_first:
        raise Invalid("The question itself cannot be its answer.")


def _state_of_open(thread: Thread) -> ThreadState:
    accepted = db.session.scalar(
        select(Post.id).where(Post.thread_id == thread.id, Post.is_accepted.is_(True)).limit(1)
    )
    return ThreadState.ANSWERED if accepted else ThreadState.OPEN


def pin_thread(actor: Viewer, thread: Thread, *, is_pinned: bool) -> None:
    """At the top of its community's page, or back in its place."""
    policy.require_convene(actor, thread)
    if thread.is_pinned == is_pinned:
        return
    thread.is_pinned = is_pinned
    record(events.ThreadPinned(**_about(actor, thread), is_pinned=is_pinned))


def summarise(actor: Viewer, thread: Thread, body: str, *, consent: Consent = NO_CONSENT) -> Summary:
    """Stands at the top of the thread in place of the summary before it, which stays in the history."""
    policy.require_summarise(actor, thread)
    require_clear(actor, {"body": body}, consent)
    text = _clean_text(body, longest=OUTCOME_LENGTH, missing="Write the summary first.")
    summary = Summary(
        thread_id=thread.id,
        author_id=actor.person_id,
        body=text,
        body_html=to_html(text),
        post_count=thread.post_count,
        written_at=clock.now(),
    )
    db.session.add(summary)
    db.session.flush()
    communities.follow_own(actor, _ref(thread))
    record(events.ThreadSummarised(**_about(actor, thread), summary_id=summary.id))
    return summary


def close_thread(actor: Viewer, thread: Thread, outcome: str, *, consent: Consent = NO_CONSENT) -> None:
    """Stop further replies and say what came of it; reading goes on."""
    policy.require_convene(actor, thread)
    if thread.is_closed:
        raise Refused("This thread is closed already.")
    require_clear(actor, {"body": outcome}, consent)
    text = _clean_text(outcome, longest=OUTCOME_LENGTH, missing="Say in a sentence or two what came of it.")
    thread.outcome, thread.outcome_html = text, to_html(text)
    thread.state, thread.closed_by_id, thread.closed_at = ThreadState.CLOSED, actor.id, clock.now()
    record(events.ThreadClosed(**_about(actor, thread)))


def reopen_thread(actor: Viewer, thread: Thread) -> None:
    """The outcome is kept, and offered again when the thread is closed anew."""
    policy.require_convene(actor, thread)
    if not thread.is_closed:
        return
    thread.state, thread.closed_by_id, thread.closed_at = _state_of_open(thread), None, None
    record(events.ThreadReopened(**_about(actor, thread)))


def hide_thread(actor: Viewer, thread: Thread, *, is_hidden: bool) -> None:
    """From everybody but the convenors, or back for all who may read the community."""
    policy.require_convene(actor, thread)
    if thread.is_hidden == is_hidden:
        return
    thread.is_hidden = is_hidden
    record(events.ThreadHidden(**_about(actor, thread), is_hidden=is_hidden))


def hide_post(actor: Viewer, thread: Thread, post: Post, *, is_hidden: bool) -> None:
    policy.require_convene(actor, thread)
    if post.thread_id != thread.id:
        raise NotThere
    if post.is_first:
        raise Invalid("Hide the whole thread instead: without its first post nobody could follow it.")
    if post.is_hidden == is_hidden:
        return
    post.is_hidden = is_hidden
    record(events.PostHidden(**_about(actor, thread), post_id=post.id, is_hidden=is_hidden))


@unrecorded("a reaction is read on the post; it is nobody's news")
def react(actor: Viewer, thread: Thread, post: Post, kind: ReactionKind, *, is_on: bool) -> None:
    policy.require_react(actor, thread, post)
    if not is_on:
        db.session.execute(
            delete(Reaction).where(Reaction.post_id == post.id, Reaction.person_id == actor.id, Reaction.kind == kind)
        )
        return
    _add_once(Reaction(post_id=post.id, person_id=actor.person_id, kind=kind))


@unrecorded("how far somebody has read is private")
def mark_read(actor: Viewer, thread: Thread, number: int) -> None:
    """Read up to and with post `number`; a mark never moves back."""
    require_signed_in(actor)
    policy.require_read(actor, thread)
    _mark_read(actor.person_id, thread, max(0, min(number, thread.post_count)))


def _mark_read(person_id: int, thread: Thread, number: int) -> None:
    mark = _mark_of(person_id, thread)
    if mark is None and number > 0:
        fresh = ReadMark(person_id=person_id, thread_id=thread.id, last_post_number=number, read_at=clock.now())
        if _add_once(fresh):
            return
        mark = _mark_of(person_id, thread)
    if mark is not None and number > mark.last_post_number:
        mark.last_post_number, mark.read_at = number, clock.now()


def _mark_of(person_id: int, thread: Thread) -> ReadMark | None:
    return db.session.scalars(
        select(ReadMark).where(ReadMark.person_id == person_id, ReadMark.thread_id == thread.id)
    ).first()


def _add_once(row: Reaction | ReadMark) -> bool:
    """False when the other of two clicks was faster."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return False
    return True
