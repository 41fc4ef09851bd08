"""What waits for a convenor, from every feature that keeps something to be looked after.

Each part asks its own feature, which asks its own policy; a fixed number of queries however much waits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.queries import charters, requests, welcomes
from lhs_community.communities.queries.communities import communities_by_id
from lhs_community.convening.bench import Act, Row, Section
from lhs_community.discussions.queries import care, threads
from lhs_community.discussions.queries.summaries import list_summary_drafts
from lhs_community.foundation import clock
from lhs_community.meetings.queries import meetings
from lhs_community.moderation import queries as moderation

MOST = 15  # rows a section


def get_workbench(viewer: Viewer, community_ids: Collection[int], stalled_after: timedelta) -> list[Section]:
    """In order of urgency; sections with nothing in them are left out. Only of communities that the viewer convenes."""
    ids = sorted(set(community_ids) & viewer.convenes)
    if not ids:
        return []
    seen: set[str] = set()
    sections = []
    for section in (
        _reported(viewer, ids),
        _overdue(viewer, ids),
        _first_posts(viewer, ids),
        _join_requests(viewer, ids),
        _unwelcomed(viewer, ids),
        _to_prepare(viewer, ids),
        _drafts(viewer, ids),
        _unsettled(viewer, ids),
        _stalled(viewer, ids, stalled_after),
        _charters(viewer, ids),
    ):
        # A thread that is overdue and a first post stands once, where it is most urgent.
        rows = [row for row in section.rows if row.url not in seen]
        seen |= {row.url for row in rows}
        if rows:
            sections.append(Section(section.key, section.title, section.why, rows[:MOST], len(rows) > MOST))
    return sections


def _reported(viewer: Viewer, ids: Sequence[int]) -> Section:
    rows = [
        Row(
            title=one.card.title,
            url=one.card.url,
            acts=_settle(one.first_id, can_hide=one.can_hide),
            note="; ".join(dict.fromkeys(flag.reason_label for flag in one.flags)),
            who=one.card.author_name,
            community=one.card.community_name,
            since=one.since,
            is_overdue=True,
        )
        for one in moderation.list_reported(viewer, ids)
    ]
    return Section(
        "reported", "Reported", "Look at it, then hide it or leave it. Those who reported it are told.", rows
    )


def _settle(flag_id: int, *, can_hide: bool) -> list[Act]:
    url = f"/reports/{flag_id}/settle"
    hide = [Act("Hide it", url, {"do": "hide"}, is_first=True)] if can_hide else []
    return [*hide, Act("Leave it", url, {"do": "leave"}), Act("All reports", "/reports")]


def _overdue(viewer: Viewer, ids: Sequence[int]) -> Section:
    rows = [
        _thread_row(
            one, [_answer(one), _to(one, "assign", "Assign"), _to(one, "merge", "Merge"), _close(one)], late=True
        )
        for one in care.list_overdue(viewer, ids)
    ]
    return Section(
        "overdue", "Past due without an answer", "Answer it, ask somebody who knows, or give it an owner.", rows
    )


def _first_posts(viewer: Viewer, ids: Sequence[int]) -> Section:
    rows = [
        _thread_row(one, [_answer(one), _to(one, "assign", "Assign")])
        for one in care.list_first_posts_without_reply(viewer, ids)
    ]
    return Section(
        "first-posts",
        "First posts without a reply",
        "Who hears nothing the first time seldom comes back. A word within a day is enough.",
        rows,
    )


def _drafts(viewer: Viewer, ids: Sequence[int]) -> Section:
    rows = [
        Row(
            title=one.thread.title,
            url=f"/threads/{one.thread_id}",
            acts=[
                Act("Go on writing", f"/threads/{one.thread_id}/summarise", is_first=True),
                Act("Hand it over", f"/threads/{one.thread_id}/summarise/owner"),
            ],
            note="Made by rules" if one.is_by_rules else "Draft",
            who=one.thread.summary_owner.name if one.thread.summary_owner else one.saved_by.name,
            community=one.thread.community.name,
            since=one.saved_at,
        )
        for one in list_summary_drafts(viewer, ids)
    ]
    return Section("drafts", "Drafts of summaries", "Finish and publish them, or ask somebody who was there.", rows)


def _unsettled(viewer: Viewer, ids: Sequence[int]) -> Section:
    """With replies, but nobody has said what worked: the asker may only have forgotten."""
    week_ago = clock.now() - timedelta(days=7)
    rows = [
        _thread_row(one, [_to(one, "", "Mark what worked", first=True), _summarise(one), _close(one)])
        for one in threads.list_unsettled(viewer, ids)
        if one.thread.last_post_at < week_ago
    ]
    return Section("unsettled", "Answered, but not settled", "Say what worked, or ask whoever asked.", rows)


def _stalled(viewer: Viewer, ids: Sequence[int], quiet_for: timedelta) -> Section:
    rows = [
        _thread_row(one, [_summarise(one, first=True), _agenda(one), _to(one, "merge", "Merge"), _close(one)])
        for one in care.list_stalled(viewer, ids, quiet_for)
    ]
    why = f"Nobody has written for {quiet_for.days} days. Summarise it, talk about it when you meet, or close it."
    return Section("stalled", "Gone quiet", why, rows)


def _thread_row(row: threads.Row, acts: Sequence[Act], *, late: bool = False) -> Row:
    thread = row.thread
    return Row(
        title=thread.title,
        url=f"/threads/{thread.id}",
        acts=acts,
        note=thread.kind_label,
        who=thread.author.name,
        community=thread.community.name,
        since=thread.due_at if late else thread.last_post_at,
        is_overdue=late,
    )


def _to(row: threads.Row, step: str, label: str, *, first: bool = False) -> Act:
    return Act(label, f"/threads/{row.thread.id}/{step}".rstrip("/"), is_first=first)


def _answer(row: threads.Row) -> Act:
    return Act("Answer, or ask somebody", f"/threads/{row.thread.id}#reply", is_first=True)


def _summarise(row: threads.Row, *, first: bool = False) -> Act:
    return _to(row, "summarise", "Summarise", first=first)


def _close(row: threads.Row) -> Act:
    return _to(row, "close", "Close with an outcome")


def _agenda(row: threads.Row) -> Act:
    return Act("Put on an agenda", f"/meetings/put-on-agenda?about=thread:{row.thread.id}")


def _join_requests(viewer: Viewer, ids: Sequence[int]) -> Section:
    rows = []
    for one in requests.list_join_requests(viewer, ids):
        url = f"/c/{one.community.slug}/requests/{one.id}"
        acts = [Act("Let them in", url, {"do": "accept"}, is_first=True), Act("Decline", f"{url}/decline")]
        rows.append(
            Row(
                title=one.person.name,
                url=f"/c/{one.community.slug}/members#request-{one.id}",
                acts=acts,
                note=one.reason,
                who=one.person.role_title,
                community=one.community.name,
                since=one.asked_at,
            )
        )
    return Section("join-requests", "Asking to join", "They wait for a yes or a no.", rows)


def _unwelcomed(viewer: Viewer, ids: Sequence[int]) -> Section:
    rows = []
    for one in welcomes.list_unwelcomed(viewer, ids):
        url = f"/c/{one.community.slug}/welcome/{one.person_id}"
        rows.append(
            Row(
                title=one.person.name,
                url=f"/people/{one.person.handle}",
                acts=[Act("Say hello", url, is_first=True)],
                who=one.person.role_title,
                community=one.community.name,
                since=one.joined_at,
            )
        )
    return Section("welcome", "New here", "Say hello, and point to one thing worth reading.", rows)


def _to_prepare(viewer: Viewer, ids: Sequence[int]) -> Section:
    rows = []
    for one in meetings.list_to_prepare(viewer, ids):
        url = f"/meetings/{one.meeting.id}"
        label, step = ("Write the notes", "notes") if one.lacks == "notes" else ("Build the agenda", "agenda")
        rows.append(
            Row(
                title=one.meeting.title,
                url=url,
                acts=[Act(label, f"{url}/{step}", is_first=True)],
                note="No notes yet" if one.lacks == "notes" else "No agenda yet",
                community=one.meeting.community.name,
                since=one.meeting.starts_at,
            )
        )
    return Section("meetings", "Meetings to prepare", "An agenda before, notes after.", rows)


def _charters(viewer: Viewer, ids: Sequence[int]) -> Section:
    rows = [
        Row(
            title=community.name,
            url=f"/c/{community.slug}/charter",
            acts=[Act("Look at it again", f"/c/{community.slug}/charter/write", is_first=True)],
            note=f"Was to be looked at again on {community.charter_review_on:%-d %B %Y}"
            if community.charter_review_on
            else "",
        )
        for community in charters.list_due_charters(viewer)
        if community.id in ids
    ]
    return Section("charters", "Charters to review", "Is it still what this community is for?", rows)


def community_actions(viewer: Viewer, community_id: int) -> Mapping[str, Any] | None:
    if community_id not in viewer.convenes:
        return None
    return {"community": communities_by_id(viewer, [community_id])[community_id]}
