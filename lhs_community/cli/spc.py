"""`lhs-community spc FILE.csv`: what a series says, by the rules the site's charts follow. Needs no site."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from lhs_community.foundation.errors import Invalid
from lhs_community.measures import datasheet
from lhs_community.measures.spc import false_alarms, words, xmr
from lhs_community.measures.spc.figures import Figures, figures_of
from lhs_community.measures.spc.terms import Direction, Point, SeriesChart

MOST_PROBLEMS = 20


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
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(
    file: Path,
    direction: str,
    target: float | None,
    rebase: tuple[date, ...],
    fix_after: int | None,
    no_screen: bool,
    form: str,
) -> None:
    """Judge a series of measurements by the rules of an XmR chart ("Making Data Count").

    FILE is a CSV with the columns date and value, one row a period; an empty value is a gap. Use - to read
    from standard input. Dates: 2024-04-01, 01/04/2024 (day first) or April 2024.

    In JSON, special_cause is null or one of above_upper_limit, below_lower_limit, trend_up, trend_down,
    two_in_three_above, two_in_three_below, shift_above, shift_below. point_type is common_cause or
    special_cause_ followed by improvement, concern, neutral_high or neutral_low. variation, of the last
    value, is common_cause, improvement_high, improvement_low, concern_high, concern_low, neutral_high or
    neutral_low. assurance is consistent_pass, consistent_fail, inconsistent, or null without a target or a
    direction.
    """
    sheet = _sheet(file)
    for note in sheet.notes:
        click.echo(f"Note: {note}", err=True)
    chart = xmr.analyse(
        sheet.observations,
        direction=Direction(direction),
        target=target,
        rebase=rebase,
        fix_after_n=fix_after,
        screen=not no_screen,
    )
    for day in rebase:
        if not sheet.rows[0].date < day <= sheet.rows[-1].date:
            click.echo(f"Note: rebasing on {day} changes nothing; it splits no rows.", err=True)
    click.echo(as_json(chart) if form == "json" else as_text(chart))


def _sheet(file: Path) -> datasheet.Sheet:
    """The rows of the file; with any problem, every one is named and the exit code is 2."""
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}.") from error
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


def as_json(chart: SeriesChart) -> str:
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
        "words": words.explain(chart),
    }
    return json.dumps(answer, indent=2, ensure_ascii=False, allow_nan=False)


def as_text(chart: SeriesChart) -> str:
    figures = figures_of(chart)
    lines = [words.explain(chart), ""]
    if chart.variation:
        lines.append(f"Variation: {words.VARIATION_LABELS[chart.variation]}")
    if chart.assurance:
        lines.append(f"Assurance: {words.assurance_label(chart)}")
    screening = "on" if chart.is_screened else "off"
    lines += [
        f"Rules: XmR, Making Data Count; screening of extreme moving ranges is {screening}.",
        false_alarms.note(chart),
        "",
        f"{'date':<12}{'value':>12}{'mean':>12}{'lower':>12}{'upper':>12}  special cause",
    ]
    lines += [_line(point, chart, figures) for point in chart.points]
    return "\n".join(lines)


def _line(point: Point, chart: SeriesChart, figures: Figures) -> str:
    value = figures.value(point.value) if point.value is not None else "-"
    computed = [
        figures.computed(number) if number is not None else "-"
        for number in (point.centre, point.lower_limit, point.upper_limit)
    ]
    cause = words.cause_label(point.special_cause, chart) if point.special_cause else ""
    cells = "".join(f"{cell:>12}" for cell in (value, *computed))
    return f"{point.date.isoformat():<12}{cells}  {cause}".rstrip()
