"""A text that waits for its author: what was found, in the words of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lhs_community.foundation.errors import Invalid
from lhs_community.safety.findings import Finding, Report, Tier, Verdict
from lhs_community.safety.masks import label, mask, replacement

CONTEXT = 40
MOST_SHOWN = 20
_REASONS = {
    "full_date": "Beside the other details here, a date can point to one person.",
    "name": "A patient's name does not belong here.",
    "postcode": "A full postcode covers about fifteen homes.",
    "phone": "A telephone number leads to one person.",
    "email": "An address outside work leads to one person.",
    "age_over_89": "Few people are that old: beside other details it can point to one person.",
    "bed": "Beside the other details here, a bed can point to one person.",
    "ward": "Beside the other details here, a ward can point to one person.",
    "dob": "A date of birth points to one person.",
    "own_name": "You chose to post without your name.",
}
_NUMBER_REASON = "This number belongs to one person."


@dataclass(frozen=True)
class ShownFinding:
    """One finding with a little of the text around it, for the eyes of its author only."""

    field: str
    field_label: str
    before: str
    marked: str
    after: str
    label: str
    reason: str
    mask: str
    blocks: bool


@dataclass(frozen=True)
class HeldPage:
    """What the guard box of a form shows."""

    blocks: bool
    may_override: bool
    findings: tuple[ShownFinding, ...]

    def after(self, earlier: HeldPage | None) -> HeldPage:
        """Both in one box, where several texts of a form were held one after the other."""
        if earlier is None:
            return self
        together = (*earlier.findings, *self.findings)[:MOST_SHOWN]
        return HeldPage(self.blocks or earlier.blocks, self.may_override or earlier.may_override, together)


class Held(Invalid):
    """What was found in which field, and the same text masked. The message quotes nothing that was typed."""

    def __init__(
        self,
        message: str,
        reports: Mapping[str, Report],
        texts: Mapping[str, str],
        *,
        may_override: bool = False,
    ) -> None:
        super().__init__(message, field=next(iter(reports), ""))
        self.findings: dict[str, tuple[Finding, ...]] = {name: report.findings for name, report in reports.items()}
        self.masked: dict[str, str] = {name: mask(texts[name], report.findings) for name, report in reports.items()}
        self.blocks = any(report.verdict is Verdict.BLOCK for report in reports.values())
        self.may_override = may_override and self.blocks
        self._texts = {name: texts[name] for name in reports}

    def page(self, field_labels: Mapping[str, str], masked: str = "") -> HeldPage | None:
        """What the guard box shows; nothing for the field that was just masked."""
        shown = [
            _shown(name, field_labels.get(name, name), self._texts[name], finding)
            for name, findings in self.findings.items()
            if name != masked
            for finding in findings
            if finding.tier is not Tier.INFO
        ]
        if not shown:
            return None
        return HeldPage(any(f.blocks for f in shown), self.may_override, tuple(shown[:MOST_SHOWN]))


def _shown(field: str, field_label: str, text: str, finding: Finding) -> ShownFinding:
    before = text[max(0, finding.start - CONTEXT) : finding.start]
    after = text[finding.end : finding.end + CONTEXT]
    return ShownFinding(
        field=field,
        field_label=field_label,
        before=("…" if finding.start > CONTEXT else "") + before,
        marked=text[finding.start : finding.end],
        after=after + ("…" if finding.end + CONTEXT < len(text) else ""),
        label=label(finding.kind),
        reason=_REASONS.get(finding.kind, _NUMBER_REASON),
        mask=replacement(finding.kind),
        blocks=finding.tier is Tier.BLOCK,
    )
