"""Which files are taken. What a file is called and what it holds must say the same."""

from __future__ import annotations

import enum
import unicodedata
from dataclasses import dataclass

from lhs_community.foundation.errors import Invalid

NAME_LENGTH = 100
FIELD = "files"
ALLOWED = "pictures (JPEG, PNG, WebP, GIF without movement), PDF, CSV and Excel (.xlsx)"
# Names that Windows keeps for devices.
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
_HARMLESS = frozenset(" -_(),+&'")


class FileKind(enum.StrEnum):
    IMAGE = "image"
    PDF = "pdf"
    TABLE = "table"


@dataclass(frozen=True)
class Format:
    """`reader` names what reads it: a format of Pillow, or a reader of reader.py."""

    kind: FileKind
    reader: str
    media_type: str
    label: str


WEBP = Format(FileKind.IMAGE, "WEBP", "image/webp", "Picture")
_JPEG = Format(FileKind.IMAGE, "JPEG", "image/jpeg", "Picture")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BY_ENDING = {
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": Format(FileKind.IMAGE, "PNG", "image/png", "Picture"),
    "gif": Format(FileKind.IMAGE, "GIF", "image/gif", "Picture"),
    "webp": WEBP,
    "pdf": Format(FileKind.PDF, "pdf", "application/pdf", "PDF"),
    "csv": Format(FileKind.TABLE, "csv", "text/csv", "CSV"),
    "xlsx": Format(FileKind.TABLE, "xlsx", _XLSX, "Excel"),
}
ENDINGS = ",".join(f".{ending}" for ending in BY_ENDING)


def recognise(sent_name: str, content: bytes) -> tuple[str, Format]:
    """The cleaned name and the format. Raises Invalid where the two disagree, or the format is not taken."""
    stem, _, ending = _last_part(sent_name).rpartition(".")
    known = BY_ENDING.get(ending.strip().casefold())
    if known is None:
        shown = ".".join(clean_stem(part) for part in (stem, ending) if part) or "This file"
        raise Invalid(f"“{shown}” cannot be attached. Attach {ALLOWED}.", FIELD)
    name = f"{clean_stem(stem)}.{ending.strip().casefold()}"
    if not content:
        raise Invalid(f"“{name}” is empty. Choose it again.", FIELD)
    if not _begins_as(known.reader, content):
        raise Invalid(f"“{name}” holds something else than its name says. Save it anew and attach that.", FIELD)
    return name, known


def _begins_as(reader: str, content: bytes) -> bool:
    if reader == "csv":  # text has no mark of its own; reader.py looks at all of it
        start = content.lstrip(b"\xef\xbb\xbf \t\r\n")
        return b"\x00" not in content and not start.startswith((b"<", b"%PDF", b"PK\x03"))
    if reader == "WEBP":
        return content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    marks = {
        "JPEG": (b"\xff\xd8\xff",),
        "PNG": (b"\x89PNG\r\n\x1a\n",),
        "GIF": (b"GIF87a", b"GIF89a"),
        "pdf": (b"%PDF-",),
        "xlsx": (b"PK\x03\x04",),
    }
    return content.startswith(marks[reader])


def _last_part(name: str) -> str:
    """Without folders, and without what cannot be seen: a hidden turn of direction makes exe.png look like gnp.exe."""
    seen = "".join(letter for letter in unicodedata.normalize("NFC", name) if letter.isprintable() or letter == "\t")
    return seen.replace("\\", "/").rpartition("/")[2]


def clean_stem(stem: str) -> str:
    """A name without its ending, safe on any disk and in any header; letters of all scripts stay."""
    kept = "".join(
        letter if letter.isalnum() or letter in _HARMLESS or unicodedata.category(letter).startswith("M") else "-"
        for letter in _last_part(stem)
    )
    cleaned = " ".join(kept.split())[:NAME_LENGTH].strip(" -_")
    if not cleaned or cleaned.casefold() in _DEVICES:
        return f"file {cleaned}".strip()
    return cleaned
