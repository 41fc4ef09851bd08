"""Full dates, which alone mean nothing, and dates of birth, which need the words for it."""

import re
from collections.abc import Iterator

from lhs_community.safety.findings import Finding, Tier

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_YEAR = r"(?:1[89][0-9]{2}|20[0-9]{2})"
_DATE = (
    rf"(?:{_DAY}(?P<s>[/.\-])(?:0?[1-9]|1[0-2])(?P=s)(?:{_YEAR}|[0-9]{{2}})"
    rf"|{_YEAR}(?P<t>[/.\-])(?:0?[1-9]|1[0-2])(?P=t){_DAY}"
    rf"|{_DAY}(?:st|nd|rd|th)?[ \-]{{1,2}}(?:of )?{_MONTH}\.?,?[ \-]{{1,2}}(?:{_YEAR}|'?[0-9]{{2}})"
    rf"|{_MONTH}\.? {{1,2}}{_DAY}(?:st|nd|rd|th)?,? {{1,2}}{_YEAR})"
)
DATE = re.compile(rf"(?<![\w/.\-]){_DATE}(?![\w/\-]|\.[0-9])", re.IGNORECASE)
_BIRTH_WORDS = re.compile(
    r"(?:\bd\.? ?o\.? ?b\b\.?|\bdate of birth\b|\bbirth ?date\b|\bbirthday\b|\bborn\b)[^0-9\n]{0,20}$",
    re.IGNORECASE,
)
_BORN_AFTER = re.compile(r"^[ \t]{0,2}\(?(?:d\.? ?o\.? ?b\b|date of birth)", re.IGNORECASE)
_COMPACT_BIRTH = re.compile(
    rf"\b(?:d\.? ?o\.? ?b\b\.?|date of birth)[ :=\-]{{0,4}}(?P<date>[0-9]{{6}}|[0-9]{{8}}|"
    rf"{_DAY}[ ](?:0?[1-9]|1[0-2])[ ](?:{_YEAR}|[0-9]{{2}}))"
    r"(?![0-9])",
    re.IGNORECASE,
)


def find_dates(text: str) -> list[tuple[int, int]]:
    """Where full dates stand."""
    return [match.span() for match in DATE.finditer(text)]


def find_births(text: str, dates: list[tuple[int, int]]) -> Iterator[Finding]:
    """Full dates that the text calls a date of birth."""
    for start, end in dates:
        # A label may stand on the line above, or in the table cell before.
        before = text[max(0, start - 50) : start].replace("\n", " ")
        if _BIRTH_WORDS.search(before) or _BORN_AFTER.search(text[end : end + 20]):
            yield Finding(start, end, "dob", Tier.BLOCK)
    for match in _COMPACT_BIRTH.finditer(text):
        yield Finding(match.start("date"), match.end("date"), "dob", Tier.BLOCK)
