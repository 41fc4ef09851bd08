"""Follow buttons, and the page of all that one follows."""

from __future__ import annotations

from flask import Response, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.communities.actions import following as actions
from lhs_community.communities.models import FollowLevel
from lhs_community.communities.queries import following as queries
from lhs_community.communities.views.shared import blueprint
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.web.access import go_to, safe_next


@blueprint.post("/follow/<kind>/<int:subject_id>")
def set_following(kind: str, subject_id: int) -> Response:
    """`level` is one of follow, watch, mute, none; back to where the button stood."""
    level = request.form.get("level", "")
    if level not in ("none", *FollowLevel):
        raise Invalid("Choose to follow, to watch, to mute, or none of these.")
    actions.set_following(current.viewer(), Ref(kind, subject_id), None if level == "none" else FollowLevel(level))
    return go_to(safe_next(request.form.get("next"), url_for("home.show_home")))


@blueprint.get("/following")
def list_following() -> str:
    viewer = current.viewer()
    chosen = request.args.get("level", "")
    level = FollowLevel(chosen) if chosen in set(FollowLevel) else None
    before = request.args.get("before", type=int)
    return render_template(
        "communities/list_following.html",
        page=queries.list_followed(viewer, level, before=before),
        counts=queries.count_followed(viewer),
        level=level,
        levels=FollowLevel,
        is_first=before is None,
    )
