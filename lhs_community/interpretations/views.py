"""Pages on which people read a signal together."""

from __future__ import annotations

from flask import Blueprint, Response, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.communities.queries.communities import get_community
from lhs_community.foundation import subjects
from lhs_community.foundation.limits import limited
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public
from lhs_community.interpretations import actions, policy, queries
from lhs_community.interpretations.forms import OpenForm, ReadingForm, SettleForm
from lhs_community.interpretations.models import PARTS, STATE_LABELS, SURENESS_LABELS, Interpretation, State

blueprint = Blueprint("interpretations", __name__)
PAGE = 30


def _page_of(interpretation: Interpretation) -> str:
    return url_for(".show_interpretation", interpretation_id=interpretation.id)


@blueprint.get("/interpretations")
@public
def list_interpretations() -> str:
    """`community` (slug), `open` and `before` (id) narrow the list."""
    viewer = current.viewer()
    slug, is_open = request.args.get("community"), request.args.get("open") == "1"
    community = get_community(viewer, slug) if slug else None
    found = queries.list_interpretations(
        viewer,
        community.id if community else None,
        is_open=is_open,
        before=request.args.get("before", type=int),
        limit=PAGE + 1,
    )
    return render_template(
        "interpretations/list_interpretations.html",
        interpretations=found[:PAGE],
        counts=queries.count_readings(viewer, [one.id for one in found]),
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        community=community,
        is_open=is_open,
        states=STATE_LABELS,
    )


@blueprint.route("/interpretations/new", methods=["GET", "POST"])
@limited("30 per hour")
@submitted_once
def open_interpretation() -> Response:
    """`of` names the chart, `finding` and `from` the signal on it."""
    viewer = current.viewer()
    name, start = request.args.get("finding", ""), request.args.get("from", "")
    card, finding = queries.get_finding(viewer, Ref.parse(request.args.get("of", "")), name, start)
    form = OpenForm()
    if form.validate_on_submit():
        with form.refusals():
            made = actions.open_interpretation(viewer, card, finding, form.due_at())
            return go_to(url_for(".give_reading", interpretation_id=made.id))
    return form.page("interpretations/open_interpretation.html", card=card, finding=finding)


@blueprint.get("/interpretations/<int:interpretation_id>")
@public
def show_interpretation(interpretation_id: int) -> str:
    viewer = current.viewer()
    interpretation = queries.get_interpretation(viewer, interpretation_id)
    return render_template(
        "interpretations/show_interpretation.html",
        interpretation=interpretation,
        about=subjects.card(viewer, Ref(interpretation.subject_kind, interpretation.subject_id)),
        people=_by_person(interpretation),
        count=queries.count_readings(viewer, [interpretation.id]).get(interpretation.id, 0),
        may_take_part=policy.may_take_part(viewer, interpretation),
        may_run=policy.may_run(viewer, interpretation),
        enough=policy.ENOUGH,
        states=STATE_LABELS,
        sureness=SURENESS_LABELS,
        parts=PARTS,
    )


def _by_person(interpretation: Interpretation) -> list[list[object]]:
    """Each person's readings together, the blind one first."""
    found: dict[int, list[object]] = {}
    for reading in queries.list_readings(current.viewer(), interpretation):
        found.setdefault(reading.person_id, []).append(reading)
    return list(found.values())


@blueprint.route("/interpretations/<int:interpretation_id>/reading", methods=["GET", "POST"])
@limited("60 per hour")
@submitted_once
def give_reading(interpretation_id: int) -> Response:
    viewer = current.viewer()
    interpretation = queries.get_interpretation(viewer, interpretation_id)
    policy.require_take_part(viewer, interpretation)
    is_blind = interpretation.state is State.COLLECTING
    form = ReadingForm.of(queries.find_own_reading(viewer, interpretation, 1 if is_blind else 2))
    if form.validate_on_submit():
        with form.refusals():
            actions.give_reading(viewer, interpretation, form.given(), form.consent())
            flash("Your reading is kept." + (" Others see it when all are shown." if is_blind else ""), "success")
            return go_to(_page_of(interpretation))
    return form.page("interpretations/give_reading.html", interpretation=interpretation, is_blind=is_blind)


@blueprint.post("/interpretations/<int:interpretation_id>/show")
def show_readings(interpretation_id: int) -> Response:
    interpretation = queries.get_interpretation(current.viewer(), interpretation_id)
    actions.show_readings(current.viewer(), interpretation)
    flash("All readings are shown now.", "success")
    return go_to(_page_of(interpretation))


@blueprint.route("/interpretations/<int:interpretation_id>/settle", methods=["GET", "POST"])
@submitted_once
def settle(interpretation_id: int) -> Response:
    viewer = current.viewer()
    interpretation = queries.get_interpretation(viewer, interpretation_id)
    policy.require_run(viewer, interpretation)
    form = SettleForm(obj=interpretation)
    if form.validate_on_submit():
        with form.refusals():
            actions.settle(
                viewer,
                interpretation,
                agreed=form.agreed.data or "",
                reasons=form.reasons.data or "",
                differences=form.differences.data or "",
                consent=form.consent(),
            )
            flash("It is settled, and stands on the chart." if interpretation.agreed else "It is kept.", "success")
            return go_to(_page_of(interpretation))
    return form.page(
        "interpretations/settle.html",
        interpretation=interpretation,
        people=_by_person(interpretation),
        sureness=SURENESS_LABELS,
        parts=PARTS,
    )


@blueprint.post("/interpretations/<int:interpretation_id>/reopen")
def reopen(interpretation_id: int) -> Response:
    interpretation = queries.get_interpretation(current.viewer(), interpretation_id)
    actions.reopen(current.viewer(), interpretation)
    flash("It is open again.", "success")
    return go_to(_page_of(interpretation))
