"""What stands in a digest: pure choice and counting, so that it can be read in ten minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

MINUTES = 10
WORDS_A_MINUTE = 200  # careful reading of text on a screen
BUDGET = MINUTES * WORDS_A_MINUTE
# What a section's heading and its last line take.
HEADING = 12


@dataclass(frozen=True)
class Item:
    """One thing to know. `quiet`: it belongs to a confidential community."""

    title: str
    url: str
    note: str = ""
    excerpt: str = ""
    community: str = ""
    kind: str = ""
    is_quiet: bool = False

    @property
    def words(self) -> int:
        return sum(len(text.split()) for text in (self.title, self.note, self.excerpt, self.community, self.kind))


@dataclass(frozen=True)
class Section:
    title: str
    items: Sequence[Item]
    more_url: str = ""
    left_out: int = 0


@dataclass(frozen=True)
class Digest:
    """`quiet_count`: how many things of confidential communities were left out of a mail."""

    sections: Sequence[Section]
    quiet_count: int = 0
    words: int = field(default=0)

    @property
    def is_empty(self) -> bool:
        return not self.sections and not self.quiet_count

    @property
    def minutes(self) -> int:
        return max(1, -(-self.words // WORDS_A_MINUTE))


def compose(sections: Iterable[Section], *, for_mail: bool, budget: int = BUDGET) -> Digest:
    """Sections in order of weight, each thing once, cut where the reading time ends; what is cut is counted.

    Mail carries nothing of confidential communities but that there is news.
    """
    seen: set[str] = set()
    chosen: list[Section] = []
    used = quiet = 0
    for section in sections:
        kept: list[Item] = []
        left_out = section.left_out
        for item in section.items:
            if item.url in seen:
                continue
            seen.add(item.url)
            if for_mail and item.is_quiet:
                quiet += 1
                continue
            cost = item.words + (HEADING if not kept else 0)
            if used + cost > budget:
                left_out += 1
                continue
            used += cost
            kept.append(item)
        if kept:
            chosen.append(Section(section.title, kept, section.more_url, left_out))
    return Digest(chosen, quiet, used)
