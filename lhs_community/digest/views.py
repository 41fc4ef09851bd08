"""The digest as a page, its settings, and the way out of it."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, current_app, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.communities.queries.members import viewer_for
from lhs_community.digest import actions, letters, queries
from lhs_community.digest.forms import DigestForm
from lhs_community.digest.models import Frequency
from lhs_community.foundation import clock, limits
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public
from lhs_community.foundation.web.edge import without_session

blueprint = Blueprint("digest", __name__)
SPANS = {1: "1 day", 7: "7 days", 30: "30 days"}


def default_frequency() -> Frequency:
    return Frequency(current_app.config["DIGEST_DEFAULT"])


@blueprint.get("/digest")
def show_digest() -> str:
    """`?days=` one of SPANS."""
    viewer = current.viewer()
    days = request.args.get("days", 7, type=int)
    days = days if days in SPANS else 7
    now = clock.now()
    return render_template(
        "digest/show_digest.html",
        digest=queries.get_digest(viewer, now - timedelta(days=days), now),
        plan=queries.find_plan(viewer),
        days=days,
        spans=SPANS,
    )


@blueprint.route("/digest/settings", methods=["GET", "POST"])
@submitted_once
def change_digest() -> Response:
    viewer = current.viewer()
    form = DigestForm.of(queries.find_plan(viewer), default_frequency())
    if form.validate_on_submit():
        with form.refusals():
            actions.choose(viewer, Frequency(form.frequency.data), weekday=form.weekday.data, hour=form.hour.data)
            flash("Your digest is set.", "success")
            return go_to(url_for(".show_digest"))
    return form.page("digest/change_digest.html")


@blueprint.get("/digest/stop/<token>")
@public
def ask_to_stop(token: str) -> str:
    """A page with one button: a mail scanner that follows links must not end anything."""
    letters.person_of(token)
    return render_template("digest/ask_to_stop.html", token=token, is_stopped=False)


@blueprint.post("/digest/stop/<token>")
@without_session  # RFC 8058: sent by a mail program, which has none; the signed token is the right
@public
@limits.limited("60 per hour")
def stop_digest(token: str) -> str:
    actions.stop(viewer_for(letters.person_of(token)), by_mail=True)
    return render_template("digest/ask_to_stop.html", token=token, is_stopped=True)
