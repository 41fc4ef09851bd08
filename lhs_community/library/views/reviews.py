"""Pages of reviewers: judging, weighing the evidence, retiring."""

from __future__ import annotations

from flask import Response, flash, url_for

from lhs_community.accounts import current
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to
from lhs_community.library import evidence, policy
from lhs_community.library.actions import reviews as actions
from lhs_community.library.forms import EvidenceForm, RetireForm, ReviewForm, chosen_level, offer_levels
from lhs_community.library.models import NOTE_LABELS, SECTIONS, Lesson, LessonState
from lhs_community.library.queries import drafting, lessons as queries
from lhs_community.library.views.lessons import blueprint, review_months


def _page_of(lesson_id: int) -> Response:
    return go_to(url_for(".show_lesson", lesson_id=lesson_id))


def _reached(lesson: Lesson) -> evidence.Facts:
    return evidence.Facts.load(lesson.evidence_facts)


@blueprint.route("/lessons/<int:lesson_id>/review", methods=["GET", "POST"])
@submitted_once
def review_lesson(lesson_id: int) -> Response:
    """A lesson in review is published or sent back; one that needs review again is found to hold."""
    viewer = current.viewer()
    lesson = queries.get_lesson(viewer, lesson_id)
    policy.require_review(viewer, lesson, lesson.community)
    if lesson.state not in policy.REVIEWED:  # somebody else was faster
        flash("This lesson does not wait for a review any more.", "success")
        return _page_of(lesson_id)
    is_new = lesson.state is LessonState.IN_REVIEW
    facts = drafting.facts_of(lesson)
    form = ReviewForm()
    form.offer_levels(evidence.found(lesson.kind, facts), lesson.evidence_limit)
    if not is_new:
        del form.verdict
    if form.validate_on_submit():
        with form.refusals():
            _judge(form, lesson, is_new=is_new)
            return _page_of(lesson_id)
    lesson = queries.get_lesson(viewer, lesson_id)
    return form.page(
        "library/review_lesson.html",
        lesson=lesson,
        is_new=is_new,
        sections=SECTIONS,
        texts={section: getattr(lesson, f"{section}_html") for section in SECTIONS},
        note_labels=NOTE_LABELS,
        origins=drafting.origins_of(viewer, lesson),
        measures=drafting.measures_of(viewer, lesson),
        steps=evidence.explain(lesson.kind, facts, None),
        notes=queries.list_notes(viewer, lesson),
    )


def _judge(form: ReviewForm, lesson: Lesson, *, is_new: bool) -> None:
    viewer = current.viewer()
    if is_new and form.verdict.data == "send_back":
        actions.send_back_lesson(viewer, lesson, form.comments.data or "", form.consent())
        flash("The lesson is back with its author, with your comments.", "success")
    elif is_new:
        actions.publish_lesson(viewer, lesson, form.judgement(), review_months(), form.consent())
        flash("The lesson is published.", "success")
    else:
        actions.review_lesson(viewer, lesson, form.judgement(), review_months(), form.consent())
        flash("The lesson holds, and stays published.", "success")


@blueprint.route("/lessons/<int:lesson_id>/evidence", methods=["GET", "POST"])
@submitted_once
def lower_evidence(lesson_id: int) -> Response:
    viewer = current.viewer()
    lesson = queries.get_lesson(viewer, lesson_id)
    policy.require_review(viewer, lesson, lesson.community)
    facts = drafting.facts_of(lesson)
    form = EvidenceForm(reason=lesson.evidence_reason)
    offer_levels(form.limit, evidence.found(lesson.kind, facts), lesson.evidence_limit)
    if form.validate_on_submit():
        with form.refusals():
            reason = form.reason.data or ""
            actions.lower_evidence(viewer, lesson, chosen_level(form.limit), reason, form.consent())
            return _page_of(lesson_id)
    return form.page(
        "library/lower_evidence.html",
        lesson=queries.get_lesson(viewer, lesson_id),
        steps=evidence.explain(lesson.kind, facts, None),
    )


@blueprint.route("/lessons/<int:lesson_id>/retire", methods=["GET", "POST"])
@submitted_once
def retire_lesson(lesson_id: int) -> Response:
    viewer = current.viewer()
    lesson = queries.get_lesson(viewer, lesson_id)
    policy.require_retire(viewer, lesson, lesson.community)
    form = RetireForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.retire_lesson(viewer, lesson, form.reason.data or "", form.consent())
            flash("The lesson is retired." if lesson.published_at else "The draft is put away.", "success")
            return _page_of(lesson_id)
    return form.page("library/retire_lesson.html", lesson=queries.get_lesson(viewer, lesson_id))
