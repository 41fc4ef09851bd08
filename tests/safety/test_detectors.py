"""What identifies a person is found in every written form; ordinary prose of improvement passes."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from lhs_community.safety.check import check_text
from lhs_community.safety.detectors.health_numbers import has_valid_check_digit
from lhs_community.safety.findings import Tier, Verdict
from tests.support.shared import shared_file
from tests.support.timing import cpu_of

DATA = Path(__file__).parents[1] / "data"
SAMPLES = json.loads((DATA / "bad" / "identifiable_samples_own.json").read_text())
NUMBERS = json.loads((DATA / "identifiers" / "nhs_numbers.json").read_text())
TEXTS = json.loads((DATA / "identifiers" / "uk_texts.json").read_text())["vectors"]
STOPS = {Verdict.BLOCK, Verdict.WARN}
EXPECTED = {
    "dob+hospital_number": {"dob", "hospital_number"},
    "dob+address": {"dob", "postcode"},
    "name+mrn": {"name", "hospital_number"},
    "chi_number_shape": {"chi_number"},
    "email+phone": {"email", "phone"},
}
FORMS = [
    "{0}{1}{2}", "{0} {1} {2}", "{0}-{1}-{2}", "{0}.{1}.{2}", "{0}/{1}/{2}", "{0}\u00a0{1}\u00a0{2}",
    "{0}\u2009{1}\u2009{2}",
    "{0}–{1}–{2}", "{0}\u2011{1}\u2011{2}", "{0} - {1} - {2}", "**{0}** {1} {2}", "**{0} {1}** {2}", "`{0}{1}{2}`",
    "_{0}_{1}{2}", "{0}\u200b{1}\u200d{2}", "{0}\u00ad{1}{2}", "{0}&nbsp;{1}&nbsp;{2}", "{0}&#32;{1}{2}",
    "{0}\\-{1}\\-{2}",
    "<b>{0}</b> {1} {2}", "{0}  {1}  {2}", "{0}\t{1}\t{2}", "{0}\n{1} {2}", "| {0}{1}{2} |", "({0}{1}{2})",
    "NHS{0}{1}{2}",
    "no={0}{1}{2}", "{0}{1}{2}.", "[{0} {1} {2}](https://a.example)", "#{0}{1}{2}", "x,{0}{1}{2},4",
]  # fmt: skip


def found(text: str) -> set[str]:
    return {finding.kind for finding in check_text(text).findings}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["text"][:40])
def test_each_sample_is_judged_as_it_says(sample: dict[str, Any]) -> None:
    report = check_text(sample["text"])
    if sample["kind"] == "none":
        assert report.verdict not in STOPS
    elif re.match(r"indirect|image", sample["kind"]) is None:
        assert EXPECTED.get(sample["kind"], {sample["kind"]}) <= found(sample["text"])
        assert report.verdict in STOPS


@pytest.mark.parametrize("entry", NUMBERS["valid"], ids=lambda entry: entry["text"])
def test_valid_health_numbers_are_found(entry: dict[str, str]) -> None:
    assert found(f"Seen: {entry['text']} today") == {"nhs_number"}


@pytest.mark.parametrize("entry", NUMBERS["invalid"], ids=lambda entry: entry["text"])
def test_numbers_with_a_wrong_check_digit_are_not(entry: dict[str, str]) -> None:
    assert check_text(f"Order {entry['text']} came").verdict not in STOPS


@pytest.mark.parametrize("form", FORMS)
def test_every_written_form_is_found(form: str) -> None:
    for number in ("9995260182", "9991590838", "9990166137"):
        text = f"Seen {form.format(number[:3], number[3:6], number[6:])} today"
        report = check_text(text)
        assert report.verdict is Verdict.BLOCK, text
        blocked = next(f for f in report.findings if f.tier is Tier.BLOCK)
        assert {"999", number[6:]} <= set(re.findall(r"999|\d{4}$", text[blocked.start : blocked.end])) or len(
            form
        ) < 12


@pytest.mark.parametrize("digits", ["９９９５２６０１８２", "٩٩٩٥٢٦٠١٨٢", "𝟗𝟗𝟗𝟓𝟐𝟔𝟎𝟏𝟖𝟐", "⑨⑨⑨⑤②⑥0①⑧②"])
def test_digits_of_other_scripts_count(digits: str) -> None:
    report = check_text(f"ab {digits} cd")
    assert [(f.start, f.end, f.kind) for f in report.findings] == [(3, 13, "nhs_number")]


@given(st.integers(min_value=0, max_value=999_999_999))
def test_every_number_with_its_check_digit_is_found(stem: int) -> None:
    for last in "0123456789":
        digits = f"{stem:09}{last}"
        expected = has_valid_check_digit(digits)
        for written in (digits, f"{digits[:3]} {digits[3:6]} {digits[6:]}"):
            hits = [f for f in check_text(f"NHS number {written}, seen").findings if f.kind == "nhs_number"]
            assert bool(hits) == expected, written


@pytest.mark.parametrize("kind", ["postcode", "nino", "nhs", "driving_licence"])
def test_the_texts_of_presidio(kind: str) -> None:
    ours = {"nino": "ni_number", "nhs": "nhs_number"}.get(kind, kind)
    for vector in TEXTS[kind]:
        spans = [(f.start, f.end) for f in check_text(vector["text"]).findings if f.kind == ours]
        assert len(spans) == vector["count"], vector["text"]
        # One of its spans takes the blank before the number along.
        assert all(abs(s - a) <= 1 and e == b for (s, e), (a, b) in zip(spans, vector["spans"], strict=True))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("ISBN 0306406157", Verdict.CLEAR),
        ("2024-01-01 to 2024-12-31, then 2025-01-01", Verdict.CLEAR),
        ("call +44 7700 900123", Verdict.WARN),
        ("vitamin B12 5th dose, ward B3 4th bed, B6 1st line", Verdict.CLEAR),
        ("SW1A 1AA", Verdict.WARN),
        ("C57BL/6 mice, gene IL36RN", Verdict.CLEAR),
        ("Dr Smith, Prof Jones and Sister Brown spoke", Verdict.CLEAR),
        ("Mr Smith came", Verdict.WARN),
        ("mrs smith came", Verdict.WARN),
        ("an MR scan; the Master Plan", Verdict.CLEAR),
        ("patient Smith came", Verdict.WARN),
        ("Patient Safety Incident Response Framework", Verdict.CLEAR),
        ("born on 3 November 1954", Verdict.BLOCK),
        ("| DOB |\n|---|\n| 3/11/54 |", Verdict.BLOCK),
        ("On 3 November 2024 we met", Verdict.CLEAR),
        ("Mrs Smith in bed 4", Verdict.BLOCK),
        ("a 93-year-old man on ward 5", Verdict.BLOCK),
        ("The patient fell on 12/03/2024 on ward 7", Verdict.BLOCK),
        ("Ward 6 started the huddle on 12 January 2026; falls fell from 8 to 4", Verdict.INFO),
        ("Meeting at LS9 7TF on 12 March 2026", Verdict.WARN),
        ("anna@nhs.net", Verdict.INFO),
        ("someone@gmail.example", Verdict.WARN),
        ("GMC 1234567 and NMC PIN 12A3456E", Verdict.INFO),
        ("| Ward | Falls |\n|---|---|\n| A | 2 |\n| B | 12 |", Verdict.INFO),
        ("the only dialysis patient in our village, last Tuesday", Verdict.INFO),
        ("MRN: 00123456", Verdict.BLOCK),
        ("https://a.example/9434765919", Verdict.WARN),
        ("series 310 943 476 5919 320", Verdict.WARN),
    ],
)
def test_the_verdict_is(text: str, verdict: Verdict) -> None:
    assert check_text(text).verdict is verdict


def test_999_numbers_pass_where_the_setting_lets_them_and_others_never_do() -> None:
    assert check_text("999 526 0182", allow_test_numbers=True).verdict is Verdict.CLEAR
    assert check_text("943 476 5919", allow_test_numbers=True).verdict is Verdict.BLOCK


@given(st.text(alphabet="aMr ns12349.-*_&#;\u200b\n|<b>@é", max_size=80))
def test_findings_lie_in_the_text_in_order_and_apart(text: str) -> None:
    end = 0
    for finding in check_text(text).findings:
        assert end <= finding.start < finding.end <= len(text)
        end = finding.end


HOSTILE = [
    "9", "943 476 5919 ", "12 ", "1 ", "07700", "+44 ", "Mr A", "Mrs A. ", "|", "n|n\n|-|-\n| 1 ", "a@a.",
    "a", "a.", "&amp",
    "&#49;", "<a ", "*", "*9", "9\u200b", "９", "1/1/2020 ", "born 1/1/2020 ", "bed 1 ward 1 ", "nhs 999 ", "MRN is ",
    "patient Ab ", "-", " ", "\n", "943\n", "the only a ", "SW1A 1AA ", "é", "(0", "123-", "1.1", "12.34-",
    "Mrs O'", "|--",
]  # fmt: skip


@pytest.mark.parametrize("part", HOSTILE)
def test_a_long_hostile_text_takes_less_than_a_second(part: str) -> None:
    text = (part * (100_000 // len(part) + 1))[:100_000]
    _, seconds = cpu_of(lambda: check_text(text))
    assert seconds < 1


def test_fewer_than_one_block_in_twenty_thousand_words_of_open_medical_prose() -> None:
    words = blocks = 0
    for name in ("liveqa-medquad", "scifact-2101"):
        with gzip.open(shared_file(f"search/{name}/docs.jsonl.gz"), "rt") as lines:
            for _, line in zip(range(700), lines, strict=False):
                text = " ".join(str(value) for key, value in json.loads(line).items() if key in ("title", "text"))
                words += len(text.split())
                blocks += sum(f.tier is Tier.BLOCK for f in check_text(text).findings)
    assert words > 100_000
    assert blocks / words * 10_000 < 0.5


def test_the_demo_passes_its_own_guard() -> None:
    content = Path(__file__).parents[2] / "lhs_community" / "demo" / "content"
    texts = [path for path in sorted(content.glob("*.toml")) if path.name != "people.toml"]
    for path in texts:
        text = path.read_text()
        stopped = [text[max(0, f.start - 30) : f.end + 10] for f in check_text(text).findings if f.tier is Tier.BLOCK]
        assert not stopped, (path.name, stopped)
