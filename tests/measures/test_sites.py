"""Sites side by side: the same year of each, summed from what the reader may see; nothing where that would mislead."""

from __future__ import annotations

import pytest
from flask import render_template_string

from lhs_community.measures.actions.readings import add_readings
from lhs_community.measures.queries.funnels import funnel_across
from lhs_community.measures.queries.measures import studies
from lhs_community.measures.spc.terms import ChartKind

YEARS = range(2024, 2026)


def sheet(above, below, years=YEARS):
    rows = [f"{year}-{month:02}-01,{above},{below}" for year in years for month in range(1, 13)]
    return "\n".join(["date,numerator,denominator", *rows])


@pytest.fixture
def site(make_team, make_measure):
    """`site("Fern", 20, 100)`: a measure with two years of monthly shares."""
    team = make_team()

    def make(name, above, below, years=YEARS, **plan):
        plan = {"chart_kind": ChartKind.P, "per": 100.0, "numerator": "Late", "denominator": "Visits", **plan}
        measure = make_measure(team.lead, team.project_id, values=(), name=name, unit="%", **plan)
        add_readings(team.lead, measure, sheet(above, below, years))
        return name, measure

    make.team = team
    return make


def across(viewer, sites, own=()):
    found = studies(viewer, [measure for _, measure in sites])
    return funnel_across("Late visits", [(name, one) for (name, _), one in zip(sites, found, strict=True)], own)


def test_each_site_is_summed_over_the_same_last_year(site):
    sites = [site("Ash", 20, 100), site("Birch", 22, 110), site("Fern", 60, 100)]
    found = across(site.team.lead, sites, own={"Fern"})
    assert found is not None
    assert [(one.site.numerator, one.site.denominator) for one in found.study.funnel.places] == [
        (240, 1200), (264, 1320), (720, 1200),
    ]  # fmt: skip
    assert found.study.counted == "Visits"
    assert "Each site is summed from 2 December 2024 to 1 December 2025." in found.study.wide.notes
    assert found.left_out == []


def test_a_site_without_figures_in_that_year_is_not_drawn(site):
    sites = [site("Ash", 20, 100), site("Birch", 20, 100), site("Fern", 30, 100), site("Old", 9, 90, range(2020, 2022))]
    found = across(site.team.lead, sites)
    assert found is not None
    assert [one.site.name for one in found.study.places] == ["Ash", "Birch", "Fern"]


def test_a_site_with_hidden_small_numbers_is_left_out_for_those_who_may_not_see_them(site, make_person, viewer):
    sites = [site("Ash", 20, 100), site("Birch", 20, 100), site("Fern", 30, 100)]
    sites.append(site("Small", 3, 100, suppress_below=5))
    outside, inside = across(viewer(make_person()), sites), across(site.team.lead, sites)
    assert outside is not None
    assert inside is not None
    assert (outside.left_out, inside.left_out) == (["Small"], [])
    assert "Small" not in [one.site.name for one in outside.study.places]


@pytest.mark.parametrize(
    "odd",
    [{"per": 1000.0}, {"chart_kind": ChartKind.U}, {"chart_kind": ChartKind.XMR}],
    ids=["told for another number", "another way of counting", "no denominator to sum"],
)
def test_what_is_counted_in_different_ways_is_not_compared(site, odd):
    sites = [site("Ash", 20, 100), site("Birch", 20, 100), site("Fern", 30, 100, **odd)]
    assert across(site.team.lead, sites) is None


def test_two_sites_are_too_few_and_none_is_none(site):
    assert across(site.team.lead, [site("Ash", 20, 100), site("Birch", 20, 100)]) is None
    assert funnel_across("Late visits", []) is None


def test_the_section_of_a_page_says_who_is_left_out(app, site, make_person, viewer):
    sites = [site("Ash", 20, 100), site("Birch", 20, 100), site("Fern", 60, 100)]
    sites.append(site("Small", 3, 99, suppress_below=5))
    page = '{% from "measures/_funnel.html" import funnel_section %}{{ funnel_section(across, "f") }}'
    with app.test_request_context():
        shown = render_template_string(page, across=across(viewer(make_person()), sites))
    assert "Not drawn, as you are not shown some of their small numbers: Small." in shown
    assert "Fern lies above the outer limits." in shown
