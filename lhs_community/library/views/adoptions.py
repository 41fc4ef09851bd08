"""Pages of adoptions: taking a lesson home, and telling how it went."""

from __future__ import annotations

from flask import Response, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.foundation import subjects
from lhs_community.foundation.errors import Refused
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public
from lhs_community.library import policy
from lhs_community.library.actions import adoptions as actions
from lhs_community.library.forms import AdoptForm, OutcomeForm
from lhs_community.library.models import Lesson, Outcome
from lhs_community.library.queries import adoptions as queries, lessons
from lhs_community.library.views.lessons import blueprint


@blueprint.route("/lessons/<int:lesson_id>/adopt", methods=["GET", "POST"])
@limited("60 per hour")
@submitted_once
def adopt_lesson(lesson_id: int) -> Response:
    """`project` is the one chosen before, or just started for it."""
    viewer = current.viewer()
    lesson = lessons.get_lesson(viewer, lesson_id)
    if not policy.may_adopt(viewer, lesson):
        raise Refused("Only a published lesson can be adopted.")
    form = AdoptForm(project=request.args.get("project", type=int))
    form.project.choices = _projects(lesson)
    if form.validate_on_submit():
        with form.refusals():
            adoption = actions.adopt_lesson(viewer, lesson, form.project.data, form.adapted(), form.consent())
            flash("Adopted. When you know more, come back and say how it went.", "success")
            return go_to(url_for(".show_adoption", adoption_id=adoption.id))
    lesson = lessons.get_lesson(viewer, lesson_id)
    start = f"/projects/new?from=lesson:{lesson_id}&next=/lessons/{lesson_id}/adopt"
    return form.page("library/adopt_lesson.html", lesson=lesson, start=start)


def _projects(lesson: Lesson) -> list[tuple[int, str]]:
    """Mine, with a word where the lesson is at home already."""
    viewer = current.viewer()
    taken = {tried.adoption.project_id for tried in queries.list_adoptions(viewer, lesson)}
    return [
        (card.ref.id, f"{card.title} (adopted already)" if card.ref.id in taken else card.title)
        for card in subjects.mine(viewer, "project")
    ]


@blueprint.get("/adoptions/<int:adoption_id>")
@public
def show_adoption(adoption_id: int) -> str:
    viewer = current.viewer()
    adoption = queries.get_adoption(viewer, adoption_id)
    return render_template(
        "library/show_adoption.html",
        adoption=adoption,
        project=queries.show_adoption(viewer, adoption).project,
        may_tell=policy.may_tell(viewer, adoption),
    )


@blueprint.route("/adoptions/<int:adoption_id>/update", methods=["GET", "POST"])
@submitted_once
def tell_outcome(adoption_id: int) -> Response:
    viewer = current.viewer()
    adoption = queries.get_adoption(viewer, adoption_id)
    policy.require_tell(viewer, adoption)
    form = OutcomeForm(obj=adoption)
    if form.validate_on_submit():
        with form.refusals():
            outcome, what_happened = Outcome(form.outcome.data), form.what_happened.data or ""
            actions.tell_outcome(viewer, adoption, outcome, what_happened, form.adapted(), form.consent())
            flash("Thank you: the lesson now shows how it went.", "success")
            return go_to(url_for(".show_adoption", adoption_id=adoption_id))
    return form.page("library/tell_outcome.html", adoption=queries.get_adoption(viewer, adoption_id))
