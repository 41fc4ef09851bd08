"""How long a community keeps its talk: what holds, what a change would do, and the change."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from lhs_community.accounts import current
from lhs_community.chat.actions import retention as actions
from lhs_community.chat.forms import ConfirmForm, RetentionForm
from lhs_community.chat.queries import retention as queries
from lhs_community.chat.views.shared import blueprint
from lhs_community.communities.policy import require_convene
from lhs_community.communities.queries.communities import get_community
from lhs_community.foundation import clock
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to


@blueprint.route("/c/<slug>/chat-retention", methods=["GET", "POST"])
def change_retention(slug: str) -> Response:
    """The first step: how many days. Nothing changes before the second."""
    viewer = current.viewer()
    community = get_community(viewer, slug)
    found, line = queries.get_retention(viewer, community), queries.line_of(viewer, community)
    form = RetentionForm(data={"days": found.days if found else None})
    if form.validate_on_submit():
        return go_to(url_for(".confirm_retention", slug=slug, days=form.days.data or 0))
    moment = clock.now()
    due = queries.count_due(viewer, community, line.days, moment) if line.days else None
    return form.page("chat/change_retention.html", community=community, found=found, line=line, due=due)


@blueprint.route("/c/<slug>/chat-retention/confirm", methods=["GET", "POST"])
@submitted_once
def confirm_retention(slug: str) -> Response:
    """The second step, with what will happen; `days` 0: keep everything."""
    viewer = current.viewer()
    community = get_community(viewer, slug)
    require_convene(viewer, community)
    days = min(request.args.get("days", 0, type=int), actions.MOST_DAYS) or None
    form = ConfirmForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.set_retention(viewer, community, days)
            flash("Saved. The page of each channel says so.", "success")
            return go_to(url_for(".change_retention", slug=slug))
    starts = clock.now() + actions.GRACE
    due = queries.count_due(viewer, community, days, starts) if days and days > 0 else None
    line = queries.line_of(viewer, community)
    return form.page(
        "chat/confirm_retention.html", community=community, days=days, due=due, line=line, starts=starts
    )
