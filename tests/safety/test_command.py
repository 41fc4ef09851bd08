"""`lhs-community guard` tells kinds and places, never the text."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from lhs_community.cli.guard import guard


def test_json_from_standard_input() -> None:
    result = CliRunner().invoke(guard, ["-", "--format", "json"], input="é NHS 999 526 0182")
    assert result.exit_code == 0
    assert json.loads(result.output) == {
        "verdict": "block",
        "findings": [{"kind": "nhs_number", "tier": "block", "start": 6, "end": 18}],
    }


def test_text_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("line one\nsee SW1A 1AA\n")
    result = CliRunner().invoke(guard, [str(path)])
    assert result.output == "verdict: warn\nline 2, column 5: postcode (warn)\n"
    assert "SW1A" not in result.output


def test_a_missing_file_and_a_file_that_is_no_text_are_explained(tmp_path: Path) -> None:
    path = tmp_path / "binary"
    path.write_bytes(b"\xff\xfe999")
    for name, words in (("nowhere.txt", "Cannot read"), (str(tmp_path), "Cannot read"), (str(path), "UTF-8")):
        result = CliRunner().invoke(guard, [name])
        assert result.exit_code == 2
        assert words in result.output
        assert "Traceback" not in result.output
