"""Telephone numbers. Looked for before any health number, because +44 7... leaves ten digits behind it."""

import re
from collections.abc import Iterator

from lhs_community.safety.findings import Finding, Tier

_GAP = r"[ \-.]{0,2}"
PHONE = re.compile(
    r"(?<![\w+./\-])(?:"
    rf"(?:\+|00)44{_GAP}(?:\(0\){_GAP})?\(?[1-9](?:[ \-.()]{{0,2}}[0-9]){{8,9}}"
    rf"|447[0-9]{{9}}"
    rf"|\(0[0-9]{{2,4}}\){_GAP}[0-9]{{3,4}}{_GAP}[0-9]{{3,4}}"
    rf"|0[1-9][0-9]{{9}}"
    rf"|0[1-9][0-9]{{3}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{3}}"
    rf"|0[1-9][0-9]{{3}}{_GAP}[0-9]{{6}}"
    rf"|0[1-9][0-9]{{2}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{4}}"
    rf"|0[1-9][0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}"
    r"|\+[1-9][0-9]{0,2}(?:[ \-()]{1,2}[0-9]{2,5}){2,5}"
    r"|\+[1-9][0-9]{9,13}"
    r")(?![\w]|[.\-][0-9])"
)
_MOBILE = re.compile(r"^(?:\+44|0044|44|0)[ \-.(]{0,4}0?\)?[ \-.]{0,2}7")
# A landline of a team or an office names nobody; the same line beside a word for a person may.
_OFFICE = re.compile(
    r"\b(?:team|office|switchboard|reception|desk|helpdesk|help ?line|helpline|department|dept|"
    r"secretary|unit|service|"
    r"trust|hospital|surgery|practice|clinic|extension|ext|bleep|fax|enquiries|conference|dial[- ]?in|"
    r"teams?)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:patient|pt|his|her|hers|their|mother|father|mum|dad|wife|husband|son|daughter|relative|carer|"
    r"next of kin|nok|"
    r"home|mobile|lives?)\b",
    re.IGNORECASE,
)


def find_phones(text: str) -> Iterator[Finding]:
    """Every telephone number but an office's landline."""
    for match in PHONE.finditer(text):
        around = text[max(0, match.start() - 60) : match.end() + 60]
        if not _MOBILE.match(match.group()) and _OFFICE.search(around) and not _PERSON.search(around):
            continue
        yield Finding(match.start(), match.end(), "phone", Tier.WARN)


def phone_places(text: str) -> list[tuple[int, int]]:
    """Where any telephone number stands, an office's too: no health number is looked for there."""
    return [match.span() for match in PHONE.finditer(text)]
