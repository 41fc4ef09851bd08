"""Saying what worked: here, for the asker; elsewhere, for whoever tried it. And who else has the question."""

from __future__ import annotations

from sqlalchemy import delete, select

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.actions.following import follow_own
from lhs_community.discussions import events, owners, policy, sealing
from lhs_community.discussions.keeping import (
    about,
    add_once,
    count_me_too,
    ref_of,
    state_of_open,
)
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import Thread, ThreadState
from lhs_community.discussions.models.trials import SETTING_LENGTH, MeToo, Trial
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record, unrecorded
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


def accept_answer(actor: Viewer, thread: Thread, post: Post) -> None:
    """This is what worked. Several of a thread's posts may be."""
    policy.require_accept(actor, thread)
    _require_answer(actor, thread, post)
    if post.is_accepted:
        return
    shown = sealing.seen_as(actor, thread)
    post.is_accepted, post.accepted_by_id = True, shown.id
    thread.state = ThreadState.ANSWERED
    record(events.AnswerAccepted(**about(shown, thread), post_id=post.id, person_ids=(post.author_id,)))


def unaccept_answer(actor: Viewer, thread: Thread, post: Post) -> None:
    policy.require_accept(actor, thread)
    _require_answer(actor, thread, post)
    if not post.is_accepted:
        return
    post.is_accepted, post.accepted_by_id = False, None
    db.session.flush()
    thread.state = state_of_open(thread)
    record(events.AnswerUnaccepted(**about(sealing.seen_as(actor, thread), thread), post_id=post.id))
    owners.look_after(sealing.seen_as(actor, thread), thread)


def _require_answer(actor: Viewer, thread: Thread, post: Post) -> None:
    if post.thread_id != thread.id:
        raise NotThere
    policy.require_read_post(actor, thread, post)
    if post.is_first:
        raise Invalid("The question itself cannot be its answer.")


def try_answer(
    actor: Viewer, thread: Thread, post: Post, setting: str, *, has_worked: bool, consent: Consent = NO_CONSENT
) -> None:
    """Say whether an answer worked where the actor is. One word a person; said again, it replaces what was said."""
    policy.require_try(actor, thread, post)
    require_clear(actor, {"setting": setting}, consent)
    cleaned = " ".join(setting.split())
    if len(cleaned) < 3:
        raise Invalid("Say in a few words where you tried it, such as “28-bed medical ward”.", "setting")
    if len(cleaned) > SETTING_LENGTH:
        raise Invalid(f"Shorten this to {SETTING_LENGTH} characters.", "setting")
    fresh = Trial(
        post_id=post.id, person_id=actor.person_id, has_worked=has_worked, setting=cleaned, told_at=clock.now()
    )
    if (said := _trial_of(actor, post)) is not None or not add_once(fresh):
        said = said or _trial_of(actor, post)
        assert said is not None
        said.has_worked, said.setting, said.told_at = has_worked, cleaned, clock.now()
    follow_own(actor, ref_of(thread))
    record(
        events.AnswerTried(**about(actor, thread), post_id=post.id, has_worked=has_worked, person_ids=(post.author_id,))
    )


def withdraw_trial(actor: Viewer, thread: Thread, post: Post) -> None:
    policy.require_read_post(actor, thread, post)
    if (said := _trial_of(actor, post)) is not None:
        db.session.delete(said)
        record(events.TrialWithdrawn(**about(actor, thread), post_id=post.id))


def _trial_of(actor: Viewer, post: Post) -> Trial | None:
    return db.session.scalars(select(Trial).where(Trial.post_id == post.id, Trial.person_id == actor.id)).first()


@unrecorded("a count that is read on the question; it is nobody's news")
def say_me_too(actor: Viewer, thread: Thread, *, is_on: bool) -> None:
    """I have this question too: counted once a person, and who says so follows the thread."""
    policy.require_say_me_too(actor, thread)
    if is_on:
        if add_once(MeToo(thread_id=thread.id, person_id=actor.person_id)):
            follow_own(actor, ref_of(thread))
    else:
        db.session.execute(delete(MeToo).where(MeToo.thread_id == thread.id, MeToo.person_id == actor.id))
    count_me_too(thread)
