"""What to write instead of an identifier."""

from collections.abc import Iterable

from lhs_community.safety.findings import Finding, Tier

LABELS = {
    "nhs_number": "NHS number",
    "chi_number": "CHI number",
    "hc_number": "Health and Care number",
    "ni_number": "National Insurance number",
    "hospital_number": "hospital number",
    "dob": "date of birth",
    "full_date": "date",
    "postcode": "postcode",
    "phone": "phone number",
    "email": "e-mail address",
    "name": "name",
    "age_over_89": "age over 89",
    "bed": "bed",
    "ward": "ward",
    "gmc_number": "GMC number",
    "nmc_pin": "NMC PIN",
    "driving_licence": "driving licence number",
    "passport": "passport number",
    "small_count": "small number",
    "rare_case": "rare case",
    "own_name": "word of your own name",
}
_WORDINGS = {"age_over_89": "[age over 89]", "small_count": "fewer than 5", "own_name": "[name removed]"}
_MARKS = "*_~`"


def label(kind: str) -> str:
    """The kind of finding in the words of the page."""
    return LABELS.get(kind, kind.replace("_", " "))


def replacement(kind: str) -> str:
    """What a mask puts in the place of a finding."""
    return _WORDINGS.get(kind) or f"[{label(kind)} removed]"


def mask(text: str, findings: Iterable[Finding]) -> str:
    """The text with each finding that asks for attention replaced; notes (INFO) are left as they are."""
    parts: list[str] = []
    position = 0
    for finding in sorted(findings):
        if finding.tier is Tier.INFO or finding.start < position:
            continue
        start, end = _with_loose_marks(text, finding, position)
        parts += [text[position:start], replacement(finding.kind)]
        position = end
    return "".join([*parts, text[position:]])


def _with_loose_marks(text: str, finding: Finding, floor: int) -> tuple[int, int]:
    """Take emphasis along that would lose its other half: **943** 476 5919 begins inside the stars."""
    start, end = finding.start, finding.end
    inside = text[start:end]
    for mark in _MARKS:
        if inside.count(mark) % 4 in (1, 2, 3) and inside.count(mark):
            while start > floor and text[start - 1] == mark:
                start -= 1
            while end < len(text) and text[end] == mark:
                end += 1
    return start, end
