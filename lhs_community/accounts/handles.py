"""Handles and names: no two that look alike, none that pretends to be the site (security.md R44)."""

from __future__ import annotations

import re
import unicodedata

from lhs_community.foundation.errors import Invalid

RESERVED = frozenset(
    """admin administrator root system site support help moderator convenor convenors curator staff security abuse
    postmaster webmaster info team everyone all here channel guest anonymous nobody null none undefined
    api static search home lessons projects threads chat notices settings sign-in sign-out me you""".split()
)
# Letters of other scripts, and digits, that are read as ASCII letters.
LOOKS_LIKE = {
    ord(letter): ascii_letter
    for letters, ascii_letter in (
        ("аα", "a"),
        ("ьвβ", "b"),
        ("сς", "c"),
        ("ԁ", "d"),
        ("еεё", "e"),
        ("һнη", "h"),
        ("іιї1|!", "i"),
        ("ј", "j"),
        ("кκ", "k"),
        ("мμ", "m"),
        ("пν", "n"),
        ("оοσω0ø", "o"),
        ("рρ", "p"),
        ("ԛ", "q"),
        ("г", "r"),
        ("ѕ5$", "s"),
        ("тτ", "t"),
        ("υ", "u"),
        ("ԝ", "w"),
        ("хχ", "x"),
        ("уγ", "y"),
        ("ζ", "z"),
        ("3", "e"),
    )
    for letter in letters
}
HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){1,38}")


def skeleton(text: str) -> str:
    """What `text` looks like: NFKC, case-folded, look-alikes and separators folded away."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(LOOKS_LIKE)
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFD", folded)
        if letter.isalnum() and not unicodedata.combining(letter)
    )
    return bare.replace("rn", "m").replace("vv", "w").replace("l", "i")[:80]


RESERVED_SKELETONS = frozenset(skeleton(word) for word in RESERVED)
# "Anonymous member 2" is how posts without a name are signed.
_ANONYMOUS = skeleton("anonymous")


def _is_reserved(text: str) -> bool:
    looks = skeleton(text)
    return looks in RESERVED_SKELETONS or looks.startswith(_ANONYMOUS)


def clean_handle(handle: str) -> str:
    """The handle as stored. Raises Invalid when it is not one, or is kept for the site."""
    handle = handle.strip().removeprefix("@").lower()
    if not HANDLE.fullmatch(handle):
        raise Invalid("Use 2 to 40 letters a to z, digits and single hyphens, such as sam-okoro.", "handle")
    if _is_reserved(handle):
        raise Invalid("This handle is kept for the site. Choose another.", "handle")
    return handle


def clean_name(name: str) -> str:
    """The name as stored: any script, no invisible or direction-changing characters. Raises Invalid."""
    cleaned = "".join(
        letter
        for letter in unicodedata.normalize("NFC", name)
        if unicodedata.category(letter) not in ("Cf", "Cc", "Co", "Cn", "Cs")
    )
    cleaned = " ".join(cleaned.split())
    if not 2 <= len(cleaned) <= 120 or not any(letter.isalpha() for letter in cleaned):
        raise Invalid("Enter the name colleagues know you by.", "name")
    if _is_reserved(cleaned):
        raise Invalid("This name is kept for the site. Enter the name colleagues know you by.", "name")
    return cleaned


def suggest_handle(name: str) -> str:
    """A handle made of a name: "Sam Okoro" -> "sam-okoro"; "" when nothing of it is ASCII."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:36].strip("-")
