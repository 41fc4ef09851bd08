"""Who may do what with meetings. What a community allows stands in communities.policy; this adds to it.

read         whoever reads the community
join         the joining link: whoever reads it and is signed in
arrange      convenors of the community
run          convenors and whoever facilitates, as long as they may post there: change, cancel, agenda, links
sign up      whoever posts there
attendance   who is coming: members, and whoever runs it
notes        members and whoever runs it: write notes, add actions
tick         an action: its owner and whoever runs the meeting
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, select

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.meetings.models import Meeting, MeetingHost, Task


def may_read(viewer: Viewer, meeting: Meeting) -> bool:
    """The meeting's community must be loaded."""
    return communities.may_read(viewer, meeting.community)


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_read, on Meeting."""
    return communities.in_readable(viewer, Meeting.community_id)


def require_read(viewer: Viewer, meeting: Meeting) -> None:
    if not may_read(viewer, meeting):
        raise NotThere


def may_join(viewer: Viewer, meeting: Meeting) -> bool:
    return not viewer.is_guest and may_read(viewer, meeting)


def may_arrange(actor: Viewer, community: Community) -> bool:
    return communities.may_convene(actor, community)


def require_arrange(actor: Viewer, community: Community) -> None:
    communities.require_read(actor, community)
    if not may_arrange(actor, community):
        raise Refused("Only a convenor of this community can arrange a meeting. Ask one of them.")


def is_host(viewer: Viewer, meeting: Meeting) -> bool:
    """The meeting's hosts must be loaded."""
    return viewer.id is not None and any(host.person_id == viewer.id for host in meeting.hosts)


def may_run(actor: Viewer, meeting: Meeting) -> bool:
    """The meeting's community and hosts must be loaded."""
    if communities.may_convene(actor, meeting.community):
        return True
    return is_host(actor, meeting) and communities.may_post(actor, meeting.community)


def run_by(actor: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_run, on Meeting."""
    if actor.is_guest:
        return false()
    hosted = select(MeetingHost.meeting_id).where(MeetingHost.person_id == actor.id)
    may_post = select(Community.id).where(communities.postable_by(actor))
    return or_(
        Meeting.community_id.in_(sorted(actor.convenes)),
        and_(Meeting.id.in_(hosted), Meeting.community_id.in_(may_post)),
    )


def require_run(actor: Viewer, meeting: Meeting) -> None:
    require_read(actor, meeting)
    if not may_run(actor, meeting):
        raise Refused("Only a convenor of this community, or who facilitates the meeting, can do this.")


def may_sign_up(actor: Viewer, meeting: Meeting) -> bool:
    return communities.may_post(actor, meeting.community)


def require_sign_up(actor: Viewer, meeting: Meeting) -> None:
    require_read(actor, meeting)
    if not may_sign_up(actor, meeting):
        raise Refused("Only members can sign up for this meeting. Join the community first.")


def may_see_attendance(viewer: Viewer, meeting: Meeting) -> bool:
    return communities.is_member(viewer, meeting.community_id) or may_run(viewer, meeting)


def may_write_notes(actor: Viewer, meeting: Meeting) -> bool:
    return communities.is_member(actor, meeting.community_id) or may_run(actor, meeting)


def require_write_notes(actor: Viewer, meeting: Meeting) -> None:
    require_read(actor, meeting)
    if not may_write_notes(actor, meeting):
        raise Refused("Only members of this community write notes and actions. Join it first.")


def may_tick(actor: Viewer, task: Task) -> bool:
    """The task's meeting must be loaded with its community and hosts."""
    if actor.is_guest or not may_read(actor, task.meeting):
        return False
    return task.owner_id == actor.id or may_run(actor, task.meeting)


def require_tick(actor: Viewer, task: Task) -> None:
    require_read(actor, task.meeting)
    if not may_tick(actor, task):
        raise Refused("Only its owner, or who runs the meeting, can say that this is done.")
