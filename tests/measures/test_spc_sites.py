"""Funnel limits, and which chart is advised."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest

from lhs_community.measures.spc.advice import advice
from lhs_community.measures.spc.analysis import analyse_as
from lhs_community.measures.spc.funnel import FunnelKind, Method, Site, funnel
from lhs_community.measures.spc.terms import ChartKind, Observation

pytestmark = pytest.mark.once


def by_definition(size, chance, share):
    """Spiegelhalter's A.1.1, with every term of the binomial written out."""
    terms = [math.comb(size, events) * chance**events * (1 - chance) ** (size - events) for events in range(size + 1)]
    for events in range(size + 1):
        upto = math.fsum(terms[: events + 1])
        if upto > share:
            return max(0.0, events - (upto - share) / terms[events]) / size
    return 1.0


@pytest.mark.parametrize(("size", "events"), [(40, 4), (200, 60), (120, 108), (15, 1)])
def test_exact_limits_of_a_proportion_are_those_of_the_definition(size, events):
    found = funnel(FunnelKind.PROPORTION, [Site("one", events, size)], adjust=False)
    narrow, wide = found.places[0].bands
    expected = [by_definition(size, events / size, share) for share in (0.001, 0.025, 0.975, 0.999)]
    assert [wide.lower, narrow.lower, narrow.upper, wide.upper] == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_normal_limits_are_two_and_three_standard_deviations():
    sites = [Site("a", 20, 400), Site("b", 30, 600)]
    found = funnel(FunnelKind.PROPORTION, sites, method=Method.NORMAL, adjust=False, per=100)
    deviation = math.sqrt(0.05 * 0.95 / 400)
    narrow, wide = found.places[0].bands
    assert found.centre == pytest.approx(5)
    assert (narrow.upper, wide.upper) == pytest.approx((5 + 196 * deviation, 5 + 309 * deviation), rel=1e-3)
    assert found.places[0].ratio == pytest.approx(5)


def test_a_rate_has_poisson_limits():
    """The exact 95 % interval of a Poisson of 10 that is used in practice runs from about 4.5 to 16.5 events."""
    found = funnel(FunnelKind.RATE, [Site("one", 10, 1000)], adjust=False)
    narrow, _ = found.places[0].bands
    assert (narrow.lower * 1000, narrow.upper * 1000) == pytest.approx((4.0, 16.5), abs=0.6)


def test_exact_and_normal_limits_agree_for_large_sites():
    sites = [Site("large", 9_000, 30_000), Site("small", 30, 100)]
    exact = funnel(FunnelKind.PROPORTION, sites, adjust=False).places[0].bands[1]
    normal = funnel(FunnelKind.PROPORTION, sites, method=Method.NORMAL, adjust=False).places[0].bands[1]
    assert (exact.lower, exact.upper) == pytest.approx((normal.lower, normal.upper), rel=2e-3)


def test_sites_beyond_the_limits_are_named_with_their_side_and_nobody_is_ranked():
    sites = [Site("usual", 50, 500), Site("high", 110, 500), Site("low", 12, 500), Site("none", 0, 0)]
    found = funnel(FunnelKind.PROPORTION, sites, adjust=False)
    assert [place.site.name for place in found.places] == ["usual", "high", "low", "none"]
    assert [place.side for place in found.places] == [0, 1, -1, 0]
    assert found.places[3].ratio is None


def test_sites_that_differ_more_than_chance_allows_widen_the_limits():
    sites = [Site(f"site {index}", 40 + 8 * (index % 7), 500) for index in range(20)]
    adjusted = funnel(FunnelKind.PROPORTION, sites)
    assert adjusted.dispersion > 1
    assert adjusted.is_widened
    plain = funnel(FunnelKind.PROPORTION, sites, method=Method.NORMAL, adjust=False)
    wide, tight = adjusted.places[0].bands[1], plain.places[0].bands[1]
    reach = (wide.upper - adjusted.centre) / (tight.upper - plain.centre)
    assert reach == pytest.approx(math.sqrt(adjusted.dispersion))
    assert not funnel(FunnelKind.PROPORTION, sites[:9]).is_widened  # too few to tell


def test_the_funnel_narrows_with_size():
    found = funnel(FunnelKind.RATE, [Site("a", 20, 400), Site("b", 900, 20_000)])
    widths = [bands[0].upper - bands[0].lower for _, bands in found.curve if bands[0].lower > 0]
    assert widths == sorted(widths, reverse=True)
    assert found.curve[-1][0] == 20_000


@pytest.mark.parametrize("sites", [[], [Site("none", 0, 0)], [Site("no events", 0, 300), Site("b", 0, 20)]])
@pytest.mark.parametrize("kind", FunnelKind)
def test_sites_without_anything_to_compare_are_no_fault(kind, sites):
    found = funnel(kind, sites)
    assert [place.side for place in found.places] == [0] * len(sites)


def test_impossible_sites_are_refused_by_name():
    with pytest.raises(ValueError, match="Elm ward is larger"):
        funnel(FunnelKind.PROPORTION, [Site("Elm ward", 5, 4)])
    with pytest.raises(ValueError, match="Elm ward must be finite"):
        funnel(FunnelKind.RATE, [Site("Elm ward", -1, 4)])


# Advice --------------------------------------------------------------------------------------------------


def advised(kind, values, size=None):
    first = date(2024, 1, 1)
    own = [Observation(first + timedelta(days=index), value, value, size) for index, value in enumerate(values)]
    return " ".join(advice(analyse_as(kind, own)))


@pytest.mark.parametrize(
    ("kind", "values", "size", "said"),
    [
        (ChartKind.XMR, [5.0, 6.0] * 8, None, ""),
        (ChartKind.XMR, [5.0, 6.0] * 3, None, "With 6 values, a run chart"),
        (ChartKind.XMR, [5.0, 6.0, 5.5, 5.2] * 5 + [60.0, 90.0, 80.0, 70.0, 85.0], None, "skewed"),
        (ChartKind.XMR, [90.0, 91.0] * 12 + [20.0, 21.0] * 4, None, ""),  # it has moved: that is no skew
        (ChartKind.XMR, [0.0, 0.0, 1.0, 2.0] * 5, None, "10 of 20 values are nought"),
        (ChartKind.C, [0.0, 0.0, 1.0] * 5, None, "g chart"),
        (ChartKind.P, [210.0, 220.0] * 8, 5_000.0, "A p′ chart"),
        (ChartKind.U, [210.0, 220.0] * 8, 5_000.0, "A u′ chart"),
        (ChartKind.P, [21.0, 22.0] * 8, 500.0, ""),
        (ChartKind.P_PRIME, [210.0, 220.0] * 8, 5_000.0, ""),
        (ChartKind.RUN, [5.0, 6.0] * 3, None, ""),
        (ChartKind.G, [0.0, 0.0, 4.0] * 5, None, ""),
    ],
)
def test_another_chart_is_advised_where_it_would_fit_better(kind, values, size, said):
    found = advised(kind, values, size)
    assert said in found
    assert bool(said) == bool(found)
