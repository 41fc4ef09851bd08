"""Which things of this site a text links to, so that readers who may see them get their cards.

Found when the text is shown and never stored: what a reader may see is asked at that moment, and nothing is fetched
from anywhere.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence

from lhs_community.foundation import subjects
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card, Viewer

MOST_CARDS = 3  # below one text
_QUOTE = re.compile(r"(</?blockquote>)")
# A link, and whether it has the line for itself.
_LINK = re.compile(r'(<p>|<br>\n?)?<a href="([^"]+)"[^>]*>([^<]*)</a>(?=(</p>|<br>)?)')


def cards_of(viewer: Viewer, texts: Mapping[int, str], site: str, *, but: Ref | None = None) -> dict[int, list[Card]]:
    """For each stored HTML the cards of what it links to, in their order; those the viewer may not read, and `but`,
    the thing the texts stand on, left out. One query a kind, however many texts."""
    wanted = {key: _refs(text, site.rstrip("/"), but) for key, text in texts.items()}
    found = subjects.cards(viewer, [ref for refs in wanted.values() for ref in refs])
    shown = {key: [found[ref] for ref in refs if ref in found][:MOST_CARDS] for key, refs in wanted.items()}
    return {key: cards for key, cards in shown.items() if cards}


def _refs(text: str, site: str, but: Ref | None) -> Sequence[Ref]:
    """At most a few more than are shown: some may not be for the reader."""
    if "<a href=" not in text:
        return []
    refs = (subjects.ref_at(path) for path in _addresses(text, site))
    return [ref for ref in dict.fromkeys(refs) if ref and ref != but][: 2 * MOST_CARDS]


def _addresses(text: str, site: str) -> Iterator[str]:
    """Paths on this site, of links that stand alone on a line or are typed as they are; not those within quotes."""
    depth = 0
    for part in _QUOTE.split(text):
        if part == "<blockquote>":
            depth += 1
        elif part == "</blockquote>":
            depth -= 1
        elif depth == 0:
            for before, address, words, after in _LINK.findall(part):
                if (before and after) or words == address:
                    path = html.unescape(address).removeprefix(site)
                    if path.startswith("/"):
                        yield path.partition("#")[0].partition("?")[0]
