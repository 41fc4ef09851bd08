"""Meetings in a person's own calendar: addresses to subscribe to, and what is read from them."""

from __future__ import annotations

from flask import Response, render_template, request, session, url_for

from lhs_community.accounts import current
from lhs_community.communities.queries.communities import get_community, list_communities
from lhs_community.foundation.limits import limited
from lhs_community.foundation.web.access import absolute_url, go_to, public
from lhs_community.meetings import ics
from lhs_community.meetings.actions import feeds as actions
from lhs_community.meetings.queries import feeds as queries
from lhs_community.meetings.views.reading import calendar_file
from lhs_community.meetings.views.shared import blueprint

FRESH = "fresh_feed"  # in the browser's own session: the address is shown once, and then known to nobody here


@blueprint.get("/meetings/calendar")
def show_feeds() -> str:
    viewer = current.viewer()
    token = session.pop(FRESH, "")
    return render_template(
        "meetings/show_feeds.html",
        feeds=queries.list_feeds(viewer),
        communities=list_communities(viewer),
        address=absolute_url(".read_feed", token=token) if token else "",
        chosen=request.args.get("community", ""),
    )


@blueprint.post("/meetings/calendar/new")
@limited("30 per hour")
def make_feed() -> Response:
    """`community` (slug), or empty for a person's own meetings."""
    viewer = current.viewer()
    slug = request.form.get("community", "")
    session[FRESH] = actions.make_feed(viewer, get_community(viewer, slug) if slug else None)
    return go_to(url_for(".show_feeds"))


@blueprint.post("/meetings/calendar/<int:feed_id>/end")
def end_feed(feed_id: int) -> Response:
    actions.end_feed(current.viewer(), feed_id)
    return go_to(url_for(".show_feeds"))


@blueprint.get("/meetings/calendar/<token>.ics")
@public
@limited("120 per hour", methods=("GET",))
def read_feed(token: str) -> Response:
    """Calendars cannot sign in: the token in the address says whose feed it is."""
    viewer, feed = queries.get_feed(token)
    name = "Meetings" if feed.community is None else "Meetings of a community"
    entries = queries.entries(viewer, queries.list_feed_meetings(viewer, feed), _url)
    return calendar_file(ics.write(entries, name), "meetings.ics")


def _url(meeting_id: int) -> str:
    return absolute_url("meetings.show_meeting", meeting_id=meeting_id)
