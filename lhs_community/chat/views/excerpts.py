"""From talk to learning: choosing messages, saying what they should become, and what was kept."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Response, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import policy
from lhs_community.chat.actions import excerpts as actions
from lhs_community.chat.forms import KeepForm
from lhs_community.chat.models.messages import Message
from lhs_community.chat.queries import channels, excerpts as queries
from lhs_community.chat.queries.channels import Talk
from lhs_community.chat.views.shared import CHANNEL, blueprint
from lhs_community.communities.queries.communities import list_postable
from lhs_community.foundation.errors import Refused
from lhs_community.foundation.limits import limited
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to

NO_COMMUNITY = "You can post in no community yet. Join one first; then you can keep what you said."


@blueprint.get(f"{CHANNEL}/select")
def select_messages(kind: str, subject_id: int) -> str:
    """`before` older ones, `at` the page around a message, chosen already."""
    viewer = current.viewer()
    talk = channels.get_talk(viewer, Ref(kind, subject_id))
    before, at = request.args.get("before", type=int), request.args.get("at", type=int)
    if at is not None:
        before = min(at + queries.PAGE // 2, talk.last_number) + 1
    said = queries.list_to_choose(viewer, talk.channel, before)
    return render_template(
        "chat/select_messages.html",
        talk=talk,
        said=said,
        at=at,
        mine_only=talk.community is None,
        may_keep={message.number for message in said if policy.may_keep(viewer, message)},
        has_older=len(said) == queries.PAGE,
    )


@blueprint.route(f"{CHANNEL}/keep", methods=["GET", "POST"])
@limited("60 per minute")
@submitted_once
def keep_messages(kind: str, subject_id: int) -> Response:
    """`m`, once for each message, is its number; their order is that of the excerpt."""
    viewer, subject = current.viewer(), Ref(kind, subject_id)
    talk = channels.get_talk(viewer, subject)
    numbers = request.values.getlist("m", type=int)
    chosen = queries.list_chosen(viewer, talk.channel, numbers)
    policy.require_keep(viewer, chosen)
    form = KeepForm()
    form.offer(_places(viewer, talk))
    if form.validate_on_submit():
        with form.refusals():
            kept = actions.make_excerpt(viewer, subject, numbers)
            return go_to(_next_page(form, talk, f"excerpt:{kept.id}"))
    return form.page(
        "chat/keep_messages.html", talk=talk, chosen=chosen, orders=_orders(chosen), most=queries.MOST_MESSAGES
    )


def _places(viewer: Viewer, talk: Talk) -> list[tuple[str, str]]:
    """Where one's own words out of a direct talk could go; what was said in a community stays there."""
    if talk.community is not None:
        return []
    if not (postable := list_postable(viewer)):
        raise Refused(NO_COMMUNITY)
    return [(one.slug, one.name) for one in postable]


def _next_page(form: KeepForm, talk: Talk, kept: str) -> str:
    """The form of what it becomes, begun with what was kept."""
    slug = talk.community.slug if talk.community else form.community.data
    subject, origin = talk.subject.ref, urlencode({"from": kept, "community": slug}, safe=":")
    on = f"&on={subject}" if subject.kind == "project" else ""
    return {
        "thread": f"/c/{slug}/ask?from={kept}",
        "summary": f"/c/{slug}/ask?from={kept}&then=summarise",
        "decision": f"/decisions/new?{origin}",
        "action": f"/tasks/new?{origin}{on}",
        "lesson": f"/lessons/new?{origin}",
        "project": f"/projects/new?{origin}",
    }.get(form.what.data, f"/chat/excerpts/{kept.removeprefix('excerpt:')}")


def _orders(chosen: Sequence[Message]) -> list[dict[str, list[int]]]:
    """For each message the numbers in the order that they would have with it further up, further down, or left out."""
    numbers = [message.number for message in chosen]
    return [
        {
            "up": _swapped(numbers, place - 1) if place else [],
            "down": _swapped(numbers, place) if place + 1 < len(numbers) else [],
            "out": numbers[:place] + numbers[place + 1 :],
        }
        for place in range(len(numbers))
    ]


def _swapped(numbers: Sequence[int], place: int) -> list[int]:
    return [*numbers[:place], numbers[place + 1], numbers[place], *numbers[place + 2 :]]


@blueprint.get("/chat/excerpts/<int:excerpt_id>")
def show_excerpt(excerpt_id: int) -> str:
    viewer = current.viewer()
    kept = queries.get_excerpt(viewer, excerpt_id)
    messages = [item.message for item in kept.items]
    return render_template(
        "chat/show_excerpt.html",
        kept=kept,
        talk=channels.get_talk(viewer, kept.channel.subject),
        said=messages,
        may_keep=all(policy.may_keep(viewer, message) for message in messages),
        may_let_go=policy.may_let_go(viewer, kept),
    )


@blueprint.post("/chat/excerpts/<int:excerpt_id>/let-go")
def let_go(excerpt_id: int) -> Response:
    viewer = current.viewer()
    kept = queries.get_excerpt(viewer, excerpt_id)
    subject = kept.channel.subject
    actions.let_go(viewer, kept)
    flash("Let go. Its messages are like all others again.", "success")
    return go_to(url_for(".show_channel", kind=subject.kind, subject_id=subject.id))
