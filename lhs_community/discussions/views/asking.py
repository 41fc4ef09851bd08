"""Pages to start a thread: in a community, in one yet to be chosen, from a message or another thing."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from lhs_community.accounts import current
from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.models import Relation
from lhs_community.chain.queries import results_of
from lhs_community.communities import policy as community_policy
from lhs_community.communities.models import Community
from lhs_community.communities.queries.communities import get_community, get_community_by_id, list_postable
from lhs_community.discussions import forms, policy
from lhs_community.discussions.actions import threads as thread_actions
from lhs_community.discussions.models.threads import KIND_LABELS, ThreadKind
from lhs_community.discussions.queries.sealing import may_go_unnamed
from lhs_community.discussions.views.shared import blueprint
from lhs_community.files.forms import takes_files
from lhs_community.foundation import limits, subjects
from lhs_community.foundation.errors import Refused
from lhs_community.foundation.subjects import Card
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.text import to_html
from lhs_community.foundation.web.access import go_to


def _origin(viewer: Viewer) -> Card | None:
    """What a new thread comes from, as `?from=message:5` says."""
    return subjects.find_origin(viewer, request.args.get("from", ""))


@blueprint.route("/ask", methods=["GET", "POST"])
@limits.limited("60 per hour")
@submitted_once
@takes_files
def ask() -> Response:
    """Where no community is chosen yet."""
    viewer = current.viewer()
    origin = _origin(viewer)
    if origin and origin.community_id and request.method == "GET":
        community = get_community_by_id(viewer, origin.community_id)
        return go_to(url_for(".start_thread", slug=community.slug, **request.args.to_dict()))  # type: ignore[arg-type]  # Flask takes any value
    form = forms.AskAnywhereForm(title=request.args.get("title", "")[:200])
    postable = list_postable(viewer)
    if not postable:
        raise Refused("You can post in no community yet. Join one first.")
    form.community.choices = [(one.slug, one.name) for one in postable]
    form.kind.choices = _kinds(viewer, None)
    if form.validate_on_submit():
        with form.refusals():
            community = get_community(viewer, form.community.data)
            thread = thread_actions.start_thread(
                viewer,
                community,
                form.draft(),
                origin=origin.ref if origin else None,
                chosen=form.chosen(),
                consent=form.consent(),
            )
            return go_to(url_for(".show_thread", thread_id=thread.id))
    return form.page("discussions/start_thread.html", community=None, origin=origin, kept_html=None)


def _kinds(viewer: Viewer, community: Community | None) -> list[tuple[str, str]]:
    return [
        (kind.value, label)
        for kind, label in KIND_LABELS.items()
        if (community and policy.may_start(viewer, community, kind))
        or (not community and kind not in (ThreadKind.NOTICE, ThreadKind.DATA_QUESTION))
    ]


def _offer_measures(form: forms.AskHereForm, viewer: Viewer, community: Community, origin: Card | None) -> None:
    """A data question needs a measure: the one it comes from, or one of the community's."""
    is_from_measure = origin is not None and origin.ref.kind == "measure"
    measures = () if is_from_measure else subjects.in_community(viewer, "measure", community.id)
    kinds = _kinds(viewer, community)
    if measures:
        form.measure.choices = [("", "None"), *((str(card.ref), card.title) for card in measures)]
    else:
        del form.measure
    form.kind.choices = kinds if measures or is_from_measure else _without_data_question(kinds)


def _without_data_question(kinds: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(kind, label) for kind, label in kinds if kind != ThreadKind.DATA_QUESTION]


@blueprint.route("/c/<slug>/ask", methods=["GET", "POST"])
@limits.limited("60 per hour")
@submitted_once
@takes_files
def start_thread(slug: str) -> Response:
    viewer = current.viewer()
    community = get_community(viewer, slug)
    community_policy.require_post(viewer, community)
    origin = _origin(viewer)
    if origin and (origin.ref.kind == "message" or request.args.get("then") == "summarise"):
        return _keep_as_it_is(viewer, community, origin)
    form = forms.AskHereForm(**_prefilled(community, origin))
    if not may_go_unnamed(viewer, community):
        del form.is_anonymous
    _offer_measures(form, viewer, community, origin)
    if form.validate_on_submit():
        with form.refusals():
            came_from = form.measure_ref() or (origin.ref if origin else None)
            thread = thread_actions.start_thread(
                viewer,
                community,
                form.draft(),
                origin=came_from,
                chosen=form.chosen(),
                consent=form.consent(),
            )
            return go_to(url_for(".show_thread", thread_id=thread.id))
    return form.page("discussions/start_thread.html", community=community, origin=origin, kept_html=None)


def _prefilled(community: Community, origin: Card | None) -> dict[str, str]:
    kind = request.args.get("kind", "data_question" if origin and origin.ref.kind == "measure" else "")
    found = {"title": request.args.get("title", "")[:200], "kind": kind if kind in set(ThreadKind) else "question"}
    # The title of a thing is not carried into a community whose readers may not know it.
    if origin and origin.community_id in (None, community.id):
        part = subjects.part(current.viewer(), origin.ref, request.args.get("part", ""))
        found["body"] = f"From [{origin.title}]({origin.url}):\n\n{part.body if part else ''}"
        found["title"] = found["title"] or (part.title[:200] if part else "")
    return found


def _keep_as_it_is(viewer: Viewer, community: Community, origin: Card) -> Response:
    """A message, or with `?then=summarise` several, whose summary is written next."""
    is_message = origin.ref.kind == "message"
    if is_message and (kept := results_of(viewer, origin.ref, Relation.KEPT_FROM)):
        flash("This message has been kept already.", "info")
        return go_to(kept[0].url)
    form = forms.KeepForm(**({} if is_message else {"kind": "discussion"}))
    form.kind.choices = _without_data_question(_kinds(viewer, community))
    if form.validate_on_submit():
        with form.refusals():
            keep = thread_actions.keep_message if is_message else thread_actions.keep_pieces
            thread = keep(viewer, community, origin.ref, form.draft(), consent=form.consent())
            view, begin = (".show_thread", None) if is_message else (".summarise", "rules")
            return go_to(url_for(view, thread_id=thread.id, begin=begin))
    return form.page(
        "discussions/start_thread.html", community=community, origin=origin, kept_html=to_html(origin.body)
    )
