"""Pages of diagnostics: one to look at, one form for all kinds, earlier versions, files."""

from __future__ import annotations

import re

from flask import Blueprint, Response, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.diagnostics import actions, policy, queries
from lhs_community.diagnostics.forms import DiagnosticForm
from lhs_community.diagnostics.kinds.study import EXAMPLES, Study, study
from lhs_community.diagnostics.models import KIND_LABELS, Diagnostic, DiagnosticKind
from lhs_community.foundation import subjects
from lhs_community.foundation.differences import changes
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.limits import limited
from lhs_community.foundation.raster import to_png
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public

blueprint = Blueprint("diagnostics", __name__)
# What a file of XML may not hold.
UNFIT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _kind(typed: str) -> DiagnosticKind:
    if typed not in list(DiagnosticKind):
        raise NotThere
    return DiagnosticKind(typed)


def _page_of(diagnostic: Diagnostic) -> str:
    return url_for("diagnostics.show_diagnostic", diagnostic_id=diagnostic.id)


def _to_change(diagnostic_id: int) -> Diagnostic:
    diagnostic = queries.get_diagnostic(current.viewer(), diagnostic_id)
    policy.require_change(current.viewer(), diagnostic)
    return diagnostic


def _preview(form: DiagnosticForm, kind: DiagnosticKind) -> Study | None:
    """How it looks so far; a line that cannot be read is named at its field."""
    try:
        return study(kind, form.title.data or "…", (form.text.data or "")[: actions.LONGEST])
    except Invalid as refusal:
        form.take(refusal)
        return None


def _form_page(template: str, form: DiagnosticForm, kind: DiagnosticKind, **context: object) -> Response:
    """The form with its preview: also where it was only asked to be looked at."""
    is_look = "look" in request.form
    seen = _preview(form, kind) if is_look or (not form.is_submitted() and form.text.data) else None
    if seen and is_look:
        form.status_when_back = 200
    return form.page(
        template, kind=kind, label=KIND_LABELS[kind], example=EXAMPLES[kind], seen=seen, **context
    )


@blueprint.route("/projects/<int:project_id>/diagnostics/new", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
def start_diagnostic(project_id: int) -> Response:
    """`?kind=fishbone`."""
    viewer = current.viewer()
    kind = _kind(request.args.get("kind", DiagnosticKind.FISHBONE.value))
    policy.require_work_on_project(viewer, project_id)
    form = DiagnosticForm()
    form.suit(kind)
    if "look" not in request.form and form.validate_on_submit():
        with form.refusals():
            title, text = form.title.data or "", form.text.data or ""
            made = actions.start_diagnostic(viewer, project_id, kind, title, text, form.consent())
            flash("It is there, and the project’s page links to it.", "success")
            return go_to(_page_of(made))
    project = subjects.require_card(viewer, Ref("project", project_id))
    return _form_page("diagnostics/start_diagnostic.html", form, kind, project=project)


@blueprint.route("/diagnostics/<int:diagnostic_id>/change", methods=["GET", "POST"])
@limited("240 per hour")
@submitted_once
def change_diagnostic(diagnostic_id: int) -> Response:
    viewer, diagnostic = current.viewer(), _to_change(diagnostic_id)
    form = DiagnosticForm(data=DiagnosticForm.values_of(diagnostic))
    form.suit(diagnostic.kind)
    form.show(diagnostic)
    if "look" not in request.form and form.validate_on_submit():
        with form.refusals():
            title, text = form.title.data or "", form.text.data or ""
            actions.change_diagnostic(viewer, diagnostic, title, text, form.read_version(), form.consent())
            flash("Saved.", "success")
            return go_to(_page_of(diagnostic))
    diagnostic = _to_change(diagnostic_id)
    return _form_page("diagnostics/change_diagnostic.html", form, diagnostic.kind, diagnostic=diagnostic)


@blueprint.post("/diagnostics/preview")
@limited("60 per minute")
def preview_diagnostic() -> str:
    """The drawing of what is being typed, for the script of the form."""
    kind = _kind(request.form.get("kind", ""))
    try:
        title, text = request.form.get("title", "")[:160], request.form.get("text", "")[: actions.LONGEST]
        seen, problem = study(kind, title or "…", text), ""
    except Invalid as refusal:
        seen, problem = None, refusal.message
    return render_template("diagnostics/_preview.html", seen=seen, problem=problem)


@blueprint.get("/diagnostics/<int:diagnostic_id>")
@public
def show_diagnostic(diagnostic_id: int) -> str:
    viewer = current.viewer()
    diagnostic = queries.get_diagnostic(viewer, diagnostic_id)
    return render_template(
        "diagnostics/show_diagnostic.html",
        diagnostic=diagnostic,
        project=subjects.card(viewer, Ref("project", diagnostic.project_id)),
        label=KIND_LABELS[diagnostic.kind],
        seen=study(diagnostic.kind, diagnostic.title, diagnostic.text),
        may_change=policy.may_change(viewer, diagnostic),
    )


@blueprint.get("/diagnostics/<int:diagnostic_id>/versions")
def list_versions(diagnostic_id: int) -> str:
    """For the team: an earlier version may hold what was put together since, lest somebody be recognised."""
    viewer, diagnostic = current.viewer(), _to_change(diagnostic_id)
    versions = queries.list_versions(viewer, diagnostic)
    earlier = [*versions[1:], None]
    pairs = zip(versions, earlier, strict=True)
    return render_template(
        "diagnostics/list_versions.html",
        diagnostic=diagnostic,
        versions=[(one, changes(before.text if before else "", one.text)) for one, before in pairs],
    )


@blueprint.post("/diagnostics/<int:diagnostic_id>/versions/<int:number>")
def restore_version(diagnostic_id: int, number: int) -> Response:
    viewer, diagnostic = current.viewer(), _to_change(diagnostic_id)
    actions.restore_version(viewer, diagnostic, queries.get_version(viewer, diagnostic, number))
    flash(f"It stands as in version {number} again.", "success")
    return go_to(_page_of(diagnostic))


@blueprint.post("/diagnostics/<int:diagnostic_id>/do")
def do_with_diagnostic(diagnostic_id: int) -> Response:
    """`do` is combine, remove or put_back."""
    viewer, diagnostic = current.viewer(), _to_change(diagnostic_id)
    match request.form.get("do"):
        case "combine":
            actions.combine_small(viewer, diagnostic)
            flash("The small counts are put together. The version before has them still.", "success")
        case "remove":
            actions.remove_diagnostic(viewer, diagnostic)
            flash(f"“{diagnostic.title}” is taken out. You can put it back here.", "success")
        case "put_back":
            actions.put_back(viewer, diagnostic)
            flash("It is back.", "success")
        case _:
            raise Invalid("Choose what to do.")
    return go_to(_page_of(diagnostic))


def _svg_of(diagnostic_id: int) -> str:
    diagnostic = queries.get_diagnostic(current.viewer(), diagnostic_id)
    seen = study(diagnostic.kind, diagnostic.title, diagnostic.text)
    return UNFIT.sub("", render_template("diagnostics/_picture.html", seen=seen, is_file=True))


def _file(body: str | bytes, kind: str, name: str) -> Response:
    return Response(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@blueprint.get("/diagnostics/<int:diagnostic_id>.svg")
@public
def save_svg(diagnostic_id: int) -> Response:
    return _file(_svg_of(diagnostic_id), "image/svg+xml; charset=utf-8", f"diagnostic-{diagnostic_id}.svg")


@blueprint.get("/diagnostics/<int:diagnostic_id>.png")
@public
@limited("240 per hour", methods=("GET",))
def save_png(diagnostic_id: int) -> Response:
    return _file(to_png(_svg_of(diagnostic_id)), "image/png", f"diagnostic-{diagnostic_id}.png")
