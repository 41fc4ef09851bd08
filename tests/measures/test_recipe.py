"""A chart's parameter file makes the very same chart again, of every kind, in code and on the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner

from lhs_community.cli.spc import command
from lhs_community.foundation.errors import Invalid
from lhs_community.measures.chart import picture, recipe
from lhs_community.measures.chart.drawing import Bounds, Remark
from lhs_community.measures.chart.study import ChartStudy
from lhs_community.measures.chart.window import Window
from lhs_community.measures.spc.analysis import analyse_as
from lhs_community.measures.spc.terms import ANHOEJ, PRESETS, Baseline, ChartKind, Direction, Observation

pytestmark = pytest.mark.once
FIRST = date(2023, 1, 1)
VALUES = [50.1, 52, 47.3, 51, None, 49, 53.7, 50, 52, 48, 51, 90, 50, 52, 61, 62, 63, 64, 65, 66, 67, 68, 64, 66]


def study(kind=ChartKind.XMR, **options):
    """Two dozen weeks with a gap, an outlier and a shift."""
    observations = [
        Observation(
            FIRST + timedelta(days=7 * index),
            None if kind.needs_denominator or value is None else float(round(value)) if kind is ChartKind.C else value,
            None if value is None else float(round(value)),
            None if value is None else 100.0 + index,
        )
        for index, value in enumerate(VALUES)
    ]
    chart = analyse_as(kind, observations, **options)
    remarks = [Remark(FIRST, "Training “began” <b>"), Remark(FIRST + timedelta(days=98), "New rota", "rebase", "/x")]
    return ChartStudy("Falls & trips", "%", chart, remarks, Bounds(0, None))


def again(made):
    found = recipe.from_json(recipe.to_json(made))
    assert found.notes == []
    return found.study


def spc(tmp_path, text, *options):
    file = tmp_path / "chart.json"
    file.write_text(text, "utf-8")
    return CliRunner().invoke(command, [str(file), *options])


@pytest.mark.parametrize("kind", ChartKind)
def test_a_chart_of_every_kind_comes_back_the_same(kind, tmp_path):
    made = study(kind, direction=Direction.DECREASE, target=40.0, rebase=[FIRST + timedelta(days=98)])
    assert again(made).chart == made.chart
    assert made.chart.kind is kind
    told = spc(tmp_path, recipe.to_json(made), "--format", "svg")
    assert told.exit_code == 0, told.output
    assert told.stdout == picture.to_svg(made)
    flags = json.loads(spc(tmp_path, recipe.to_json(made), "--format", "json").stdout)["points"]
    assert [one["special_cause"] for one in flags] == [point.special_cause for point in made.chart.points]


@pytest.mark.parametrize(
    "options",
    [
        {"direction": Direction.INCREASE},
        {"screen": False},
        {"fix_after_n": 12},
        {"rebase": [FIRST + timedelta(days=50), FIRST + timedelta(days=100)]},
        {"baseline": Baseline(FIRST, FIRST + timedelta(days=90))},
        {"baseline": Baseline(None, FIRST + timedelta(days=90))},
        {"rules": PRESETS["western_electric_shift_of_8"]},
        {"kind": ChartKind.RUN, "rules": ANHOEJ},
        {"kind": ChartKind.U, "per": 1000.0},
    ],
    ids=str,
)
def test_each_setting_is_kept(options):
    made = study(**options)
    assert again(made).chart == made.chart
    assert picture.to_svg(again(made)) == picture.to_svg(made)


def test_the_stretch_that_was_looked_at_is_kept():
    made = replace(study(), window=Window(FIRST + timedelta(days=70), None))
    assert again(made).window == made.window
    assert picture.to_svg(again(made)) == picture.to_svg(made)
    assert picture.to_svg(made) != picture.to_svg(study())


def test_a_reason_of_several_lines_is_kept_as_it_was_written():
    made = replace(study(), remarks=[Remark(FIRST, "First line\r\n\r\nsecond  line\tand more", "rebase")])
    assert again(made).remarks == made.remarks
    assert picture.to_svg(again(made)) == picture.to_svg(made)


def test_letters_that_no_drawing_can_hold_are_left_out():
    made = replace(study(), name="Falls\x01 \ufffe\x0band trips")
    assert "Falls and trips" in picture.to_svg(made)
    assert picture.to_png(made).startswith(b"\x89PNG")


def test_thousands_of_points_can_be_taken_away():
    days = [FIRST + timedelta(days=index) for index in range(5_000)]
    chart = analyse_as(ChartKind.XMR, [Observation(day, float(index % 7)) for index, day in enumerate(days)])
    made = ChartStudy("Many", "", chart)
    assert again(made).chart == chart
    assert picture.to_png(made).startswith(b"\x89PNG")


def test_it_names_engine_and_data_version_and_both_are_checked():
    moment = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
    content = json.loads(recipe.to_json(study(), as_of=moment))
    assert content["engine_version"] == recipe.ENGINE
    assert content["data_as_of"] == moment.isoformat()
    content["data"][3]["value"] = 99
    content["engine_version"] = 0
    notes = recipe.from_json(json.dumps(content)).notes
    assert [note.partition(":")[0] for note in notes] == [
        "The file was made by another version of the engine",
        "The figures in the file are not those it was made with",
    ]


def changed(**parts):
    return json.dumps({**json.loads(recipe.to_json(study())), **parts})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "no parameter file"),
        ("{}", "no parameter file"),
        (changed(chart_kind="pie"), "“chart_kind” must be one of xmr"),
        (changed(direction=None), "“direction” must be one of"),
        (changed(target="much"), "“target” must be a number"),
        (changed(target=True), "“target” must be a number"),
        (changed(target=1e300), "“target” must be at most"),
        ('{"format": "' + recipe.FORMAT + '", "target": NaN}', "“format”|“chart_kind”|“target”"),
        (changed(per=0), "more than nought"),
        (changed(fix_after_n=0), "cannot be made"),
        (changed(fix_after_n=2.5), "whole number"),
        (changed(is_screened="yes"), "true or false"),
        (changed(rebases=["soon"]), "“rebases” must be a date"),
        (changed(rebases={}), "“rebases” must be a list"),
        (changed(rules={"shift_length": 0}), "“shift_length” must be more than 0"),
        (changed(rules=[]), "“rules” must be a part"),
        (changed(baseline={"from": "x"}), "“baseline: from” must be a date"),
        (changed(name="x" * 601), "“name” must be plain text"),
        (changed(name="a\u0000b"), "“name” must be plain text"),
        (changed(unit="\ud800"), "“unit” must be plain text"),
        (changed(remarks=[1]), "“remarks” must be a list of parts"),
        (changed(data=[{"date": "2024-01-01", "value": "5"}]), "“data, row 1: value” must be a number"),
        (changed(data=[{"date": "2024-01-01"}] * 20_001), "at most 20,000"),
        (changed(data=[{"date": "2024-01-01", "value": 1}] * 2), "cannot be made"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_the_part_that_is(text, said, tmp_path):
    with pytest.raises(Invalid, match=said.replace("(", r"\(")):
        recipe.from_json(text)
    result = spc(tmp_path, text)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_the_command_says_what_the_page_says_and_draws_both_ways(tmp_path):
    made = study(direction=Direction.DECREASE, target=40.0)
    text = recipe.to_json(made)
    assert made.words in spc(tmp_path, text).stdout
    target = tmp_path / "chart.png"
    assert spc(tmp_path, text, "--format", "png", "--output", str(target)).exit_code == 0
    assert target.read_bytes().startswith(b"\x89PNG")


def test_a_parameter_file_takes_no_options_of_a_table(tmp_path):
    result = spc(tmp_path, recipe.to_json(study()), "--target", "5", "--no-screen")
    assert result.exit_code == 2
    assert "Leave out --target, --no-screen" in result.stderr


def test_a_changed_file_is_told_beside_the_answer(tmp_path):
    assert "somebody has changed them" in spc(tmp_path, changed(data_version="x")).stderr


def test_nothing_is_drawn_without_a_value(tmp_path):
    result = spc(tmp_path, changed(data=[{"date": "2024-01-01", "value": None}]), "--format", "svg")
    assert (result.exit_code, "no value to draw" in result.stderr) == (2, True)
