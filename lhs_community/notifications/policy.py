"""What makes a notice, and for whom. What each person may read is asked again each time notices are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lhs_community.communities.models import WATCHED_KINDS, FollowLevel
from lhs_community.foundation.refs import Ref

# Nobody waits to hear of these; all other events have their words in templates/<feature>/notices/<event>.txt.
QUIET = frozenset({
    "accounts.password_changed",
    "accounts.person_disabled",
    "accounts.person_joined",
    "accounts.profile_changed",
    "accounts.reset_asked",
    "accounts.sign_in_failed",
    "accounts.signed_in",
    "accounts.signed_out",
    "accounts.site_role_granted",
    "chain.links_carried",
    "chain.things_linked",
    # The page of the talk shows what was kept of it; who wrote it hears of the thread that was made.
    "chat.excerpt_let_go",
    "chat.excerpt_made",
    "chat.message_deleted",
    # Who reported it hears what came of it.
    "chat.message_hidden",
    "chat.message_shown",
    # The page of each channel says how long talk stays, a week before it holds.
    "chat.old_messages_deleted",
    "chat.retention_changed",
    "chat.message_edited",
    "chat.deleted_message_opened",
    "chat.message_pinned",
    "chat.message_reacted",
    "chat.message_unpinned",
    # Unread counts say it; a mention in one is told as communities.person_mentioned.
    "chat.message_posted",
    # Those who stay see who is in it; of a room its community hears when it starts.
    "chat.direct_left",
    # Told with its first message.
    "chat.direct_started",
    "chat.room_changed",
    "chat.room_closed",
    "chat.room_reopened",
    "communities.community_changed",
    "communities.community_started",
    "communities.invitation_resent",
    "communities.invitation_withdrawn",
    "communities.invitations_sent",
    "communities.member_left",
    "communities.person_invited",
    "diagnostics.diagnostic_changed",
    "diagnostics.diagnostic_put_back",
    "diagnostics.diagnostic_removed",
    "digest.digest_changed",
    "discussions.answer_unaccepted",
    # The page tells; who keeps it hears of the handover.
    "embedding.embedding_planned",
    "embedding.handover_taken_back",
    "discussions.post_edited",
    "discussions.post_hidden",
    "discussions.question_postponed",
    "discussions.thread_hidden",
    "discussions.thread_pinned",
    "discussions.trial_withdrawn",
    # A file comes with its post, which has words of its own.
    "files.file_attached",
    "files.file_removed",
    "expertise.expertise_described",
    "expertise.routing_declined",
    # Who has read a signal is not told before all readings are shown.
    "interpretations.reading_given",
    "library.evidence_weighed",
    "library.lesson_changed",
    "library.lesson_drafted",
    "measures.annotation_removed",
    "measures.measure_annotated",
    "measures.measure_changed",
    "measures.push_token_made",
    "measures.push_token_revoked",
    "measures.rebase_removed",
    "meetings.agenda_changed",
    # Who comes is on the page; a place that came free is told as meetings.place_given.
    "meetings.attendance_answered",
    "meetings.feed_ended",
    "meetings.feed_made",
    "meetings.link_removed",
    "meetings.meeting_changed",
    "meetings.meeting_repeated",
    "meetings.notes_changed",
    "meetings.task_ticked",
    # The order of the diagram, and steps taken back: both are in the project's log.
    "projects.diagram_changed",
    "safety.guard_overridden",
    # A new owner is told as tasks.task_given; of new words its page tells.
    "tasks.task_changed",
    # The curators' desk shows what waits; whose tag was accepted is told.
    "topics.merge_undone",
    "topics.topic_changed",
    "topics.topic_listed",
    "topics.topic_merged",
    "topics.topic_retired",
    "topics.topic_suggested",
    "unsealing.name_opened",
    # Work on a text in small steps: its history says what.
    "writeups.ask_changed",
    "writeups.authors_changed",
    "writeups.part_confirmed",
    "writeups.part_written",
    "writeups.write_up_reopened",
})

# A convenor hears of these whether or not they follow the community.
FOR_CONVENORS = frozenset({
    "communities.charter_review_fell_due", "communities.join_asked", "moderation.thing_flagged",
})

# Only those named in `person_ids` hear of these.
FOR_NAMED = frozenset({"moderation.flags_settled"})

# Told to the people the event names, and not to followers: it is their work that waits.
FOR_THE_NAMED = frozenset({
    "chat.direct_began", "discussions.question_fell_due", "embedding.check_due", "embedding.check_overdue",
})

# What somebody has asked for themselves: told though the thing is muted.
UNMUTED = frozenset({"bookmarks.reminder_due"})

# The followers of a whole community or topic hear when something begins there; who watches it, of each reply too.
BEGINNINGS = ("_started", "_published", "_recorded", "_arranged", "_opened")
REPLIES = ("_posted",)


# What cannot wait for the end of somebody's protected time.
URGENT = ("moderation.",)


def is_urgent(name: str) -> bool:
    return name.startswith(URGENT)


def is_told(name: str) -> bool:
    return name not in QUIET


def is_for_one_person(payload: Mapping[str, Any]) -> bool:
    """An event about a person (a mention, a new role) is told to that person alone."""
    return "person_id" in payload


def followed_through(subject: Ref, payload: Mapping[str, Any]) -> tuple[Ref, ...]:
    """The things whose followers hear of an event: its subject, and what the subject is part of."""
    parts = [subject]
    for key, value in payload.items():
        kind, ends, rest = key.rpartition("_id")
        if not ends or rest or not isinstance(value, int) or kind == "person":
            continue
        parts.append(Ref(kind, value))
    return tuple(dict.fromkeys(parts))


def from_near_to_far(subject: Ref, refs: Iterable[Ref]) -> tuple[tuple[Ref, ...], tuple[Ref, ...]]:
    """What something happened to, and what holds that: who has said something of the nearer is asked no further."""
    is_far = {ref: ref.kind in WATCHED_KINDS and ref != subject for ref in refs}
    return tuple(ref for ref, far in is_far.items() if not far), tuple(ref for ref, far in is_far.items() if far)


def is_heard(name: str, level: FollowLevel, *, is_around: bool) -> bool:
    """Is somebody told who follows, at that level, the thing itself, or (`is_around`) what holds it?"""
    if level is FollowLevel.MUTE:
        return False
    return not is_around or name.endswith(BEGINNINGS + REPLIES if level is FollowLevel.WATCH else BEGINNINGS)
