"""Funnel plots: one ratio a site beside the limits that chance alone gives a site of its size. Never a ranking.

Source: Spiegelhalter, Statistics in Medicine 2005;24:1185-1202: limits of a proportion (binomial) or of a rate
(Poisson) round the pooled ratio, exact by interpolation (his A.1.1) or by the normal approximation; over-dispersion
by his φ of winsorised z-scores (section 4), which widens the limits where sites differ more than chance allows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from enum import StrEnum
from statistics import NormalDist
from typing import NamedTuple

WINSORISED = 0.1  # the share of z-scores at either end that is drawn in before φ is estimated
LARGEST_EXACT = -700.0  # the logarithm of the chance of no event at all; beyond, a normal curve is as good
LEVELS = (0.95, 0.998)  # about two and three standard deviations


class FunnelKind(StrEnum):
    PROPORTION = "proportion"
    RATE = "rate"


class Method(StrEnum):
    EXACT = "exact"
    NORMAL = "normal"


class Site(NamedTuple):
    name: str
    numerator: float
    denominator: float


class Band(NamedTuple):
    """Between which ratios a site of this size lies by chance, at one level."""

    lower: float
    upper: float


class Place(NamedTuple):
    """A site with its ratio (None without a denominator); `bands` as `LEVELS`. `side` is 1 or -1 beyond the wider
    band, else 0; `is_warned` beyond the narrower one alone.
    """

    site: Site
    ratio: float | None
    bands: tuple[Band, ...]
    side: int
    is_warned: bool


class Funnel(NamedTuple):
    """Ratios and limits are told for `per`. `dispersion` is φ: 1 is what chance gives; limits are widened by √φ where
    `is_widened`. `curve`: denominators over the plot with their bands, for drawing.
    """

    kind: FunnelKind
    per: float
    centre: float | None
    places: tuple[Place, ...]
    curve: tuple[tuple[float, tuple[Band, ...]], ...]
    dispersion: float | None
    is_widened: bool
    method: Method


def funnel(
    kind: FunnelKind,
    sites: Iterable[Site],
    *,
    per: float = 1.0,
    method: Method = Method.EXACT,
    adjust: bool = True,
    steps: int = 60,
) -> Funnel:
    """Sites in the order given. `adjust`: widen the limits by √φ where φ > 1 and at least ten sites bear it; widened
    limits are normal ones. Raises ValueError for figures that are below nought, not finite, or no proportion.
    """
    own = list(sites)
    _require_sound(kind, own)
    known = [site for site in own if site.denominator > 0]
    events = math.fsum(site.numerator for site in known)
    if not known:
        return Funnel(kind, per, None, tuple(Place(site, None, (), 0, False) for site in own), (), None, False, method)
    centre = events / math.fsum(site.denominator for site in known)
    dispersion = dispersion_of(kind, known, centre)
    is_widened = adjust and dispersion is not None and dispersion > 1 and len(known) >= 10
    if is_widened:
        method = Method.NORMAL
    widened = math.sqrt(dispersion) if is_widened and dispersion is not None else 1.0

    def bands(size: float) -> tuple[Band, ...]:
        return _bands(kind, centre, size, widened, method)

    largest = max(site.denominator for site in known)
    curve = [largest * (step / steps) ** 2 for step in range(1, steps + 1)]  # closer where the funnel is steep
    places = [_place(site, bands(site.denominator) if site.denominator > 0 else ()) for site in own]
    return Funnel(
        kind=kind,
        per=per,
        centre=centre * per,
        places=tuple(_told_for(place, per) for place in places),
        curve=tuple((size, tuple(_scaled(band, per) for band in bands(size))) for size in curve),
        dispersion=dispersion,
        is_widened=is_widened,
        method=method,
    )


def _require_sound(kind: FunnelKind, sites: Sequence[Site]) -> None:
    for site in sites:
        if not all(math.isfinite(figure) and figure >= 0 for figure in (site.numerator, site.denominator)):
            raise ValueError(f"the figures of {site.name} must be finite numbers of nought or more")
        if kind is FunnelKind.PROPORTION and site.numerator > site.denominator:
            raise ValueError(f"the numerator of {site.name} is larger than its denominator")


def _place(site: Site, bands: tuple[Band, ...]) -> Place:
    if not bands:
        return Place(site, None, (), 0, False)
    ratio = site.numerator / site.denominator
    narrow, wide = bands
    side = (ratio > wide.upper) - (ratio < wide.lower)
    return Place(site, ratio, bands, side, not side and not narrow.lower <= ratio <= narrow.upper)


def _told_for(place: Place, per: float) -> Place:
    ratio = None if place.ratio is None else place.ratio * per
    return place._replace(ratio=ratio, bands=tuple(_scaled(band, per) for band in place.bands))


def _scaled(band: Band, per: float) -> Band:
    return Band(band.lower * per, band.upper * per)


def _deviation(kind: FunnelKind, centre: float, size: float) -> float:
    return math.sqrt(max(0.0, centre * (1 - centre) if kind is FunnelKind.PROPORTION else centre) / size)


def dispersion_of(kind: FunnelKind, sites: Sequence[Site], centre: float) -> float | None:
    """φ: the mean of the squared z-scores, after a tenth at either end is drawn in to its neighbour; None where there
    is nothing to tell from.
    """
    if len(sites) < 2 or _deviation(kind, centre, 1) == 0:
        return None
    scores = sorted(
        (site.numerator / site.denominator - centre) / _deviation(kind, centre, site.denominator) for site in sites
    )
    cut = int(len(scores) * WINSORISED)
    low, high = scores[cut], scores[len(scores) - 1 - cut]
    return math.fsum(min(high, max(low, score)) ** 2 for score in scores) / len(scores)


def _bands(kind: FunnelKind, centre: float, size: float, widened: float, method: Method) -> tuple[Band, ...]:
    highest = 1.0 if kind is FunnelKind.PROPORTION else math.inf
    if method is Method.EXACT and 0 < centre < highest:
        is_turned = kind is FunnelKind.PROPORTION and centre > 0.5  # counted from the other end, for exactness
        found = _exact(kind, 1 - centre if is_turned else centre, size)
        if found and is_turned:
            whole = 1 - 1 / size  # the interpolation leans to one side, by one event
            return tuple(Band(max(0.0, whole - band.upper), whole - band.lower) for band in found)
        if found:
            return found
    deviation = widened * _deviation(kind, centre, size)
    reaches = [NormalDist().inv_cdf((1 + level) / 2) * deviation for level in LEVELS]
    return tuple(Band(max(0.0, centre - reach), min(highest, centre + reach)) for reach in reaches)


def _exact(kind: FunnelKind, centre: float, size: float) -> tuple[Band, ...]:
    """Bands from the distribution itself; none for a site too large to sum, where a normal curve is as good."""
    is_rate = kind is FunnelKind.RATE
    none_at_all = -centre * size if is_rate else size * math.log1p(-centre)
    if none_at_all < LARGEST_EXACT:
        return ()
    shares = sorted(share for level in LEVELS for share in ((1 - level) / 2, (1 + level) / 2))
    quantiles: list[float] = []
    events, chance, upto = 0, math.exp(none_at_all), math.exp(none_at_all)
    odds = centre * size if is_rate else centre / (1 - centre)
    while len(quantiles) < len(shares):
        share = shares[len(quantiles)]
        # Interpolated between whole numbers of events (Spiegelhalter A.1.1); the last step is where sums round to 1.
        if upto > share or chance <= 0:
            quantiles.append(max(0.0, events - (upto - share) / chance) if chance > 0 else float(events))
            continue
        chance *= odds / (events + 1) * (1.0 if is_rate else max(0.0, size - events))
        events += 1
        upto += chance
    return tuple(
        Band(quantiles[shares.index((1 - level) / 2)] / size, quantiles[shares.index((1 + level) / 2)] / size)
        for level in LEVELS
    )
