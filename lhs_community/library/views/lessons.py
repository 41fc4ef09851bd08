"""Pages of lessons: the library, a lesson, writing one."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, current_app, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.communities.models import Community
from lhs_community.communities.queries.communities import (
    get_community,
    get_community_by_id,
    list_communities,
    list_postable,
)
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.limits import limited
from lhs_community.foundation.subjects import Card
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.text import to_html
from lhs_community.foundation.web.access import absolute_url, go_to, public
from lhs_community.library import evidence, policy
from lhs_community.library.actions import lessons as actions
from lhs_community.library.forms import LessonForm
from lhs_community.library.models import (
    NOTE_LABELS,
    SECTIONS,
    Lesson,
    LessonKind,
    LessonState,
)
from lhs_community.library.queries import adoptions, drafting, lessons as queries

blueprint = Blueprint("library", __name__)
PAGE = 20


@blueprint.get("/lessons")
@public
def list_lessons() -> str:
    """`show` is "review" or "drafts"; `kind`, `topic`, `community` (slug), `evidence` and `before` narrow the list."""
    viewer = current.viewer()
    show = request.args.get("show", "") if not viewer.is_guest else ""
    wanted = _wanted()
    if show == "review":
        found = queries.list_awaiting(viewer, limit=PAGE * 3)
    elif show == "drafts":
        found = queries.list_drafts(viewer, limit=PAGE * 3)
    else:
        show = ""
        found = queries.list_lessons(viewer, wanted, request.args.get("before", type=int), limit=PAGE + 1)
    shown = found if show else found[:PAGE]
    return render_template(
        "library/list_lessons.html",
        lessons=shown,
        older=shown[-1].id if not show and len(found) > PAGE else None,
        show=show,
        wanted=wanted,
        chosen=_chosen(),
        tallies=adoptions.tallies(viewer, [lesson.id for lesson in shown]),
        topics=queries.list_topics(viewer),
        communities=list_communities(viewer),
        awaiting=queries.count_awaiting(viewer),
        drafts=len(queries.list_drafts(viewer)),
    )


def _wanted() -> queries.Wanted:
    """From the address; what it does not understand narrows nothing."""
    args, viewer = request.args, current.viewer()
    kind, level, slug = args.get("kind", ""), args.get("evidence", ""), args.get("community", "")
    return queries.Wanted(
        kind=LessonKind(kind) if kind in list(LessonKind) else None,
        topic=args.get("topic", "").strip().lower()[:60],
        community=get_community(viewer, slug) if slug else None,
        evidence=int(level) if level in ("1", "2", "3", "4") else None,
    )


def _chosen() -> dict[str, str]:
    """The filters as they stand in the address, for links to other pages of the same list."""
    return {name: value for name in ("kind", "topic", "community", "evidence") if (value := request.args.get(name))}


@blueprint.get("/lessons/<int:lesson_id>")
@public
def show_lesson(lesson_id: int) -> str:
    viewer = current.viewer()
    lesson = queries.get_lesson(viewer, lesson_id)
    community = lesson.community
    facts = evidence.Facts.load(lesson.evidence_facts)
    tried = adoptions.list_adoptions(viewer, lesson)
    return render_template(
        "library/show_lesson.html",
        lesson=lesson,
        sections=SECTIONS,
        texts={section: getattr(lesson, f"{section}_html") for section in SECTIONS},
        steps=evidence.explain(lesson.kind, facts, lesson.evidence_limit),
        meaning=evidence.MEANINGS[lesson.evidence],
        tried=tried,
        tally=adoptions.tallies(viewer, [lesson.id])[lesson.id],
        versions=queries.list_versions(viewer, lesson),
        notes=queries.list_notes(viewer, lesson),
        note_labels=NOTE_LABELS,
        address=absolute_url("library.show_lesson", lesson_id=lesson.id),
        is_overdue=lesson.review_due is not None and lesson.review_due <= clock.now().date(),
        may_change=policy.may_change(viewer, lesson, community),
        may_take_back=policy.may_take_back(viewer, lesson),
        may_review=policy.may_review(viewer, lesson, community),
        may_lower=lesson.state in policy.READABLE and policy.is_reviewer(viewer, lesson, community),
        may_retire=policy.may_retire(viewer, lesson, community),
        may_adopt=policy.may_adopt(viewer, lesson),
    )


@blueprint.get("/lessons/<int:lesson_id>/versions/<int:number>")
@public
def show_version(lesson_id: int, number: int) -> str:
    viewer = current.viewer()
    lesson = queries.get_lesson(viewer, lesson_id)
    version = queries.get_version(viewer, lesson, number)
    texts = {section: to_html(str(version.texts.get(section, ""))) for section in SECTIONS}
    return render_template("library/show_version.html", lesson=lesson, version=version, sections=SECTIONS, texts=texts)


@blueprint.route("/lessons/new", methods=["GET", "POST"])
@limited("60 per hour")
@submitted_once
def draft_lesson() -> Response:
    """`from` names what taught it, whose text fills the form; `community` (slug) where it belongs; `title`."""
    viewer = current.viewer()
    origin = subjects.find_origin(viewer, request.args.get("from", ""))
    choices = list_postable(viewer)
    home = _home_of(origin, choices)
    if home is not None:
        policy.require_draft(viewer, home, origin.ref if origin else None)
    beginnings = drafting.gather(viewer, origin) if origin else drafting.Beginnings()
    titled = {"title": title} if (title := request.args.get("title", "")[:200]) else {}
    form = LessonForm(data={**beginnings.texts, **titled, "community_id": home.id if home else None})
    form.community_id.choices = [(one.id, one.name) for one in choices]
    if form.validate_on_submit():
        with form.refusals():
            community = get_community_by_id(viewer, form.community_id.data)
            ref = origin.ref if origin else None
            lesson = actions.draft_lesson(viewer, community, form.written(), ref, form.consent())
            flash("Your draft is kept. Only you and the community's convenors see it.", "success")
            return go_to(url_for(".show_lesson", lesson_id=lesson.id))
    return form.page("library/draft_lesson.html", origin=origin, sources=beginnings.sources, sections=SECTIONS)


def _home_of(origin: Card | None, choices: Sequence[Community]) -> Community | None:
    """Where a lesson begins to belong: with its origin, or where the address says, as far as the viewer may post."""
    slug = request.args.get("community", "")
    for community in choices:
        home = origin.community_id if origin else None
        if home == community.id or (home is None and slug == community.slug):
            return community
    return choices[0] if choices else None


@blueprint.route("/lessons/<int:lesson_id>/edit", methods=["GET", "POST"])
@submitted_once
def change_lesson(lesson_id: int) -> Response:
    """Of two buttons the second also hands the lesson in."""
    viewer = current.viewer()
    lesson = queries.get_lesson(viewer, lesson_id)
    policy.require_change(viewer, lesson, lesson.community)
    form = _form_for(lesson)
    if form.validate_on_submit():
        with form.refusals():
            actions.change_lesson(viewer, lesson, form.written(), form.revision_number(), form.consent())
            if request.form.get("step") == "submit" and lesson.state is LessonState.DRAFT:
                actions.submit_lesson(viewer, lesson)
                flash("Your lesson is with the reviewers.", "success")
            return go_to(url_for(".show_lesson", lesson_id=lesson_id))
    return _edit_page(form, lesson_id)


def _edit_page(form: LessonForm, lesson_id: int) -> Response:
    """With the text somebody else saved meanwhile, which the next save may replace."""
    lesson = queries.get_lesson(current.viewer(), lesson_id)
    is_overtaken = form.revision_number() != lesson.revision
    form.revision.data = str(lesson.revision)
    return form.page(
        "library/change_lesson.html", lesson=lesson, is_overtaken=is_overtaken, sections=SECTIONS, sources={}
    )


def _form_for(lesson: Lesson) -> LessonForm:
    form = LessonForm()
    form.community_id.choices = [(lesson.community_id, lesson.community.name)]
    form.community_id.data = lesson.community_id
    if not form.is_submitted():
        form.show(lesson)
    return form


@blueprint.post("/lessons/<int:lesson_id>/submit")
def submit_lesson(lesson_id: int) -> Response:
    """What is missing is asked for on the form."""
    viewer = current.viewer()
    lesson = queries.get_lesson(viewer, lesson_id)
    form = LessonForm()
    with form.refusals():
        actions.submit_lesson(viewer, lesson)
    lesson = queries.get_lesson(viewer, lesson_id)
    if lesson.state is LessonState.IN_REVIEW:
        flash("Your lesson is with the reviewers.", "success")
        return go_to(url_for(".show_lesson", lesson_id=lesson_id))
    form.show(lesson)
    return _edit_page(form, lesson_id)


@blueprint.post("/lessons/<int:lesson_id>/take-back")
def take_back_lesson(lesson_id: int) -> Response:
    viewer = current.viewer()
    actions.take_back_lesson(viewer, queries.get_lesson(viewer, lesson_id))
    flash("The lesson is a draft again. Hand it in when you are ready.", "success")
    return go_to(url_for(".show_lesson", lesson_id=lesson_id))


def review_months() -> int:
    return int(current_app.config["REVIEW_MONTHS"])
