"""Pages of how an improvement is kept. What they make is shown on the project's own page."""

from __future__ import annotations

from flask import Blueprint, Response, flash

from lhs_community.accounts import current
from lhs_community.embedding import actions, policy, queries
from lhs_community.embedding.forms import CheckForm, HandOverForm, PlanForm
from lhs_community.embedding.models import StillThere
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.limits import limited
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to

blueprint = Blueprint("embedding", __name__)
ANSWERED = {
    StillThere.YES: "Thank you. It stands.",
    StillThere.PARTLY: "Thank you. What has slipped can be tested again: plan a cycle.",
    StillThere.NO: "Thank you for saying so. A new cycle can find out what would keep it: plan one.",
}


def _to_plan(project_id: int) -> Card:
    """The card of a project whose plan the viewer may write. Raises NotThere or Refused."""
    policy.require_plan(current.viewer(), project_id)
    return subjects.require_card(current.viewer(), Ref("project", project_id))


def _back(card: Card) -> Response:
    return go_to(f"{card.url}#embedding")


@blueprint.route("/projects/<int:project_id>/embedding", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
def plan_embedding(project_id: int) -> Response:
    viewer, card = current.viewer(), _to_plan(project_id)
    embedding = queries.find_embedding(viewer, project_id)
    form = PlanForm(data=PlanForm.values_of(embedding) if embedding else {})
    form.owner_id.choices = queries.owner_choices(viewer, project_id, embedding.owner_id if embedding else None)
    if embedding:
        form.show(embedding)
    if form.validate_on_submit():
        with form.refusals():
            actions.plan_embedding(viewer, project_id, form.plan(), form.read_version(), form.consent())
            flash("How it is kept is saved.", "success")
            return _back(card)
    return form.page(
        "embedding/plan_embedding.html", card=card, embedding=queries.find_embedding(viewer, project_id)
    )


@blueprint.route("/projects/<int:project_id>/embedding/handover", methods=["GET", "POST"])
@limited("30 per hour")
@submitted_once
def hand_over(project_id: int) -> Response:
    viewer, card = current.viewer(), _to_plan(project_id)
    embedding = queries.get_embedding(viewer, project_id)
    form = HandOverForm(on=clock.today(viewer.time_zone))
    if form.validate_on_submit():
        with form.refusals():
            actions.hand_over(viewer, embedding, form.on.data or clock.today(viewer.time_zone))
            flash("Handed over. Look again after 3, 6 and 12 months: you will be reminded.", "success")
            return _back(card)
    embedding = queries.get_embedding(viewer, project_id)
    return form.page("embedding/hand_over.html", card=card, embedding=embedding)


@blueprint.post("/projects/<int:project_id>/embedding/take-back")
def take_back(project_id: int) -> Response:
    card = _to_plan(project_id)
    actions.take_back(current.viewer(), queries.get_embedding(current.viewer(), project_id))
    flash("The handover is taken back.", "success")
    return _back(card)


@blueprint.route("/embedding/checks/<int:check_id>", methods=["GET", "POST"])
@limited("60 per hour")
@submitted_once
def answer_check(check_id: int) -> Response:
    viewer = current.viewer()
    check = queries.get_check(viewer, check_id)
    policy.require_answer(viewer, check)
    card = subjects.require_card(viewer, check.embedding.ref)
    form = CheckForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.answer_check(viewer, check, form.chosen(), form.note.data or "", form.consent())
            flash(ANSWERED[form.chosen()], "success")
            return _back(card)
    check = queries.get_check(viewer, check_id)
    charts = queries.what_charts_say(viewer, check.embedding.project_id)
    return form.page("embedding/answer_check.html", card=card, check=check, charts=charts)
