"""The page of notices, and when one wants none."""

from __future__ import annotations

from flask import Blueprint, Response, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to
from lhs_community.notifications import actions, queries
from lhs_community.notifications.forms import MarkReadForm, ProtectedTimeForm

blueprint = Blueprint("notifications", __name__)


@blueprint.get("/notices")
def show_notices() -> str:
    show_all = request.args.get("show") == "all"
    before = request.args.get("before", type=int)
    page = queries.list_notices(current.viewer(), unread_only=not show_all, before=before)
    return render_template("notifications/show_notices.html", page=page, show_all=show_all, is_first=before is None)


@blueprint.route("/notices/protected-time", methods=["GET", "POST"])
@submitted_once
def change_protected_time() -> Response:
    viewer = current.viewer()
    form = ProtectedTimeForm.of(queries.find_protected_time(viewer))
    if form.validate_on_submit():
        with form.refusals():
            actions.protect(viewer, form.plan(), is_on=bool(form.is_on.data))
            flash("Your protected time is set." if form.is_on.data else "Notices reach you at any time.", "success")
            return go_to(url_for(".change_protected_time"))
    return form.page("notifications/change_protected_time.html", peace=queries.find_peace(viewer))


@blueprint.post("/notices/read")
def mark_read() -> Response:
    form = MarkReadForm()
    if not form.validate():
        raise Invalid("Choose which notices to mark as read.")
    about = form.ref()
    actions.mark_read(current.viewer(), about, form.up_to.data or 0)
    if about is None:
        flash("All notices are marked as read.", "success")
    return go_to(url_for(".show_notices"))
