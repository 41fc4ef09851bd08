"""Pages of decisions."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.communities.queries.communities import get_community, get_community_by_id, list_postable
from lhs_community.communities.queries.members import find_membership, list_members
from lhs_community.decisions import actions, policy, queries
from lhs_community.decisions.forms import DecisionForm, NoteForm
from lhs_community.decisions.models import METHOD_LABELS, NOTE_LABELS, STATE_LABELS, DecisionState, Method
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public

blueprint = Blueprint("decisions", __name__)
PAGE = 30


@blueprint.get("/decisions")
@public
def list_decisions() -> str:
    """`community` (slug), `state` and `before` (id) narrow the register."""
    viewer = current.viewer()
    slug, state = request.args.get("community"), request.args.get("state")
    community = get_community(viewer, slug) if slug else None
    chosen = DecisionState(state) if state in list(DecisionState) else None
    found = queries.list_decisions(viewer, community, chosen, request.args.get("before", type=int), limit=PAGE + 1)
    return render_template(
        "decisions/list_decisions.html",
        decisions=found[:PAGE],
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        community=community,
        state=chosen,
        states=STATE_LABELS,
        today=clock.now().date(),
    )


@blueprint.get("/decisions/<int:decision_id>")
@public
def show_decision(decision_id: int) -> str:
    viewer = current.viewer()
    decision = queries.get_decision(viewer, decision_id)
    return render_template(
        "decisions/show_decision.html",
        decision=decision,
        notes=queries.list_notes(viewer, decision),
        may_add=policy.may_look_after(viewer, decision) and decision.state is not DecisionState.ENDED,
        methods=METHOD_LABELS,
        states=STATE_LABELS,
        note_labels=NOTE_LABELS,
        today=clock.now().date(),
    )


@blueprint.route("/decisions/new", methods=["GET", "POST"])
@limited("30 per hour")
@submitted_once
def record_decision() -> Response:
    """`from` names the thing it came of; `community` (slug) where it belongs when that says nothing; `title`."""
    viewer = current.viewer()
    origin = subjects.find_origin(viewer, request.args.get("from", ""))
    community = _community(origin)
    if community is None:
        return Response(
            render_template("decisions/choose_community.html", communities=list_postable(viewer))
        )
    policy.require_record(viewer, community)
    part = subjects.part(viewer, origin.ref, request.args.get("part", "")) if origin else None
    begun = {"title": part.title[:200], "what": part.body} if part else _beginnings(viewer, origin)
    if title := request.args.get("title", "")[:200]:
        begun = {**begun, "title": title}
    form = DecisionForm(decided_on=clock.now().date(), owner_id=viewer.id, **begun)
    members = [(one.person_id, one.person.name) for one in list_members(viewer, community)]
    form.owner_id.choices = [(viewer.person_id, viewer.name), *(one for one in members if one[0] != viewer.id)]
    if form.validate_on_submit():
        with form.refusals():
            membership = find_membership(viewer, community, form.owner_id.data)
            decision = actions.record_decision(
                viewer,
                community,
                title=form.title.data or "",
                what=form.what.data or "",
                why=form.why.data or "",
                method=Method(form.method.data),
                options_not_taken=form.options_not_taken.data or "",
                dissent=form.dissent.data or "",
                owner=membership.person if membership else None,
                decided_on=form.decided_on.data,
                review_on=form.review_on.data,
                origin=origin.ref if origin else None,
                consent=form.consent(),
            )
            return go_to(url_for(".show_decision", decision_id=decision.id))
    return form.page("decisions/record_decision.html", community=community, origin=origin)


def _beginnings(viewer: Viewer, origin: subjects.Card | None) -> dict[str, str]:
    """What the thing it comes of says already, in the fields where it belongs."""
    outline = subjects.outline(viewer, origin.ref) if origin else {}
    fields = {"what": "decided", "why": "reasons", "dissent": "dissent"}
    return {field: outline[name] for field, name in fields.items() if outline.get(name)}


def _community(origin: subjects.Card | None) -> Community | None:
    viewer = current.viewer()
    if origin and origin.community_id:
        return get_community_by_id(viewer, origin.community_id)
    slug = request.args.get("community")
    return get_community(viewer, slug) if slug else None


@blueprint.route("/decisions/<int:decision_id>/add", methods=["GET", "POST"])
@submitted_once
def add_note(decision_id: int) -> Response:
    viewer = current.viewer()
    decision = queries.get_decision(viewer, decision_id)
    policy.require_look_after(viewer, decision)
    form = NoteForm()
    if form.validate_on_submit():
        with form.refusals():
            body, consent = form.body.data or "", form.consent()
            if form.kind.data == "review":
                actions.review_decision(viewer, decision, body, form.next_review_on.data, consent)
            elif form.kind.data == "end":
                actions.end_decision(viewer, decision, body, consent)
            else:
                actions.correct_decision(viewer, decision, body, consent)
            return go_to(url_for(".show_decision", decision_id=decision.id))
    return form.page("decisions/add_note.html", decision=decision)
