"""The writer's own name in a text that is to bear none."""

import re
from collections.abc import Iterable, Iterator

from lhs_community.safety.findings import Finding, Tier


def find_own_words(text: str, words: Iterable[str]) -> Iterator[Finding]:
    """A single part of a name as it is written, for "will" and "ward" are words too; longer ones in any case."""
    for word in words:
        flags = re.NOFLAG if word.istitle() and word.isalpha() else re.IGNORECASE
        for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text, flags):
            yield Finding(match.start(), match.end(), "own_name", Tier.WARN)
