"""The digest as a letter, written when it is sent, and the link in it that ends it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from lhs_community.communities.queries.members import viewer_for
from lhs_community.digest import queries
from lhs_community.digest.content import Digest
from lhs_community.digest.models import Frequency
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.mail import Composed
from lhs_community.foundation.web.access import site_address


def write(facts: Mapping[str, Any]) -> Composed | None:
    """With the rights of this moment; None for who has left, has stopped it, or has missed nothing."""
    try:
        viewer = viewer_for(int(facts["person_id"]))
    except NotThere:
        return None
    plan = queries.find_plan(viewer)
    if plan is None or plan.frequency is Frequency.NEVER:
        return None
    since, until = (datetime.fromisoformat(facts[name]) for name in ("since", "until"))
    digest = queries.get_digest(viewer, since, until, for_mail=True)
    if digest.is_empty:
        return None
    site, token = site_address(), token_of(viewer.person_id)
    day = until.astimezone(ZoneInfo(viewer.time_zone))
    words = {
        "digest": digest,
        "name": viewer.name,
        "site": site,
        "day": f"{day.day} {day:%B %Y}",
        "site_name": current_app.config["ORGANISATION_NAME"],
        "settings_url": f"{site}/digest/settings",
        "stop_url": f"{site}/digest/stop/{token}",
    }
    render = current_app.jinja_env.get_template
    return Composed(
        subject=f"What you missed: {_in_short(digest)}",
        text=render("digest/mail/digest.txt").render(words),
        html=render("digest/mail/digest.html").render(words),
        # RFC 8058: one POST to this address, without a page or a cookie, ends it.
        headers={
            "List-Unsubscribe": f"<{words['stop_url']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _in_short(digest: Digest) -> str:
    """Counts only: a subject line is read by whoever sees the phone."""
    count = sum(len(section.items) + section.left_out for section in digest.sections) + digest.quiet_count
    return f"{count} {'thing' if count == 1 else 'things'}, {digest.minutes} min"


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="digest stop")


def token_of(person_id: int) -> str:
    """Signed, for the link in the mail; good for nothing but to stop that person's digest."""
    return str(_serializer().dumps(person_id))


def person_of(token: str) -> int:
    """Raises NotThere for a token that is not ours."""
    try:
        found = _serializer().loads(token)
    except BadSignature:
        raise NotThere from None
    if not isinstance(found, int):
        raise NotThere
    return found
