"""NHS, CHI and Health and Care numbers: ten digits with a modulus-11 check digit.

Formats and issued ranges: NHS Data Dictionary and uk-fci/nhs-number (MIT), retold in our own code.
"""

import re
from collections.abc import Iterator
from datetime import date

from lhs_community.safety.detectors.phones import phone_places
from lhs_community.safety.findings import Finding, Tier

_SEPARATOR = r"(?:[ \t]{0,3}[\-./·•,|]?[ \t]{0,3}|[ \t]{0,2}\n[ \t]{0,2})"
_BEFORE = r"(?<![0-9])(?<![0-9]\.)(?<![£$€])"
_AFTER = r"(?![0-9A-Za-z]|\.[0-9]|%)"
# 3-3-4 is how they are printed; the other splits are seen in hurried notes.
_NUMBER = re.compile(
    rf"{_BEFORE}(?:(?P<whole>[0-9]{{10}})"
    rf"|(?P<printed>[0-9]{{3}}{_SEPARATOR}[0-9]{{3}}{_SEPARATOR}[0-9]{{4}})"
    rf"|(?P<odd>[0-9]{{3,7}}[ \-.]{{1,2}}[0-9]{{3,7}}(?:[ \-.]{{1,2}}[0-9]{{3,4}})?))"
    rf"{_AFTER}"
)
# Called an NHS number, it may be split anywhere; without the words, such groups are mostly measurements.
_NAMED = re.compile(
    r"\b(?:nhs|chi|h ?& ?c|hcn)\b[^0-9\n]{0,40}(?P<named>(?:[0-9][ \-./]{0,3}){9}[0-9])(?![0-9A-Za-z]|"
    r"\.[0-9])",
    re.IGNORECASE,
)
_CONTEXT = re.compile(
    r"(?:\bnhs|\bchi\b|\bh ?& ?c\b|\bhcn\b|\bhealth (?:and|&) (?:social )?care (?:no|num)|"
    r"\bhealth (?:service )?num)"
    r"[^0-9\n]{0,40}$",
    re.IGNORECASE,
)
_CHI_CONTEXT = re.compile(r"\b(?:chi|community health index)\b[^0-9\n]{0,20}$", re.IGNORECASE)
_HC_CONTEXT = re.compile(r"\b(?:h ?& ?c|hcn|health (?:and|&) (?:social )?care)\b[^0-9\n]{0,20}$", re.IGNORECASE)
# An ISBN-10 has the very same check digit.
_OTHER_NUMBER = re.compile(r"\b(?:isbn(?:-?10)?|issn|doi|pmid|pmc|orcid|arxiv)\b[^0-9\n]{0,6}$", re.IGNORECASE)
_LABEL_BEFORE = re.compile(r"(?:^|[^A-Za-z])(?:nhs|chi|hcn|nhs ?no|no|num|number|pt|id)$", re.IGNORECASE)
_ADDRESS_BEFORE = re.compile(r"https?://[^\s<>\"']{0,200}$")
_NUMBER_NEXT_TO = re.compile(r"[0-9][ \t]{1,3}$")
_NUMBER_AFTER = re.compile(r"[ \t]{1,3}[0-9]")


def has_valid_check_digit(digits: str) -> bool:
    """The modulus-11 rule; ten equal noughts satisfy it and are nobody's number."""
    if len(digits) != 10 or digits == "0000000000":
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    expected = (11 - total % 11) % 11
    return expected != 10 and expected == int(digits[9])


def starts_with_a_date(digits: str) -> bool:
    """A CHI number begins with the date of birth, DDMMYY."""
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    for century in (1900, 2000):
        try:
            date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False


def is_issued(digits: str) -> bool:
    """Whether the range is given to people; 9xx counts, so that tests and demos show the guard."""
    first = int(digits[:3])
    if 10 <= first <= 311:
        return starts_with_a_date(digits)
    return 320 <= first <= 499 or 600 <= first <= 859 or first >= 900


def find_health_numbers(text: str, *, allow_test_numbers: bool = False) -> Iterator[Finding]:
    """Valid health numbers in every written form; `allow_test_numbers` lets 999 numbers pass."""
    phones = phone_places(text)
    next_phone = 0
    position = 0
    while match := _NUMBER.search(text, position):
        while next_phone < len(phones) and phones[next_phone][1] <= match.start():
            next_phone += 1
        if next_phone < len(phones) and phones[next_phone][0] < match.end():
            position = max(phones[next_phone][1], match.start() + 1)
            continue
        finding = _judge(text, match, allow_test_numbers=allow_test_numbers)
        if finding:
            yield finding
            position = match.end()
        else:
            position = _next_start(text, match)
    yield from _find_named(text, allow_test_numbers=allow_test_numbers)


def _find_named(text: str, *, allow_test_numbers: bool) -> Iterator[Finding]:
    for match in _NAMED.finditer(text):
        digits = "".join(c for c in match["named"] if c.isdigit())
        before = text[max(0, match.start("named") - 60) : match.start("named")]
        if has_valid_check_digit(digits) and not (allow_test_numbers and digits.startswith("999")):
            yield Finding(match.start("named"), match.end("named"), _kind(before), Tier.BLOCK)


def _next_start(text: str, match: re.Match[str]) -> int:
    """Behind the first run of digits of what was no number: another may begin with the second run."""
    position = match.start()
    while position < match.end() and text[position].isdigit():
        position += 1
    return position


def _judge(text: str, match: re.Match[str], *, allow_test_numbers: bool) -> Finding | None:
    digits = "".join(c for c in match.group() if c.isdigit())
    if not has_valid_check_digit(digits):
        return _chi_shape(text, match, digits)
    if allow_test_numbers and digits.startswith("999"):
        return None
    before = text[max(0, match.start() - 60) : match.start()]
    if _OTHER_NUMBER.search(before):
        return None
    if before and before[-1].isalpha() and not _LABEL_BEFORE.search(before):
        return None
    has_context = bool(_CONTEXT.search(before))
    tier = _tier(text, match, digits, has_context=has_context)
    return Finding(match.start(), match.end(), _kind(before), tier) if tier else None


def _tier(text: str, match: re.Match[str], digits: str, *, has_context: bool) -> Tier | None:
    if has_context:
        return Tier.BLOCK
    if match["odd"]:
        return Tier.WARN if is_issued(digits) else None
    in_a_series = bool(
        _NUMBER_NEXT_TO.search(text, max(0, match.start() - 4), match.start())
        and _NUMBER_AFTER.match(text, match.end())
    )
    in_an_address = bool(_ADDRESS_BEFORE.search(text[max(0, match.start() - 220) : match.start()]))
    if in_a_series or in_an_address:
        return Tier.WARN
    return Tier.BLOCK if match["printed"] or is_issued(digits) else Tier.WARN


def _kind(before: str) -> str:
    if _CHI_CONTEXT.search(before):
        return "chi_number"
    return "hc_number" if _HC_CONTEXT.search(before) else "nhs_number"


def _chi_shape(text: str, match: re.Match[str], digits: str) -> Finding | None:
    """Called a CHI number and begins with a date: the date of birth is in it even if a digit is mistyped."""
    if len(digits) != 10 or not starts_with_a_date(digits):
        return None
    before = text[max(0, match.start() - 40) : match.start()]
    if not _CHI_CONTEXT.search(before):
        return None
    return Finding(match.start(), match.end(), "chi_number", Tier.WARN)
