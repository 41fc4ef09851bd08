"""Pages of write-ups: reading, writing item by item, and taking one along as Word or Markdown."""

from __future__ import annotations

import io
import re

from flask import Response, flash, make_response, render_template, request, send_file, url_for

from lhs_community.accounts import current
from lhs_community.accounts.passwords import in_thread
from lhs_community.foundation import clock
from lhs_community.foundation.differences import changes
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import absolute_url, go_to, public
from lhs_community.measures.chart.picture import to_png
from lhs_community.measures.queries.measures import Study
from lhs_community.projects.queries.projects import get_project
from lhs_community.writeups import policy, squire
from lhs_community.writeups.actions import write_ups as actions
from lhs_community.writeups.export import markdown, word
from lhs_community.writeups.forms.write_ups import AuthorsForm, PartForm
from lhs_community.writeups.models import WriteUpState
from lhs_community.writeups.queries import write_ups as queries
from lhs_community.writeups.queries.write_ups import Section, Whole
from lhs_community.writeups.views.reports import blueprint

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def page_of(write_up_id: int, item: str = "") -> str:
    return url_for(".show_write_up", write_up_id=write_up_id, _anchor=f"item-{item}" if item else None)


@blueprint.post("/projects/<int:project_id>/write-up")
@limited("20 per hour")
@submitted_once
def start_write_up(project_id: int) -> Response:
    viewer = current.viewer()
    made = actions.start_write_up(viewer, get_project(viewer, project_id))
    flash("The write-up has begun. What the project holds already is filled in.", "success")
    return go_to(page_of(made.id))


@blueprint.get("/write-ups/<int:write_up_id>")
@public
def show_write_up(write_up_id: int) -> str:
    viewer = current.viewer()
    whole = queries.get_whole(viewer, write_up_id)
    return render_template(
        "writeups/show_write_up.html",
        whole=whole,
        write_up=whole.write_up,
        project=whole.project,
        parts=squire.PARTS,
        states=queries.STATE_LABELS,
        is_finished=whole.write_up.state is WriteUpState.FINISHED,
        may_write=policy.may_write(viewer, whole.project),
    )


@blueprint.route("/write-ups/<int:write_up_id>/items/<item>", methods=["GET", "POST"])
@limited("240 per hour")
@submitted_once
def write_part(write_up_id: int, item: str) -> Response:
    """An item nobody has written opens with what the project fills in. `?version=` opens an earlier text."""
    viewer = current.viewer()
    whole, section = _to_change(write_up_id, item)
    form = PartForm(text=_beginning(section))
    form.ask(section.item)
    form.show(section.part)
    if form.validate_on_submit():
        with form.refusals():
            text = form.text.data or ""
            actions.write_part(viewer, section.part, text, section.sources, form.read_version(), form.consent())
            flash("Your text is saved." if text.strip() else "The project fills this in again.", "success")
            return go_to(page_of(write_up_id, item))
    whole, section = _to_change(write_up_id, item)
    return form.page("writeups/write_part.html", whole=whole, section=section, project=whole.project)


def _to_change(write_up_id: int, item: str) -> tuple[Whole, Section]:
    """Raises NotThere or Refused."""
    whole, section = queries.get_section(current.viewer(), write_up_id, item)
    policy.require_change(current.viewer(), whole.write_up)
    return whole, section


def _beginning(section: Section) -> str:
    typed = request.args.get("version", "")[:8]
    wanted = int(typed) if typed.isascii() and typed.isdigit() else 0
    earlier = queries.find_version(current.viewer(), section.part, wanted) if wanted else None
    return earlier.text if earlier else section.text


@blueprint.get("/write-ups/<int:write_up_id>/items/<item>/versions")
@public
def show_part_versions(write_up_id: int, item: str) -> str:
    viewer = current.viewer()
    whole, section = queries.get_section(viewer, write_up_id, item)
    return render_template(
        "writeups/show_part_versions.html",
        whole=whole,
        section=section,
        project=whole.project,
        versions=queries.list_versions(viewer, section.part),
        changes=changes,
        may_write=policy.may_write(viewer, whole.project),
    )


@blueprint.post("/write-ups/<int:write_up_id>/items/<item>/confirm")
def confirm_part(write_up_id: int, item: str) -> Response:
    _, section = _to_change(write_up_id, item)
    actions.confirm_part(current.viewer(), section.part, section.sources)
    flash("Noted: your text holds as it is.", "success")
    return go_to(page_of(write_up_id, item))


@blueprint.route("/write-ups/<int:write_up_id>/authors", methods=["GET", "POST"])
@submitted_once
def change_authors(write_up_id: int) -> Response:
    viewer = current.viewer()
    write_up = queries.get_write_up(viewer, write_up_id)
    policy.require_change(viewer, write_up)
    form = AuthorsForm(data=AuthorsForm.values_of(write_up))
    form.show(write_up)
    if form.validate_on_submit():
        with form.refusals():
            actions.change_authors(viewer, write_up, form.authors.data or "", form.read_version(), form.consent())
            flash("The authors are saved.", "success")
            return go_to(page_of(write_up_id))
    write_up = queries.get_write_up(viewer, write_up_id)
    return form.page("writeups/change_authors.html", write_up=write_up, project=write_up.project)


@blueprint.post("/write-ups/<int:write_up_id>/finish")
def finish_write_up(write_up_id: int) -> Response:
    whole = queries.get_whole(current.viewer(), write_up_id)
    try:
        actions.finish_write_up(current.viewer(), whole.write_up, [item.key for item in whole.meter.empty])
        flash("The write-up is finished: whoever reads the project can read it now.", "success")
    except Invalid as refusal:
        flash(refusal.message, "info")
    return go_to(page_of(write_up_id))


@blueprint.post("/write-ups/<int:write_up_id>/reopen")
def reopen_write_up(write_up_id: int) -> Response:
    viewer = current.viewer()
    actions.reopen_write_up(viewer, queries.get_write_up(viewer, write_up_id))
    flash("The write-up is a draft again. Only the team sees it.", "success")
    return go_to(page_of(write_up_id))


@blueprint.get("/write-ups/<int:write_up_id>.docx")
@public
@limited("60 per hour", methods=("GET",))
def download_word(write_up_id: int) -> Response:
    whole = queries.get_whole(current.viewer(), write_up_id)
    texts = {key: section.html for key, section in whole.sections.items() if section.text.strip()}
    pictures = {key: _pictures(section) for key, section in whole.sections.items()}
    made = word.write(whole.title, whole.authors, texts, pictures, _note(whole))
    return send_file(io.BytesIO(made), WORD, as_attachment=True, download_name=f"{_file_name(whole)}.docx")


@blueprint.get("/write-ups/<int:write_up_id>.md")
@public
def download_markdown(write_up_id: int) -> Response:
    whole = queries.get_whole(current.viewer(), write_up_id)
    texts = {key: section.text for key, section in whole.sections.items()}
    charts = {
        key: [_reference(source.study) for source in section.sources if source.study]
        for key, section in whole.sections.items()
    }
    answer = make_response(markdown.write(whole.title, whole.authors, texts, charts, _note(whole)))
    answer.headers["Content-Type"] = "text/markdown; charset=utf-8"
    answer.headers["Content-Disposition"] = f"attachment; filename={_file_name(whole)}.md"
    return answer


def _reference(study: Study) -> markdown.Picture:
    where = absolute_url("measures.show_measure", measure_id=study.measure.id)
    return markdown.Picture(study.name, study.headline, where)


def _pictures(section: Section) -> list[word.Picture]:
    return [_picture(source.study) for source in section.sources if source.study]


def _picture(study: Study) -> word.Picture:
    """The chart as a picture; where it cannot be drawn its words stand alone."""
    try:
        png = in_thread(lambda: to_png(study)) if study.wide else None
    except Invalid:
        png = None
    return word.Picture(study.name, study.headline, png)


def _note(whole: Whole) -> str:
    """Where a file comes from, and how far it had got."""
    where = absolute_url("writeups.show_write_up", write_up_id=whole.write_up.id)
    state = queries.STATE_LABELS[whole.write_up.state].lower()
    return f"Write-up after SQUIRE 2.0, {state}, as of {clock.now():%-d %B %Y}. Kept at {where}"


def _file_name(whole: Whole) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", whole.title.lower()).strip("-")[:60].strip("-")
    return words or f"write-up-{whole.write_up.id}"
