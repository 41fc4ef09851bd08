"""Run every detector over every reading of a text."""

from collections.abc import Iterator

from lhs_community.safety.detectors.codes import find_codes
from lhs_community.safety.detectors.combinations import find_combinations
from lhs_community.safety.detectors.dates import find_births, find_dates
from lhs_community.safety.detectors.health_numbers import find_health_numbers
from lhs_community.safety.detectors.names import find_names
from lhs_community.safety.detectors.phones import find_phones
from lhs_community.safety.detectors.small_numbers import find_small_numbers
from lhs_community.safety.findings import Finding, Report, settle
from lhs_community.safety.view import views


def check_text(text: str, *, allow_test_numbers: bool = False) -> Report:
    """The guard's report on one text. No guard is complete: what it misses, people report."""
    found = [
        Finding(*view.span(finding.start, finding.end), finding.kind, finding.tier)
        for view in views(text)
        for finding in _find_all(view.text, allow_test_numbers=allow_test_numbers)
    ]
    return Report(settle(found))


def _find_all(text: str, *, allow_test_numbers: bool) -> Iterator[Finding]:
    numbers = list(find_health_numbers(text, allow_test_numbers=allow_test_numbers))
    dates = find_dates(text)
    people = [*find_codes(text), *find_names(text)]
    yield from numbers
    yield from find_phones(text)
    yield from people
    yield from find_births(text, dates)
    yield from find_combinations(text, dates, people)
    yield from find_small_numbers(text)
