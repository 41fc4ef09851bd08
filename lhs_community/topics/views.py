"""Pages of topics: the list, one of them, and the curators' desk."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.foundation import limits
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public
from lhs_community.topics import policy, queries, sheet
from lhs_community.topics.actions import curating, importing, merging
from lhs_community.topics.forms import ImportForm, MergeForm, TopicForm

blueprint = Blueprint("topics", __name__)


@blueprint.get("/topics")
@public
def list_topics() -> str:
    viewer = current.viewer()
    rows = queries.list_topics(viewer)
    return render_template("topics/list_topics.html", rows=rows, may_curate=policy.may_curate(viewer))


@blueprint.get("/topics/<key>")
@public
def show_topic(key: str) -> Any:
    """Another word for a topic leads to it."""
    viewer = current.viewer()
    row = queries.get_topic(viewer, key)
    if row.topic.key != key:
        return redirect(url_for(".show_topic", key=row.topic.key))
    may_curate = policy.may_curate(viewer)
    merges = queries.list_merges(viewer, row.topic) if may_curate else ()
    return render_template("topics/show_topic.html", row=row, topic=row.topic, may_curate=may_curate, merges=merges)


@blueprint.get("/tags/suggest")
def suggest_tags() -> str:
    """`?q=`: what the tag that somebody is typing could be, for the script of the field."""
    found = queries.suggest(current.viewer(), request.args.get("q", "")[:60])
    return render_template("topics/suggest_tags.html", suggestions=found)


@blueprint.get("/tags/queue")
def show_queue() -> str:
    viewer = current.viewer()
    suggested, retired = queries.list_suggested(viewer), queries.list_retired(viewer)
    return render_template("topics/show_queue.html", suggested=suggested, retired=retired)


@blueprint.route("/tags/new", methods=["GET", "POST"])
@submitted_once
def add_topic() -> Response:
    viewer = current.viewer()
    policy.require_curate(viewer)
    form = TopicForm()
    if form.validate_on_submit():
        with form.refusals():
            topic = curating.add_topic(
                viewer, form.label.data or "", form.description.data or "", form.words(), consent=form.consent()
            )
            return go_to(url_for(".show_topic", key=topic.key))
    return form.page("topics/add_topic.html")


@blueprint.route("/topics/<key>/change", methods=["GET", "POST"])
@submitted_once
def change_topic(key: str) -> Response:
    viewer = current.viewer()
    row = queries.get_topic(viewer, key)
    policy.require_curate(viewer)
    topic = row.topic
    form = TopicForm(label=row.label, description=topic.description, synonyms="\n".join(row.others))
    if form.validate_on_submit():
        with form.refusals():
            curating.change_topic(
                viewer,
                topic,
                label=form.label.data or "",
                description=form.description.data or "",
                synonyms=form.words(),
                consent=form.consent(),
            )
            return go_to(url_for(".show_topic", key=topic.key))
    return form.page("topics/change_topic.html", row=row, topic=topic)


@blueprint.post("/topics/<key>/list")
def accept_topic(key: str) -> Response:
    """`do` is accept or retire."""
    viewer = current.viewer()
    row = queries.get_topic(viewer, key)
    match request.form.get("do"):
        case "accept":
            curating.accept_topic(viewer, row.topic)
            flash(f"“{row.topic.label}” is on the list.", "success")
        case "retire":
            curating.retire_topic(viewer, row.topic)
            flash(f"“{row.label}” is offered no more. What bears it goes on bearing it.", "success")
        case _:
            raise Invalid("This button does not do what the page thought. Reload the page and try again.")
    back_to_queue = request.form.get("back") == "queue"
    return go_to(url_for(".show_queue") if back_to_queue else url_for(".show_topic", key=row.topic.key))


@blueprint.route("/topics/<key>/merge", methods=["GET", "POST"])
@submitted_once
def merge_topics(key: str) -> Response:
    viewer = current.viewer()
    row = queries.get_topic(viewer, key)
    policy.require_curate(viewer)
    form = MergeForm()
    if form.validate_on_submit():
        with form.refusals():
            into = queries.find_topic(viewer, form.into.data or "")
            if into is None:
                raise Invalid("There is no topic of this name. Choose one that is on the list.", "into")
            merging.merge_topics(viewer, row.topic, into)
            flash(f"“{row.label}” means “{into.label}” from now on. You can undo this below.", "success")
            return go_to(url_for(".show_topic", key=into.key))
    return form.page("topics/merge_topics.html", row=row, topic=row.topic)


@blueprint.post("/tags/merges/<int:merge_id>/undo")
def undo_merge(merge_id: int) -> Response:
    viewer = current.viewer()
    merge = queries.get_merge(viewer, merge_id)
    merging.undo_merge(viewer, merge)
    flash("They are two topics again.", "success")
    return go_to(url_for(".show_queue"))


@blueprint.route("/tags/import", methods=["GET", "POST"])
@limits.limited("60 per hour")
@submitted_once
def import_topics() -> Response:
    """Of two buttons the first only shows what the other would do."""
    viewer = current.viewer()
    policy.require_curate(viewer)
    form = ImportForm()
    planned: list[queries.Planned] = []
    if form.validate_on_submit():
        with form.refusals():
            text = form.text()
            planned = queries.plan_import(viewer, sheet.read(text))
            if request.form.get("do") == "import":
                count = importing.import_topics(viewer, text, consent=form.consent())
                flash(f"{count} {'row is' if count == 1 else 'rows are'} on the list.", "success")
                return go_to(url_for(".list_topics"))
    page = form.page("topics/import_topics.html", planned=planned, problems=[one for one in planned if one.problem])
    if planned and not form.errors and not any(one.problem for one in planned):
        page.status_code = 200
    return page


@blueprint.get("/tags/list.csv")
def export_topics() -> Response:
    """What is on the list, in the shape that can be imported."""
    rows = [row for row in queries.list_topics(current.viewer()) if row.topic.is_controlled]
    answer = make_response(sheet.write((row.label, "; ".join(row.others), row.topic.description) for row in rows))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="topics.csv"'
    return answer
