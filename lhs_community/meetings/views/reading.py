"""Lists of meetings, the page of one, its print, its file for calendars."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template, request

from lhs_community.accounts import current
from lhs_community.communities import policy as communities
from lhs_community.communities.queries.communities import get_community
from lhs_community.files.queries import attachments_of
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.web.access import absolute_url, public
from lhs_community.meetings import ics
from lhs_community.meetings.models import Meeting, MeetingKind
from lhs_community.meetings.queries import agenda, attendance, feeds, meetings as queries, tasks
from lhs_community.meetings.queries.meetings import SCOPES, Filter
from lhs_community.meetings.views.shared import blueprint, tools


@blueprint.get("/meetings")
@public
def list_meetings() -> str:
    """`show` (coming, past, mine), `community` (slug), `kind` and `after` (id) narrow the list."""
    viewer = current.viewer()
    slug, kind, show = request.args.get("community"), request.args.get("kind"), request.args.get("show", "")
    community = get_community(viewer, slug) if slug else None
    wanted = Filter(
        scope=show if show in SCOPES and not (show == "mine" and viewer.is_guest) else "coming",
        kind=MeetingKind(kind) if kind in list(MeetingKind) else None,
        community_id=community.id if community else None,
    )
    page = queries.list_meetings(viewer, wanted, after=request.args.get("after", type=int))
    return render_template(
        "meetings/list_meetings.html",
        page=page,
        wanted=wanted,
        community=community,
        mine=attendance.answers_of(viewer, page.meetings),
        now=clock.now(),
        **tools(),
    )


@blueprint.get("/meetings/<int:meeting_id>")
@public
def show_meeting(meeting_id: int) -> str:
    meeting = queries.get_meeting(current.viewer(), meeting_id)
    return render_template("meetings/show_meeting.html", **_whole(meeting))


@blueprint.get("/meetings/<int:meeting_id>/print")
@public
def print_meeting(meeting_id: int) -> str:
    """Agenda, notes and actions, to print or to send on paper."""
    meeting = queries.get_meeting(current.viewer(), meeting_id)
    return render_template("meetings/print_meeting.html", **_whole(meeting))


def _whole(meeting: Meeting) -> dict[str, Any]:
    viewer = current.viewer()
    own = attendance.find_sign_up(viewer, meeting)
    return tools() | {
        "meeting": meeting,
        "community": meeting.community,
        "state": meeting.state_at(clock.now()),
        "places": attendance.count_places(viewer, meeting),
        "own": own,
        "line": attendance.place_in_line(viewer, own) if own else 0,
        "sign_ups": attendance.list_sign_ups(viewer, meeting),
        "cards": agenda.cards_of(viewer, meeting),
        "tasks": tasks.list_tasks(viewer, meeting),
        "links": queries.list_links(viewer, meeting),
        "files": attachments_of(viewer, [ref := Ref("meeting", meeting.id)]).get(ref, ()),
        "others": queries.list_series(viewer, meeting),
        "today": clock.now().date(),
        "has_begun": meeting.starts_at <= clock.now() or meeting.has_notes,
        "may_post": communities.may_post(viewer, meeting.community),
        "leads_to": [kind for kind in ("thread", "decision") if subjects.of(kind)],
    }


@blueprint.get("/meetings/<int:meeting_id>.ics")
@public
def save_meeting(meeting_id: int) -> Response:
    """One meeting as a file for calendars."""
    viewer = current.viewer()
    meeting = queries.get_meeting(viewer, meeting_id)
    body = ics.write(feeds.entries(viewer, [meeting], _url), "Meeting")
    return calendar_file(body, f"meeting-{meeting.id}.ics")


def _url(meeting_id: int) -> str:
    return absolute_url("meetings.show_meeting", meeting_id=meeting_id)


def calendar_file(body: bytes, name: str) -> Response:
    response = make_response(body)
    response.headers["Content-Type"] = ics.MIMETYPE
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
