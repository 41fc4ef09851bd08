"""What calendars are told of meetings: files and feeds, each filtered by the rights of this moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.queries import token_hash
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.text import plain
from lhs_community.meetings import policy
from lhs_community.meetings.ics import Entry
from lhs_community.meetings.models import CalendarFeed, Meeting
from lhs_community.meetings.queries.meetings import list_mine, list_of_community
from lhs_community.meetings.times import wall_of

KEPT = timedelta(days=90)  # past meetings stay in a calendar for so long
QUIET_TITLE = "Meeting in a confidential community"


def list_feeds(viewer: Viewer) -> Sequence[CalendarFeed]:
    """The viewer's own, less those of communities they may no longer read."""
    return db.session.scalars(
        select(CalendarFeed)
        .where(
            CalendarFeed.person_id == viewer.id,
            or_(CalendarFeed.community_id.is_(None), communities.in_readable(viewer, CalendarFeed.community_id)),
        )
        .options(joinedload(CalendarFeed.community))
        .order_by(CalendarFeed.id)
        .limit(200)
    ).all()


def get_feed(token: str) -> tuple[Viewer, CalendarFeed]:
    """The feed of a token, and whose it is. Raises NotThere also where that person is disabled or may not read it."""
    feed = db.session.scalars(
        select(CalendarFeed)
        .where(CalendarFeed.token_hash == token_hash(token))
        .options(joinedload(CalendarFeed.community))
    ).first()
    if feed is None:
        raise NotThere
    viewer = viewer_for(feed.person_id)
    if viewer.is_guest or (feed.community and not communities.may_read(viewer, feed.community)):
        raise NotThere
    return viewer, feed


def list_feed_meetings(viewer: Viewer, feed: CalendarFeed) -> Sequence[Meeting]:
    if feed.community_id is None:
        return list_mine(viewer, KEPT)
    return list_of_community(viewer, feed.community_id, KEPT)


def entries(viewer: Viewer, meetings: Iterable[Meeting], url_of: Callable[[int], str]) -> list[Entry]:
    """As calendars show them. They are synchronised and shared, so of a confidential community they tell only when."""
    return [_entry(viewer, meeting, url_of(meeting.id)) for meeting in meetings]


def _entry(viewer: Viewer, meeting: Meeting, url: str) -> Entry:
    is_quiet = communities.is_quiet(meeting.community)
    link = meeting.joining_link if policy.may_join(viewer, meeting) else ""
    lines = [plain(meeting.purpose), f"Join: {link}" if link else "", plain(meeting.access_note), url]
    return Entry(
        uid=meeting.uid,
        sequence=meeting.sequence,
        title=QUIET_TITLE if is_quiet else meeting.title,
        description=url if is_quiet else "\n\n".join(line for line in lines if line),
        location="" if is_quiet else meeting.place or link,
        url=url,
        wall=wall_of(meeting.wall_time),
        zone=meeting.time_zone,
        starts_at=meeting.starts_at,
        length=meeting.length,
        is_second_hour=meeting.is_second_hour,
        revised_at=meeting.revised_at,
        is_cancelled=meeting.cancelled_at is not None,
    )
