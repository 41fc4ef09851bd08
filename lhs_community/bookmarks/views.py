"""The page of a bookmark, and the list of them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.bookmarks import actions, queries
from lhs_community.bookmarks.forms import AS_SET, NEVER, BookmarkForm
from lhs_community.bookmarks.moments import offered
from lhs_community.foundation import clock, limits, subjects
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, safe_next

blueprint = Blueprint("bookmarks", __name__)


@blueprint.get("/bookmarks")
def list_bookmarks() -> str:
    viewer = current.viewer()
    waiting_only = request.args.get("show") == "reminders"
    before, after = (request.args.get(name, type=int) for name in ("before", "after"))
    return render_template(
        "bookmarks/list_bookmarks.html",
        page=queries.list_bookmarks(viewer, waiting_only=waiting_only, before=before, after=after),
        counts=queries.count_bookmarks(viewer),
        waiting_only=waiting_only,
    )


@blueprint.route("/bookmarks/<kind>/<int:subject_id>", methods=["GET", "POST"])
@limits.limited("120 per minute")
@submitted_once
def keep_bookmark(kind: str, subject_id: int) -> Response:
    viewer = current.viewer()
    card = subjects.require_card(viewer, Ref(kind, subject_id))
    bookmark = queries.find_bookmark(viewer, card.ref)
    zone = ZoneInfo(viewer.time_zone)
    form = BookmarkForm(
        note=bookmark.note if bookmark else "", remind=AS_SET if bookmark and bookmark.is_waiting else NEVER
    )
    form.offer(offered(clock.now(), zone), zone, bookmark)
    if form.validate_on_submit():
        with form.refusals():
            actions.keep_bookmark(
                viewer, card.ref, note=form.note.data or "", remind_at=form.remind_at(), consent=form.consent()
            )
            flash("Bookmarked.", "success")
            return go_to(safe_next(request.args.get("next"), url_for(".list_bookmarks")))
    return form.page("bookmarks/keep_bookmark.html", card=card, bookmark=bookmark)


@blueprint.post("/bookmarks/<int:bookmark_id>/remove")
def remove_bookmark(bookmark_id: int) -> Response:
    actions.remove_bookmark(current.viewer(), bookmark_id)
    flash("The bookmark is removed.", "success")
    return go_to(safe_next(request.form.get("next"), url_for(".list_bookmarks")))
