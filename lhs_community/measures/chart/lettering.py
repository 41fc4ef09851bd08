"""How much room letters take. The page is set in Arial or, where there is none, in whatever stands for it; DejaVu is
the widest of those, so its widths are what is reckoned with.
"""

from __future__ import annotations

_NARROW = frozenset("ijlIrtf.,:;'’|!() ")
_WIDE = frozenset("mwMW%@—")
BOLD = 1.12


def text_width(text: str, letters: float, *, is_bold: bool = False) -> float:
    """Of a line of text whose letters are so high, rather too wide than too narrow."""
    shares = (0.4 if one in _NARROW else 0.97 if one in _WIDE else 0.64 for one in text)
    return sum(shares) * letters * (BOLD if is_bold else 1)
