"""Reading lines, what each kind makes of them, and drawings in which nothing overlaps or is cut off."""

from __future__ import annotations

import pytest

from lhs_community.diagnostics.kinds import causes, fishbone, process, whys
from lhs_community.diagnostics.kinds.outline import LONGEST_LINE, MOST_LINES, read, walk
from lhs_community.diagnostics.kinds.process import StepKind
from lhs_community.diagnostics.kinds.study import EXAMPLES, study
from lhs_community.diagnostics.models import DiagnosticKind
from lhs_community.foundation.errors import Invalid


def told(text):
    return [(depth, branch.text) for depth, branch in walk(read(text))]


def test_lines_hang_on_what_they_are_indented_below():
    text = "People\n   Too few\n\tOn nights\n\n- Equipment\n  - Bells\n Odd"
    assert told(text) == [(0, "People"), (1, "Too few"), (2, "On nights"), (0, "Equipment"), (1, "Bells"), (1, "Odd")]
    assert read(" \n\t\n") == []


def test_lines_that_are_too_long_or_too_many_are_named():
    with pytest.raises(Invalid, match="Line 2 is too long"):
        read("Short\n" + "x" * (LONGEST_LINE + 1))
    with pytest.raises(Invalid, match=f"{MOST_LINES} lines"):
        read("cause\n" * (MOST_LINES + 1))


@pytest.mark.parametrize("kind", DiagnosticKind)
def test_every_example_can_be_read_and_is_drawn_inside_its_frame(kind):
    seen = study(kind, "Falls before breakfast", EXAMPLES[kind])
    assert seen.branches
    if kind is DiagnosticKind.PARETO:
        assert seen.wide
        assert seen.narrow
        return
    picture = seen.picture
    for box in picture.boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= picture.width
        assert box.y + box.height <= picture.height
    words = {line for one in picture.words for line in one.lines}
    assert any("Falls" in line for line in words) or kind is DiagnosticKind.PROCESS


@pytest.mark.parametrize("kind", DiagnosticKind)
def test_nothing_typed_is_nothing_drawn(kind):
    seen = study(kind, "Falls", "")
    assert seen.picture is None
    assert seen.wide is None


def test_a_fishbone_asks_for_more_than_one_kind_of_cause():
    [first, second] = fishbone.advice(read("People"))
    assert "at least two kinds" in first
    assert "Nothing is written below “People”" in second
    assert fishbone.advice(read(fishbone.EXAMPLE)) == []


def test_bones_above_and_below_do_not_run_into_each_other():
    text = "\n".join(f"Bone {n}\n" + "\n".join(f"  A longer cause number {n} {m}" for m in range(n)) for n in range(8))
    picture = fishbone.draw("Falls", read(text))
    names = [box for box in picture.boxes if box.width == 220]
    assert len({(box.x, box.y) for box in names}) == 8
    texts = sorted((one.x, one.y, len(one.lines) * one.step) for one in picture.words if one.size == 14)
    for (x, y, height), (other_x, other_y, _) in zip(texts, texts[1:], strict=False):
        assert x != other_x or y + height <= other_y


def test_lines_without_indenting_are_a_chain_of_whys():
    seen = study(DiagnosticKind.WHYS, "A fall", "No bell\nCord too short\n! Cut after cleaning")
    assert [depth for depth, _ in walk(seen.branches)] == [0, 1, 2]
    assert seen.roots == ["Cut after cleaning"]
    assert seen.advice == []
    assert "whys below it" in whys.advice(read("! Root\n  Deeper\n    Still"))[0]
    assert ["once" in words for words in whys.advice(read("Why"))] == [True, False]


def test_a_process_is_read_with_roles_waits_decisions_times_and_hand_offs():
    steps = process.steps_of(read(process.EXAMPLE))
    assert [step.kind for step in steps] == [
        StepKind.STEP, StepKind.STEP, StepKind.WAIT, StepKind.DECISION, StepKind.STEP,
    ]  # fmt: skip
    assert process.roles_of(steps) == ["Nurse", "Porter"]
    assert [step.is_handed_over for step in steps] == [False, False, False, False, True]
    assert steps[3].otherwise == ["No: take the sample again"]
    facts = dict(process.facts(steps))
    assert facts["Time in all"] == "35 min (4 of 5 steps timed)"
    assert facts["Of it waiting"] == "6 min, 17%"
    assert facts["Of it adding value"] == "5 min, 14%"
    assert process.said(90) == "1.5 hours"
    assert process.said(2 * 24 * 60) == "2 days"


def test_a_line_of_a_process_that_cannot_be_read_is_named():
    for text, words in (
        ("Nurse: Takes | soon", "Line 1: after |"),
        ("Nurse: ok\nNurse:  | 5 min", "Line 2: say what happens"),
        ("\n".join(f"Role {n}: Step" for n in range(9)), "8 roles"),
    ):
        with pytest.raises(Invalid, match=words.replace("|", r"\|")):
            process.steps_of(read(text))


def test_causes_are_typed_or_pasted_with_their_counts():
    rows = causes.rows_of(read("No porter, 41\nLetter\t18\nFamily; 9\nRoom 4 | 2.5\nLate: 1"))
    assert rows == [("No porter", 41), ("Letter", 18), ("Family", 9), ("Room 4", 2.5), ("Late", 1)]
    for text, words in (
        ("No porter", "Line 1: write a cause"),
        ("A, 3\nB, many", "Line 2"),
        ("A, 3\na, 4", "stands there twice"),
        ("A, 3\n  B, 4", "Line 1"),
    ):
        with pytest.raises(Invalid, match=words):
            causes.rows_of(read(text))


def test_the_pareto_adds_up_and_marks_the_first_four_fifths():
    seen = study(DiagnosticKind.PARETO, "Delays", "C, 5\nA, 70\nB, 25")
    assert [(part.label, part.count, round(part.cumulative), part.is_vital) for part in seen.parts] == [
        ("A", 70, 70, True), ("B", 25, 95, True), ("C", 5, 100, False),
    ]  # fmt: skip


def test_small_counts_are_named_and_can_be_put_together():
    rows = causes.rows_of(read("A, 70\nB, 4\nC, 1\nD, 5"))
    assert causes.small(rows) == ["B", "C"]
    assert "2 of the causes were found fewer than five times" in causes.advice(rows)[0]
    assert causes.combined(rows) == f"A, 70\nD, 5\n{causes.TOGETHER}, 5"
