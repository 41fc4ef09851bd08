"""A text as a reader sees it: digits in one script, hidden characters and markup gone, places traceable."""

import html
import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,11});"
    r"|</?[A-Za-z][^<>\n]{0,80}>|<!--[^<>\n]{0,80}-->"
    r"|[*_~`\\]"
    r"|[^\x00-\x7f]"
)
_DASHES = frozenset("‐‑‒–—―−﹘﹣-⁃")
_HIDDEN_CATEGORIES = frozenset({"Cf", "Mn", "Me"})


@dataclass(frozen=True)
class View:
    """The text to search, and for each of its characters where it came from."""

    text: str
    starts: "array[int]"
    ends: "array[int]"

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original text of text[start:end]."""
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=4096)
def _seen_as(character: str) -> str:
    """What a reader takes a character outside ASCII for; nothing, if it cannot be seen."""
    if character in _DASHES:
        return "-"
    category = unicodedata.category(character)
    if category in _HIDDEN_CATEGORIES or character in "\u115f\u1160\u3164\u2800":
        return ""
    if category.startswith("Z"):
        return "\n" if category in ("Zl", "Zp") else " "
    if category == "Nd":
        return str(unicodedata.decimal(character))
    plain = unicodedata.normalize("NFKC", character)
    return plain if plain.isascii() and plain.strip() else character


def _shown(piece: str, *, joined: bool) -> str:
    """What one special piece counts as; the two views differ in how they take Markdown's marks and tags."""
    if piece[0] == "&":
        decoded = html.unescape(piece)
        return "".join(_seen_as(c) if ord(c) > 127 else c for c in decoded) if decoded != piece else piece
    if piece[0] == "<":
        return "" if joined else piece
    if piece in "*_~`\\":
        return "" if joined else " "
    return _seen_as(piece)


def make_view(text: str, *, joined: bool) -> View:
    """`joined` drops Markdown's marks and tags (9**99** reads 999); else marks read as spaces, tags stay."""
    parts: list[str] = []
    starts, ends = array("L"), array("L")
    position = 0
    for match in _TOKEN.finditer(text):
        _append_plain(text, position, match.start(), parts, starts, ends)
        shown = _shown(match.group(), joined=joined)
        if shown == match.group() and len(shown) > 1:
            _append_plain(text, match.start(), match.end(), parts, starts, ends)
        elif shown:
            parts.append(shown)
            starts.extend([match.start()] * len(shown))
            ends.extend([match.end()] * len(shown))
        position = match.end()
    _append_plain(text, position, len(text), parts, starts, ends)
    return View("".join(parts), starts, ends)


def _append_plain(text: str, start: int, end: int, parts: list[str], starts: "array[int]", ends: "array[int]") -> None:
    if start < end:
        parts.append(text[start:end])
        starts.extend(range(start, end))
        ends.extend(range(start + 1, end + 1))


def views(text: str) -> tuple[View, ...]:
    """The readings of a text that are searched; one is enough where it holds no markup."""
    joined = make_view(text, joined=True)
    apart = make_view(text, joined=False)
    return (joined,) if joined.text == apart.text else (joined, apart)
