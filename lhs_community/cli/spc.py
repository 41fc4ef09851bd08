"""`lhs-community spc FILE`: what a series says, by the rules the site's charts follow. Needs no site.

A CSV is read with the options given; a chart's own parameter file (JSON) says everything itself, and the answer is the
very chart it was downloaded from.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from lhs_community.foundation.errors import Invalid
from lhs_community.measures import datasheet
from lhs_community.measures.chart import picture, recipe
from lhs_community.measures.chart.study import ChartStudy
from lhs_community.measures.spc import kinds, words, xmr
from lhs_community.measures.spc.figures import Figures
from lhs_community.measures.spc.terms import MAKING_DATA_COUNT, ChartKind, Direction, Point, SeriesChart

MOST_PROBLEMS = 20
MOST_BYTES = 5_000_000  # of a parameter file
FOR_CSV = ("direction", "target", "rebase", "fix_after", "no_screen")


class Day(click.ParamType[date]):
    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return datasheet.read_date(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Finite(click.ParamType[float]):
    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            number = datasheet.read_value(str(value))
        except ValueError:
            number = None
        if number is None:
            self.fail(f"“{value}” is not a number.", param, ctx)
        return number


@click.command("spc")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, allow_dash=True, path_type=Path))
@click.option(
    "--direction",
    type=click.Choice([direction.value for direction in Direction]),
    default=Direction.NEUTRAL.value,
    show_default=True,
    help="Which way is better.",
)
@click.option("--target", type=Finite(), help="What the measure should reach.")
@click.option("--rebase", type=Day(), multiple=True, help="Work limits out anew from this date; repeatable.")
@click.option("--fix-after", type=click.IntRange(min=1), help="Fix limits after so many rows of each stretch.")
@click.option("--no-screen", is_flag=True, help="Keep extreme moving ranges, as the NHS Excel tool does.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "svg", "png"]), default="text", show_default=True
)
@click.option("--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write it to this file.")
@click.pass_context
def command(ctx: click.Context, /, file: Path, form: str, output: Path | None, **options: Any) -> None:
    """Judge a series of measurements by the rules of an XmR chart ("Making Data Count"), or make a chart again.

    FILE is a CSV with the columns date and value, one row a period; an empty value is a gap. Use - to read
    from standard input. Dates: 2024-04-01, 01/04/2024 (day first) or April 2024.

    Or FILE is the parameter file (JSON) that a measure's page offers: it holds figures and settings of a chart of any
    kind, so it takes none of the options but format and output, and gives the same chart with the same flags.

    In JSON, special_cause is null or one of above_upper_limit, below_lower_limit, trend_up, trend_down,
    two_in_three_above, two_in_three_below, shift_above, shift_below. point_type is common_cause or
    special_cause_ followed by improvement, concern, neutral_high or neutral_low. variation, of the last
    value, is common_cause, improvement_high, improvement_low, concern_high, concern_low, neutral_high or
    neutral_low. assurance is consistent_pass, consistent_fail, inconsistent, or null without a target or a
    direction.
    """
    content = _content(file)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        given = [name for name in FOR_CSV if ctx.get_parameter_source(name) is not ParameterSource.DEFAULT]
        if given:
            named = ", ".join("--" + name.replace("_", "-") for name in given)
            raise click.UsageError(f"A parameter file says everything itself. Leave out {named}.")
        study = _made_again(file, content)
    else:
        study = _from_sheet(file, content, **options)
    answer = _answer(study, form)
    if output is None:
        click.echo(answer, nl=form in ("text", "json"))
    else:
        output.write_bytes(answer if isinstance(answer, bytes) else answer.encode())


def _content(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}.") from error


def _made_again(file: Path, content: bytes) -> ChartStudy:
    if len(content) > MOST_BYTES:
        raise click.UsageError(f"{file} is larger than any parameter file.")
    try:
        found = recipe.from_json(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{file} is not text.") from error
    except Invalid as error:
        raise click.UsageError(f"{file} cannot be used: {error.message}") from error
    for note in found.notes:
        click.echo(f"Note: {note}", err=True)
    return found.study


def _from_sheet(
    file: Path,
    content: bytes,
    direction: str,
    target: float | None,
    rebase: tuple[date, ...],
    fix_after: int | None,
    no_screen: bool,
) -> ChartStudy:
    sheet = _sheet(file, content)
    for note in sheet.notes:
        click.echo(f"Note: {note}", err=True)
    for day in rebase:
        if not sheet.rows[0].date < day <= sheet.rows[-1].date:
            click.echo(f"Note: rebasing on {day} changes nothing; it splits no rows.", err=True)
    chart = xmr.analyse(
        sheet.observations,
        direction=Direction(direction),
        target=target,
        rebase=rebase,
        fix_after_n=fix_after,
        screen=not no_screen,
    )
    return ChartStudy("" if str(file) == "-" else file.stem, "", chart)


def _sheet(file: Path, content: bytes) -> datasheet.Sheet:
    """The rows of the file; with any problem, every one is named and the exit code is 2."""
    try:
        sheet = datasheet.read(datasheet.decode(content))
    except Invalid as error:
        raise click.UsageError(error.message) from error
    if sheet.problems:
        named = [str(problem) for problem in sheet.problems[:MOST_PROBLEMS]]
        if more := len(sheet.problems) - len(named):
            named.append(f"... and {more} more.")
        raise click.UsageError("\n  ".join([f"{file} cannot be used:", *named]))
    return sheet


def _answer(study: ChartStudy, form: str) -> str | bytes:
    if form in ("svg", "png") and study.wide is None:
        raise click.UsageError("There is no value to draw.")
    if form == "svg":
        return picture.to_svg(study)
    if form == "png":
        return picture.to_png(study)
    return as_json(study) if form == "json" else as_text(study)


def as_json(study: ChartStudy) -> str:
    chart = study.chart
    points = [
        {
            "date": point.date.isoformat(),
            "value": point.value,
            "mean": point.centre,
            "lower_limit": point.lower_limit,
            "upper_limit": point.upper_limit,
            "special_cause": point.special_cause,
            "point_type": point.point_type,
        }
        for point in chart.points
    ]
    answer = {
        "points": points,
        "variation": chart.variation,
        "assurance": chart.assurance,
        "words": study.words,
    }
    return json.dumps(answer, indent=2, ensure_ascii=False, allow_nan=False)


def as_text(study: ChartStudy) -> str:
    chart, figures = study.chart, study.bare_figures
    lines = [study.words, ""]
    if chart.variation:
        lines.append(f"Variation: {words.VARIATION_LABELS[chart.variation]}")
    if chart.assurance:
        lines.append(f"Assurance: {words.assurance_label(chart)}")
    lines += [
        _rules(chart),
        study.false_alarms,
        "",
        f"{'date':<12}{'value':>12}{'mean':>12}{'lower':>12}{'upper':>12}  special cause",
    ]
    lines += [_line(point, chart, figures) for point in chart.points]
    return "\n".join(lines)


def _rules(chart: SeriesChart) -> str:
    if chart.kind is not ChartKind.XMR or chart.rules != MAKING_DATA_COUNT:
        return kinds.how_made(chart)
    screening = "on" if chart.is_screened else "off"
    return f"Rules: XmR, Making Data Count; screening of extreme moving ranges is {screening}."


def _line(point: Point, chart: SeriesChart, figures: Figures) -> str:
    value = figures.value(point.value) if point.value is not None else "-"
    computed = [
        figures.computed(number) if number is not None else "-"
        for number in (point.centre, point.lower_limit, point.upper_limit)
    ]
    cause = words.cause_label(point.special_cause, chart) if point.special_cause else ""
    cells = "".join(f"{cell:>12}" for cell in (value, *computed))
    return f"{point.date.isoformat():<12}{cells}  {cause}".rstrip()
