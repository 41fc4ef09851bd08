"""Pages of a community's health, and the same as CSV."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, make_response, render_template

from lhs_community.accounts import current
from lhs_community.communities.models import Community
from lhs_community.communities.queries.communities import get_community
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.limits import limited
from lhs_community.measures import datasheet
from lhs_community.measures.chart.drawing import Shape, outline
from lhs_community.measures.spc.words import POINT_LABELS
from lhs_community.reports import queries
from lhs_community.reports.health import Setting
from lhs_community.reports.indicators import BY_KEY, INDICATORS, Finding, find
from lhs_community.reports.talk import calendar

blueprint = Blueprint("reports", __name__)


def _setting() -> Setting:
    config = current_app.config
    return Setting(timedelta(hours=config["ANSWER_WITHIN_HOURS"]), int(config["SMALLEST_GROUP"]))


def _findings(community: Community, *keys: str) -> list[Finding]:
    talk = queries.get_talk(current.viewer(), community)
    dates = calendar(talk.now, ZoneInfo(current_app.config["TIME_ZONE"]), community.created_at)
    return [find(talk, one, _setting(), dates) for one in INDICATORS if not keys or one.key in keys]


@blueprint.get("/c/<slug>/health")
@limited("60 per minute")
def show_health(slug: str) -> str:
    community = get_community(current.viewer(), slug)
    findings = _findings(community)
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.indicator.group, []).append(finding)
    return render_template("reports/show_health.html", community=community, groups=groups, smallest=_setting().smallest)


@blueprint.get("/c/<slug>/health/<indicator>")
@limited("60 per minute")
def show_indicator(slug: str, indicator: str) -> str:
    community = get_community(current.viewer(), slug)
    if indicator not in BY_KEY:
        raise NotThere
    return render_template(
        "reports/show_indicator.html",
        community=community,
        finding=_findings(community, indicator)[0],
        smallest=_setting().smallest,
        outlines={shape.value: outline(shape, 5) for shape in Shape},
        point_labels=POINT_LABELS,
    )


@blueprint.get("/c/<slug>/health.csv")
@limited("20 per minute")
def export_health(slug: str) -> Response:
    """What the pages show: each indicator's weeks, with what its chart found. Withheld figures are empty."""
    community = get_community(current.viewer(), slug)
    header = ("indicator", "week_beginning", "value", "unit", "worked_out_from", "mean", "lower_limit", "upper_limit",
              "special_cause", "note")  # fmt: skip
    rows = [row for finding in _findings(community) for row in finding.rows()]
    answer = make_response(datasheet.write(header, rows))
    name = re.sub(r"[^a-z0-9-]+", "-", community.slug)
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-health.csv"'
    return answer
