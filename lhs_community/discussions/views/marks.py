"""What one has read: told by the page as posts come into view, or by its buttons."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from lhs_community.accounts import current
from lhs_community.accounts.viewer import Viewer
from lhs_community.discussions.actions import reading as actions
from lhs_community.discussions.models.threads import Thread
from lhs_community.discussions.queries import threads as queries
from lhs_community.discussions.queries.reading import get_reading
from lhs_community.discussions.reading import parse
from lhs_community.discussions.views.shared import blueprint, choice, filter_of, number, post_url
from lhs_community.foundation import limits
from lhs_community.foundation.live.rooms import tell_mine_when_kept
from lhs_community.foundation.web.access import go_to

MOST_AT_ONCE = 200  # threads marked as read by one press


@blueprint.post("/threads/<int:thread_id>/seen")
@limits.limited("240 per minute")
def mark_read(thread_id: int) -> Response:
    """`seen` names posts ("3-7,9") that were in view; `number`, without scripts: all up to that one."""
    viewer = current.viewer()
    thread = queries.get_thread(viewer, thread_id)
    up_to = min(number("number"), thread.post_count)
    actions.mark_read(viewer, thread, parse(request.form["seen"]) if "seen" in request.form else ((1, up_to),))
    answer = go_to(post_url(thread, up_to)) if request.form.get("back") else Response(status=204)
    return _told(answer, viewer, thread)


@blueprint.post("/threads/<int:thread_id>/reading")
def mark_thread(thread_id: int) -> Response:
    """`do` is read, all of it; or unread, from post `number` on."""
    viewer = current.viewer()
    thread = queries.get_thread(viewer, thread_id)
    if choice("read", "unread") == "read":
        actions.mark_all_read(viewer, [thread])
        flash("All posts of this thread are marked as read.", "success")
        return _told(go_to(url_for(".show_thread", thread_id=thread_id)), viewer, thread)
    actions.mark_unread(viewer, thread, number("number"))
    # Not back to the thread: what is in view there would be read again at once.
    flash(f"“{thread.title}” is new for you from post {max(1, number('number'))} on.", "success")
    return _told(go_to(url_for(".list_threads", scope="unread")), viewer, thread)


@blueprint.post("/threads/reading")
def mark_list() -> Response:
    """All posts of what the list shows, as far as it is new; the newest threads first."""
    viewer = current.viewer()
    wanted, _ = filter_of(viewer, request.form)
    page = queries.list_threads(viewer, wanted, limit=MOST_AT_ONCE)
    fresh = [row.thread for row in page.rows if row.unread]
    actions.mark_all_read(viewer, fresh)
    flash("Marked as read." if not page.older else f"The newest {MOST_AT_ONCE} are marked as read.", "success")
    kept = {name: value for name in ("kind", "community", "tag", "scope") if (value := request.form.get(name))}
    answer = go_to(url_for(".list_threads", **kept))  # type: ignore[arg-type]  # Flask takes any value
    for thread in fresh:
        tell_mine_when_kept(answer, viewer.person_id, read=thread.id, unread=0)
    return answer


def _told(answer: Response, viewer: Viewer, thread: Thread) -> Response:
    unread = get_reading(viewer, thread).unread
    tell_mine_when_kept(answer, viewer.person_id, read=thread.id, unread=unread)
    return answer
