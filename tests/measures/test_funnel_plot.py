"""Funnel plots: drawn inside their frame, names only where they help, never a ranking."""

from __future__ import annotations

import pytest
from flask import render_template_string

from lhs_community.measures.chart.drawing import NARROW, WIDE
from lhs_community.measures.chart.funnel import FunnelStudy, draw
from lhs_community.measures.spc.funnel import FunnelKind, Site, funnel
from lhs_community.measures.spc.terms import Direction, PointType

SITES = [
    Site(f"Site {letter}", round(size * 0.12), size)
    for letter, size in zip("HGFEDCBA", range(80, 720, 80), strict=True)
]
HIGH, LOW = Site("Fern <ward>", 75, 300), Site("Birch", 15, 450)


def study(sites, direction=Direction.DECREASE, own=(), **options):
    found = funnel(FunnelKind.PROPORTION, sites, per=100, **options)
    return FunnelStudy("Falls", "%", found, direction, own, "Patients")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=lambda size: size.name)
@pytest.mark.parametrize(
    "sites",
    [[*SITES, HIGH, LOW], [HIGH], [Site("a", 0, 40), Site("b", 0, 50)], [Site("a", 5, 5), Site("b", 60_000, 1e6)]],
    ids=["ordinary", "one", "nothing happened", "very unequal"],
)
def test_sites_and_limits_lie_inside_the_plot(sites, size):
    drawn = draw(study(sites), size)
    assert drawn is not None
    assert all(drawn.left <= spot.x <= drawn.right and drawn.top <= spot.y <= drawn.bottom for spot in drawn.spots)
    for line in (*drawn.inner, *drawn.outer):
        for pair in line.split():
            x, y = map(float, pair.split(","))
            assert drawn.left <= x <= drawn.right
            assert drawn.top <= y <= drawn.bottom


def test_only_the_readers_own_and_those_beyond_the_limits_bear_a_name():
    drawn = draw(study([*SITES, HIGH, LOW], own={"Site C"}), WIDE)
    assert drawn is not None
    assert {spot.name for spot in drawn.spots} == {"", "Site C", "Fern <ward>", "Birch"}
    assert [spot.is_own for spot in drawn.spots if spot.name == "Site C"] == [True]


def test_names_that_would_leave_the_plot_stand_before_their_mark():
    drawn = draw(study([*SITES, Site("A ward with a very long name indeed", 1, 720)]), WIDE)
    assert drawn is not None
    late = next(spot for spot in drawn.spots if spot.name.startswith("A ward"))
    assert (late.anchor, len(late.name) <= 28) == ("end", True)


def test_a_long_name_is_told_by_its_last_part():
    drawn = draw(study([*SITES, Site("Fewer falls where half have a new hip: Alder", 75, 300)]), WIDE)
    assert drawn is not None
    assert "Alder" in [spot.name for spot in drawn.spots]


@pytest.mark.parametrize(
    ("direction", "kinds"),
    [
        (Direction.DECREASE, (PointType.CONCERN, PointType.IMPROVEMENT)),
        (Direction.INCREASE, (PointType.IMPROVEMENT, PointType.CONCERN)),
        (Direction.NEUTRAL, (PointType.NEUTRAL_HIGH, PointType.NEUTRAL_LOW)),
    ],
)
def test_what_lies_beyond_differs_in_kind_and_shape(direction, kinds):
    found = study([*SITES, HIGH, LOW], direction)
    high, low = (next(one for one in found.places if one.site is site) for site in (HIGH, LOW))
    assert (found.kind_of(high), found.kind_of(low)) == kinds
    assert found.mark_of(high) != found.mark_of(next(one for one in found.places if one.site is SITES[0]))


def test_words_name_what_lies_beyond_and_leave_the_rest_in_peace():
    assert study([]).words == "There is nothing to compare yet."
    assert study([Site("a", 0, 0)]).words == "There is nothing to compare yet."
    assert draw(study([Site("a", 0, 0)]), WIDE) is None
    assert study(SITES).words.startswith("8 sites, and none lies beyond the outer limits")
    words = study([*SITES, HIGH, LOW], adjust=False).words
    assert "Fern <ward> lies above the outer limits. Birch lies below the outer limits." in words
    assert "The other 8 differ no more than chance lets them." in words


def test_the_list_is_by_name_and_says_how_the_limits_came_about():
    found = study([*SITES, HIGH, LOW])
    names = [place.site.name for place in found.places]
    assert names == sorted(names, key=str.casefold)
    assert found.wide is not None
    assert "1 site in 20" in found.wide.notes[0]
    assert ("widened" in " ".join(found.wide.notes)) == found.funnel.is_widened


def test_plot_and_list_are_printed_with_names_escaped(app):
    page = (
        '{% from "measures/_funnel.html" import funnel_chart, funnel_list %}'
        '{{ funnel_chart(study, "f") }}{{ funnel_list(study) }}'
    )
    with app.test_request_context():
        shown = render_template_string(page, study=study([*SITES, HIGH, LOW], own={"Birch"}))
    assert shown.count('<svg class="app-chart__drawing') == 2
    assert "Fern &lt;ward&gt;" in shown
    assert "Fern <ward>" not in shown
    assert "above the outer limits" in shown
    assert "(yours)" in shown
