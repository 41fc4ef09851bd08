"""`lhs-community spc`: the answers of the engine on the command line, and bad files told plainly."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from lhs_community.cli.spc import command
from tests.measures import golden

pytestmark = pytest.mark.once


@pytest.fixture
def spc(tmp_path):
    """Runs the command on a file of the given text."""

    def run(text, *options):
        file = tmp_path / "series.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return CliRunner().invoke(command, [str(file), *options])

    return run


def answer(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))


def csv_of(series):
    rows = (
        f"{day},{'' if one.value is None else one.value}" for day, one in zip(series.dates, series.answers, strict=True)
    )
    return "date,value\n" + "\n".join(rows)


def test_the_answer_has_exactly_the_promised_parts(spc):
    told = answer(spc("date,value\n2024-01-01,1\n2024-02-01,2\n", "--format", "json"))
    assert list(told) == ["points", "variation", "assurance", "words"]
    assert list(told["points"][0]) == [
        "date", "value", "mean", "lower_limit", "upper_limit", "special_cause", "point_type",
    ]  # fmt: skip
    assert told["points"][0] == {
        "date": "2024-01-01",
        "value": 1.0,
        "mean": 1.5,
        "lower_limit": pytest.approx(-1.16),
        "upper_limit": pytest.approx(4.16),
        "special_cause": None,
        "point_type": "common_cause",
    }
    assert (told["variation"], told["assurance"]) == ("common_cause", None)


@pytest.mark.parametrize(
    "name", ["seven_down_decrease", "rebase_mid", "vignette_outlier_unscreened", "pkg_fix_after_12"]
)
def test_edge_cases_come_out_as_the_engine_answers(spc, name):
    series = golden.edge_cases()[name]
    options = ["--direction", series.options["direction"].value, "--format", "json"]
    options += [word for day in series.options["rebase"] for word in ("--rebase", day.isoformat())]
    if not series.options["screen"]:
        options.append("--no-screen")
    if series.options["fix_after_n"]:
        options += ["--fix-after", str(series.options["fix_after_n"])]
    points = answer(spc(csv_of(series), *options))["points"]
    for ours, theirs in zip(points, series.answers, strict=True):
        assert ours["special_cause"] == theirs.cause
        assert ours["point_type"] == theirs.point_type
        assert golden.same(ours["mean"], theirs.mean)
        assert golden.same(ours["upper_limit"], theirs.upper)


def test_variation_and_assurance_are_named(spc):
    text = "\n".join(f"2024-01-{day:02},{value}" for day, value in enumerate([50, 52] * 8 + [90], start=1))
    told = answer(spc(text, "--direction", "decrease", "--target", "10", "--format", "json"))
    assert (told["variation"], told["assurance"]) == ("concern_high", "consistent_fail")
    assert told["points"][-1]["special_cause"] == "above_upper_limit"
    assert told["points"][-1]["point_type"] == "special_cause_concern"
    assert "change for the worse" in told["words"]


@pytest.mark.parametrize("direction", ["increase", "decrease", "neutral"])
def test_all_directions_have_words_and_a_table(spc, direction):
    result = spc("date,value\n2024-01-01,1\n2024-02-01,\n2024-03-01,3\n", "--direction", direction)
    assert result.exit_code == 0
    assert "1 period has no value" in result.stdout
    assert "2024-02-01             -" in result.stdout
    assert "screening of extreme moving ranges is on" in result.stdout


@pytest.mark.parametrize(
    "text",
    ["date,value\n2024-01-01,5\n", "date,value\n" + "\n".join(f"2024-01-{d:02},5" for d in range(1, 16)),
     "\ufeffdate,value\r\n2024-02-01,1000000000\r\n2024-01-01,-1000000000\r\n"],
    ids=["one point", "constant", "mark, line ends, unsorted, large, negative"],
)  # fmt: skip
def test_awkward_files_have_valid_json(spc, text):
    told = answer(spc(text, "--format", "json", "--target", "3", "--direction", "increase"))
    assert told["points"] == sorted(told["points"], key=lambda point: point["date"])


def test_unsorted_rows_are_sorted_with_a_note_beside_the_answer(spc):
    result = spc("2024-02-01,1\n2024-01-01,2\n", "--format", "json")
    assert [point["value"] for point in answer(result)["points"]] == [2.0, 1.0]
    assert "sorted" in result.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no rows"),
        ("date,value\n2024-01-01,1\n2024-01-01,2\n", "Row 3, cell A3"),
        ("date,value\n2024-01-01,NaN\n", "Row 2, cell B2"),
        ("date,value\n2024-01-01,inf\n", "Row 2, cell B2"),
        ("date,value\nyesterday,1\n", "Row 2, cell A2"),
        (b"\x89PNG\x00\x00", "Choose a text file"),
    ],
)
def test_bad_files_are_told_plainly_with_their_row(spc, text, said):
    result = spc(text)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "options",
    [
        ["--target", "nan"],
        ["--target", "x"],
        ["--rebase", "soon"],
        ["--fix-after", "0"],
        ["--direction", "up"],
    ],
)
def test_bad_options_are_refused(spc, options):
    result = spc("2024-01-01,1\n", *options)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_a_missing_file_is_told(tmp_path):
    result = CliRunner().invoke(command, [str(tmp_path / "none.csv")])
    assert result.exit_code == 2
    assert "does not exist" in result.stderr


def test_a_rebasing_that_splits_nothing_is_noted(spc):
    assert "changes nothing" in spc("2024-01-01,1\n2024-02-01,2\n", "--rebase", "2025-01-01").stderr


def test_it_runs_as_a_command_and_reads_standard_input():
    done = subprocess.run(
        [sys.executable, "-m", "lhs_community.cli", "spc", "-", "--format", "json"],
        input="2024-01-01,1\n",
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert json.loads(done.stdout)["variation"] == "common_cause"
