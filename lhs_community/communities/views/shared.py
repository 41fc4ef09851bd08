"""The blueprint of communities, and what its views have in common."""

from __future__ import annotations

from flask import Blueprint, current_app, request

from lhs_community.communities.actions.invitations import Terms
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.web.access import absolute_url

blueprint = Blueprint("communities", __name__)


def terms() -> Terms:
    """Under which invitations are sent on this site."""
    link = absolute_url("communities.accept_invitation", token="TOKEN")
    return Terms(days=int(current_app.config["INVITATION_DAYS"]), link=link)


def choice(*known: str) -> str:
    wish = request.form.get("do", "")
    if wish not in known:
        raise Invalid("This button does not do what the page thought. Reload the page and try again.")
    return wish
