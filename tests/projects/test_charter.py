"""The aim checker and the completeness card."""

from __future__ import annotations

from datetime import date

import pytest

from lhs_community.projects.charter import (
    Charter,
    Standing,
    aim_checks,
    completeness,
    has_figure,
    in_words,
    is_bare,
    is_bare_aim,
)

BEGAN = date(2026, 3, 1)
GOOD = Charter(
    title="Fewer falls",
    aim_for_whom="people on Fern ward",
    aim_what="falls for every 1,000 bed days",
    aim_where="Fern ward",
    aim_how_good="from 8.4 to 6.0",
    aim_by=date(2027, 3, 1),
    aim_measure_id=7,
)


@pytest.mark.parametrize(
    "text",
    [
        "Reduce falls",
        "Improve care within 12 months",
        "Improve handover by 1 May 2027",
        "Fewer falls in 2027",
        "Increase satisfaction by March 2027",
        "Better care within the next two years",
        "Reduce waits by 2027-05-01",
        "Fewer falls for every 1,000 bed days",
    ],
)
def test_a_direction_without_a_number_is_bare(text):
    assert is_bare(text)
    assert not has_figure(text)


@pytest.mark.parametrize(
    "text",
    [
        "Reduce falls from 8 to 6 by March 2027",
        "Half as many falls by 2027",
        "95% seen within four hours",
        "Bring down waiting from 14 weeks to 8 weeks within six months",
        "Everybody asked at 5 am",
        "Reduce rejected samples to zero",
    ],
)
def test_a_number_or_its_word_says_how_good(text):
    assert has_figure(text)
    assert not is_bare(text)


def unmet(aim, **more):
    return [check.label for check in aim_checks(aim, BEGAN, **more) if not check.is_met]


def test_a_whole_aim_has_nothing_missing():
    assert unmet(GOOD) == []


def test_one_sentence_is_enough_to_begin_and_each_gap_says_why():
    checks = aim_checks(Charter(title="Falls", aim_text="Reduce falls"), BEGAN)
    missing = {check.label: check.why for check in checks if not check.is_met}
    assert set(missing) == {
        "The aim says for whom",
        "The aim says where",
        "The aim says how good",
        "The aim says by when",
        "The aim names its measure",
    }
    assert "cannot simply be to improve or to reduce" in missing["The aim says how good"]


def test_the_day_must_have_been_ahead_when_the_project_began():
    past = Charter(**{**vars(GOOD), "aim_by": date(2026, 2, 1)})
    assert unmet(past) == ["The aim says by when"]


def test_a_measure_stands_in_for_a_number_but_not_for_a_bare_direction():
    no_number = Charter(**{**vars(GOOD), "aim_how_good": "as good as our neighbours"})
    assert unmet(no_number) == ["The aim says how good"]
    assert unmet(no_number, is_measured=True) == []
    assert unmet(Charter(**{**vars(GOOD), "aim_how_good": "reduce them"}), is_measured=True) == [
        "The aim says how good"
    ]


def test_the_aim_is_put_together_from_its_parts():
    assert in_words(GOOD) == (
        "Falls for every 1,000 bed days from 8.4 to 6.0, for people on Fern ward, in Fern ward, by 1 March 2027."
    )
    assert in_words(Charter(title="x", aim_text=" Own words. ")) == "Own words."
    assert in_words(Charter(title="x")) == ""


def test_completeness_counts_what_is_there():
    nothing = Standing(
        team_size=1, has_patient_or_carer=False, has_sponsor=False, primary_drivers=0, ideas=0, cycles=0,
        is_measured=False, is_balanced=False,
    )  # fmt: skip
    everything = Standing(
        team_size=3, has_patient_or_carer=True, has_sponsor=True, primary_drivers=2, ideas=2, cycles=1,
        is_measured=True, is_balanced=True,
    )  # fmt: skip
    assert not any(check.is_met for check in completeness(Charter(title="Falls"), BEGAN, nothing))
    texts = ("problem", "balancing", "scope", "scope_out", "risks", "equality", "ethics")
    days = {"starts_on": date(2026, 3, 2), "ends_on": date(2027, 3, 1)}
    whole = Charter(**{**vars(GOOD), **dict.fromkeys(texts, "Thought of"), **days})
    assert all(check.is_met for check in completeness(whole, BEGAN, everything))


@pytest.mark.parametrize("text", ["Reduce falls", "To improve handover", "We are reducing waits by May 2027"])
def test_an_aim_cannot_simply_be_to_improve_or_to_reduce(text):
    assert is_bare_aim(Charter(title="x", aim_text=text))
    assert not is_bare_aim(Charter(title="x", aim_text=text, aim_how_good="from 8 to 6"))
    assert not is_bare_aim(Charter(title="x", aim_text=text, aim_measure_id=7))


@pytest.mark.parametrize("text", ["", "Everyone has more water", "Share our lessons", "Reduce falls to 6 a month"])
def test_any_other_aim_may_begin(text):
    assert not is_bare_aim(Charter(title="x", aim_text=text))
