"""Measures: `make_measure(actor, project_id)` and figures to fill them with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest

from lhs_community.accounts.viewer import Viewer
from lhs_community.measures.actions.measures import Plan, start_measure
from lhs_community.measures.actions.readings import add_readings
from lhs_community.measures.models.measures import Measure, MeasureKind
from lhs_community.measures.spc.terms import Direction

MakeMeasure = Callable[..., Measure]
STEADY = (50, 52) * 8


def figures(*values: float | None, year: int = 2023) -> str:
    """A sheet of monthly values from January of `year`."""
    rows = (
        f"{date(year + index // 12, index % 12 + 1, 1)},{'' if value is None else value}"
        for index, value in enumerate(values)
    )
    return "\n".join(["date,value", *rows])


@pytest.fixture
def make_measure() -> MakeMeasure:
    """`make_measure(actor, project_id, values=(50, 52, ...), name=...)`: with 16 steady months unless told."""

    def make(actor: Viewer, project_id: int, values: Iterable[float | None] = STEADY, **plan: Any) -> Measure:
        plan = {"name": "Falls each month", "kind": MeasureKind.OUTCOME, "direction": Direction.DECREASE, **plan}
        measure = start_measure(actor, project_id, Plan(**plan))
        if values := tuple(values):
            add_readings(actor, measure, figures(*values))
        return measure

    return make
