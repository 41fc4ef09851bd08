"""`lhs-community guard`: what in a text may identify a person. It says where, never what."""

import json
import sys
from pathlib import Path

import click

from lhs_community.safety import guard as safety_guard
from lhs_community.safety.findings import Report
from lhs_community.safety.masks import label

MOST_BYTES = 20_000_000


@click.command("guard")
@click.argument("file", metavar="FILE|-")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True)
def guard(file: str, output: str) -> None:
    """Check a text file (UTF-8), or standard input, for identifiable information.

    The answer names kinds and places (character offsets), never the text itself. No guard is complete:
    a text that comes out clear can still identify somebody.
    """
    text = _read(file)
    report = safety_guard.check(text)
    click.echo(_as_json(report) if output == "json" else _as_text(report, text))


def _read(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read(MOST_BYTES + 1) if file == "-" else _read_file(Path(file))
    except OSError as error:
        raise click.UsageError(
            f"Cannot read {file}: {error.strerror or 'the file cannot be opened'}."
        ) from error
    if len(raw) > MOST_BYTES:
        raise click.UsageError(f"{file} is larger than {MOST_BYTES // 1_000_000} MB. Check it in parts.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.UsageError(
            f"{file} is not a UTF-8 text (byte {error.start + 1}). Save it as UTF-8 and try again."
        ) from error


def _read_file(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(MOST_BYTES + 1)


def _as_json(report: Report) -> str:
    findings = [
        {"kind": f.kind, "tier": f.tier.value, "start": f.start, "end": f.end} for f in report.findings
    ]
    return json.dumps({"verdict": report.verdict.value, "findings": findings})


def _as_text(report: Report, text: str) -> str:
    lines = [f"verdict: {report.verdict.value}"]
    for finding in report.findings:
        line = text.count("\n", 0, finding.start) + 1
        column = finding.start - (text.rfind("\n", 0, finding.start) + 1) + 1
        lines.append(f"line {line}, column {column}: {label(finding.kind)} ({finding.tier.value})")
    return "\n".join(lines)
