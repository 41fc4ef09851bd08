"""When two spellings are one word: "A&E", "A & E" and "a and e" have the same key. Pure text."""

from __future__ import annotations

import re
import unicodedata

_AND = re.compile(r"(?<=\w)\s*[&+]\s*(?=\w)")
_DROPPED = re.compile("['’ʼ`]")
_SPLIT = re.compile(r"[\W_]+")


def key_of(text: str) -> str:
    """The key that every spelling of the words shares, fit for an address; signs alone are spelt by number."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    spelt_out = _AND.sub(" and ", _DROPPED.sub("", folded))
    words = [part for part in _SPLIT.split(spelt_out) if part]
    return "-".join(words or [f"u{ord(sign):x}" for sign in folded if not sign.isspace()])


def clean_label(text: str) -> str:
    """As it is shown: one line, without what people put before tags elsewhere."""
    return " ".join(text.strip("# \t\r\n").split())
