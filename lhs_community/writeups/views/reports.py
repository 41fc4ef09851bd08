"""Pages of sponsor reports: as it would be sent now, as it was sent, as slides and on paper."""

from __future__ import annotations

import io
from collections.abc import Sequence

from flask import Blueprint, Response, flash, get_template_attribute, render_template, request, send_file, url_for
from markupsafe import Markup

from lhs_community.accounts import current
from lhs_community.foundation import clock
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public
from lhs_community.measures.queries.measures import Study
from lhs_community.projects.queries.projects import get_project
from lhs_community.writeups import content, policy
from lhs_community.writeups.actions import reports as actions
from lhs_community.writeups.export import paper
from lhs_community.writeups.forms.reports import AskForm, SendForm, period_of
from lhs_community.writeups.models import SponsorAsk, SponsorReport
from lhs_community.writeups.queries import reports as queries
from lhs_community.writeups.queries.reports import Written

blueprint = Blueprint("writeups", __name__)


def drawings_of(studies: Sequence[Study]) -> list[Markup]:
    """Each chart with its verdict, in a wide and a narrow version."""
    draw = get_template_attribute("writeups/_drawing.html", "drawing")
    return [draw(study) for study in studies]


def as_pdf(html: str, name: str) -> Response:
    return send_file(io.BytesIO(paper.to_pdf(html)), "application/pdf", as_attachment=True, download_name=name)


def _shape() -> str:
    return "slides" if request.args.get("shape") == "slides" else "page"


def _write(project_id: int) -> Written:
    return queries.write_report(current.viewer(), project_id, period_of(request.args.get("period", "")))


def _parts(written: Written) -> dict[str, object]:
    """What the templates of a report not yet sent are given."""
    return {
        "report": written.report,
        "drawings": drawings_of(written.studies),
        "ask_html": written.ask.text_html if written.ask else Markup(""),
        "sent": None,
    }


def _kept(report: SponsorReport) -> dict[str, object]:
    """The same of one that was sent."""
    return {
        "report": content.opened(report.content),
        "drawings": [chart.drawing for chart in report.charts],
        "ask_html": report.ask_html,
        "sent": report,
    }


@blueprint.get("/projects/<int:project_id>/report")
@public
def show_report(project_id: int) -> str:
    """As it would be sent now. `?period=` is one of models.Period."""
    written = _write(project_id)
    return render_template(
        "writeups/show_report.html",
        **_parts(written),
        project=written.project,
        period=written.period,
        periods=content.PERIOD_LABELS,
        form=SendForm(),
        may_write=policy.may_write(current.viewer(), written.project),
        can_print=paper.is_possible(),
    )


@blueprint.get("/projects/<int:project_id>/report/slides")
@public
def show_slides(project_id: int) -> str:
    written = _write(project_id)
    return render_template(
        "writeups/show_slides.html",
        **_parts(written),
        project=written.project,
        period=written.period,
        can_print=paper.is_possible(),
    )


@blueprint.get("/projects/<int:project_id>/report.pdf")
@public
@limited("30 per hour", methods=("GET",))
def print_report(project_id: int) -> Response:
    """`?shape=slides` for pages in the shape of slides."""
    written, shape = _write(project_id), _shape()
    html = render_template("writeups/_paper.html", **_parts(written), shape=shape)
    return as_pdf(html, f"report-{project_id}-{clock.now():%Y-%m-%d}{'-slides' if shape == 'slides' else ''}.pdf")


@blueprint.route("/projects/<int:project_id>/report/ask", methods=["GET", "POST"])
@limited("60 per hour")
@submitted_once
def change_ask(project_id: int) -> Response:
    viewer = current.viewer()
    project = get_project(viewer, project_id)
    policy.require_write(viewer, project)
    ask = queries.find_ask(viewer, project) or SponsorAsk(project_id=project_id, text="", version=0)
    form = AskForm(data=AskForm.values_of(ask))
    form.show(ask)
    if form.validate_on_submit():
        with form.refusals():
            actions.change_ask(viewer, project, form.text.data or "", form.read_version(), form.consent())
            flash("What you ask of the sponsor is saved.", "success")
            return go_to(url_for(".show_report", project_id=project_id))
    project = get_project(viewer, project_id)
    return form.page("writeups/change_ask.html", project=project, ask=queries.find_ask(viewer, project))


@blueprint.post("/projects/<int:project_id>/report/send")
@limited("20 per hour")
@submitted_once
def send_report(project_id: int) -> Response:
    written = _write(project_id)
    report = actions.send_report(current.viewer(), written, drawings_of(written.studies))
    flash("The report is kept as it is now. The sponsor and everybody who follows the project are told.", "success")
    return go_to(url_for(".show_sent_report", report_id=report.id))


@blueprint.get("/projects/<int:project_id>/reports")
@public
def list_reports(project_id: int) -> str:
    viewer = current.viewer()
    project = get_project(viewer, project_id)
    reports = queries.list_reports(viewer, project_id)
    return render_template(
        "writeups/list_reports.html", project=project, reports=reports, may_write=policy.may_write(viewer, project)
    )


@blueprint.get("/sponsor-reports/<int:report_id>")
@public
def show_sent_report(report_id: int) -> str:
    report = queries.get_report(current.viewer(), report_id)
    return render_template(
        "writeups/show_sent_report.html", **_kept(report), project=report.project, can_print=paper.is_possible()
    )


@blueprint.get("/sponsor-reports/<int:report_id>/slides")
@public
def show_sent_slides(report_id: int) -> str:
    report = queries.get_report(current.viewer(), report_id)
    return render_template(
        "writeups/show_sent_slides.html", **_kept(report), project=report.project, can_print=paper.is_possible()
    )


@blueprint.get("/sponsor-reports/<int:report_id>.pdf")
@public
@limited("30 per hour", methods=("GET",))
def print_sent_report(report_id: int) -> Response:
    report, shape = queries.get_report(current.viewer(), report_id), _shape()
    html = render_template("writeups/_paper.html", **_kept(report), shape=shape)
    return as_pdf(html, f"report-{report.sent_at:%Y-%m-%d}{'-slides' if shape == 'slides' else ''}.pdf")
