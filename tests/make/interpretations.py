"""Interpretations: `make_interpretation()` opens one for the last signal of a chart of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import subjects
from lhs_community.foundation.refs import Ref
from lhs_community.interpretations import actions
from lhs_community.interpretations.actions import Given
from lhs_community.interpretations.models import Interpretation, Sureness
from lhs_community.interpretations.queries import get_interpretation
from tests.make.measures import STEADY


@dataclass
class Opened:
    """`team` is the project's, `measure_id` that of the chart with a signal in May 2024."""

    interpretation: Interpretation
    team: Any
    measure_id: int
    opener: Viewer

    @property
    def id(self) -> int:
        return self.interpretation.id


def given(what: str = "The rota changed.", **parts: Any) -> Given:
    return Given(**{"what_changed": what, "sureness": Sureness.LIKELY, **parts})


@pytest.fixture
def make_interpretation(make_team, make_measure, make_member) -> Callable[..., Opened]:
    """`make_interpretation(readings=2, due_at=..., **options of make_team)`: opened by a member, with readings."""

    def make(readings: int = 0, due_at: Any = None, **options: Any) -> Opened:
        team = make_team(**options)
        measure = make_measure(team.lead, team.project_id, values=(*STEADY, 90))
        ref = Ref("measure", measure.id)
        opener = make_member(team.community)
        finding = subjects.findings(opener, [ref])[ref][-1]
        made = actions.open_interpretation(opener, subjects.require_card(opener, ref), finding, due_at)
        for number in range(readings):
            reader = opener if number == 0 else make_member(team.community)
            actions.give_reading(reader, get_interpretation(reader, made.id), given(f"Reading {number} of the rota"))
        return Opened(get_interpretation(opener, made.id), team, measure.id, opener)

    return make
