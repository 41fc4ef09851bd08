"""What may single somebody out without naming them: very small counts, and the rare case in a small place."""

import re
from collections.abc import Iterator

from lhs_community.safety.findings import Finding, Tier

_RULE = re.compile(r"^[ \t]{0,3}\|?[ \t:\-|]{3,400}$")
_COUNTED = re.compile(
    r"\b(?:n|no|number|count|counts|patients?|people|cases?|deaths?|falls?|total|admissions?|events?|"
    r"women|men)\b",
    re.IGNORECASE,
)
_SMALL = re.compile(r"^\s*[1-4]\s*$")
_RARE = re.compile(
    r"\bthe only (?:\w{2,20} ){0,3}(?:patient|person|man|woman|child|baby|case)\b"
    r"|\bonly (?:\w{2,20} ){1,2}patient\b"
    r"|\brare (?:\w{2,20} ){0,2}(?:disease|condition|disorder|cancer|syndrome|case)\b",
    re.IGNORECASE,
)
_SMALL_PLACE = re.compile(
    r"\b(?:village|hamlet|island|small town|parish|care home|our town|ward [A-Z]?[0-9]{1,3}[A-Z]?)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\b(?:yesterday|last (?:mon|tues|wednes|thurs|fri|satur|sun)day|last (?:night|week)|"
    r"[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4}"
    r"|[0-9]{1,2}(?:st|nd|rd|th)? (?:january|february|march|april|may|june|july|august|september|"
    r"october|november|december))\b",
    re.IGNORECASE,
)
MOST_CELLS = 50


def find_small_numbers(text: str) -> Iterator[Finding]:
    """Counts of 1 to 4 in a Markdown table's counting columns, and rare cases with a place and a time."""
    if "|" in text:
        yield from _small_cells(text)
    for match in _RARE.finditer(text):
        around = text[max(0, match.start() - 200) : match.end() + 200]
        if _SMALL_PLACE.search(around) and _WHEN.search(around):
            yield Finding(match.start(), match.end(), "rare_case", Tier.INFO)


def _small_cells(text: str) -> Iterator[Finding]:
    position, found = 0, 0
    columns: set[int] = set()
    above = ""
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\r\n")
        if "|" not in bare or len(bare) > 2000:
            columns = set()
        elif _RULE.match(bare):
            columns = {i for i, (_, cell) in enumerate(_cells(above)) if i and _COUNTED.search(cell)}
        elif columns and found < MOST_CELLS:
            for i, (offset, cell) in enumerate(_cells(bare)):
                if i in columns and _SMALL.match(cell):
                    start = position + offset + len(cell) - len(cell.lstrip())
                    found += 1
                    yield Finding(start, start + 1, "small_count", Tier.INFO)
        above = bare
        position += len(line)


def _cells(line: str) -> list[tuple[int, str]]:
    """The cells of a table row with the place where each begins."""
    offset = len(line) - len(line.lstrip(" \t"))
    row = line[offset:]
    if row.startswith("|"):
        offset, row = offset + 1, row[1:]
    cells = []
    for cell in row.split("|"):
        cells.append((offset, cell))
        offset += len(cell) + 1
    return cells
