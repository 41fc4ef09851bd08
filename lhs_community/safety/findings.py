"""What the guard found: the kind, how serious it is, and where it stands in the original text."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Tier(StrEnum):
    """How the guard treats one finding."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


class Verdict(StrEnum):
    """How the guard treats a whole text: its most serious finding."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"
    CLEAR = "clear"


class Finding(NamedTuple):
    """Positions count characters of the text as it was typed; the matched text itself is never kept."""

    start: int
    end: int
    kind: str
    tier: Tier


@dataclass(frozen=True)
class Report:
    """The findings of one text, in reading order."""

    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        tiers = {finding.tier for finding in self.findings}
        for tier in Tier:
            if tier in tiers:
                return Verdict(tier.value)
        return Verdict.CLEAR


SEVERITY = {Tier.BLOCK: 0, Tier.WARN: 1, Tier.INFO: 2}


def settle(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding for each place: where two overlap, the more serious stays, then the longer."""
    kept: list[Finding] = []
    ranked = sorted(set(findings), key=lambda f: (SEVERITY[f.tier], f.start - f.end, f.start, f.kind))
    taken = bytearray(max((f.end for f in ranked), default=0))
    for finding in ranked:
        if any(taken[finding.start : finding.end]):
            continue
        taken[finding.start : finding.end] = b"\x01" * (finding.end - finding.start)
        kept.append(finding)
    return tuple(sorted(kept))
