"""What is done to a sent file before anything is kept. Slow, so it is done while no transaction is open."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lhs_community.accounts.passwords import in_thread
from lhs_community.files import kinds, pictures, reader, store
from lhs_community.files.kinds import FIELD, FileKind, Format
from lhs_community.foundation.errors import Invalid
from lhs_community.safety import guard
from lhs_community.safety.findings import Verdict

_PATIENCE = reader.SECONDS + 10
_turns = threading.BoundedSemaphore(2)  # files being read at once


@dataclass(frozen=True)
class Sent:
    """A file as it came: neither its name nor its content can be believed."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Prepared:
    """`content` is what will be kept. `text` is for the guard alone, and empty where the guard has found it clear.
    `is_unread`: there is something it cannot read.
    """

    name: str
    format: Format
    content: bytes
    small: bytes = b""
    width: int = 0
    height: int = 0
    text: str = ""
    table: dict[str, Any] = field(default_factory=dict)
    is_unread: bool = False

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def prepare(sent: Sent) -> Prepared:
    """Raises Invalid, saying what is wrong with which file and what to do."""
    if len(sent.content) > store.limits().bytes_each:
        name = kinds.clean_stem(sent.name)
        raise Invalid(f"“{name}” is larger than {store.limits().megabytes_each} MB. Make it smaller.", FIELD)
    name, known = kinds.recognise(sent.name, sent.content)
    if known.kind is FileKind.IMAGE:
        drawn = in_thread(lambda: pictures.draw_anew(name, sent.content, known.reader))
        return Prepared(
            f"{name.rpartition('.')[0]}.webp", kinds.WEBP, drawn.content, drawn.small, drawn.width, drawn.height,
            is_unread=True,
        )  # fmt: skip
    read = _read(name, known.reader, sent.content)
    verdict = in_thread(lambda: guard.check(read["text"]).verdict)
    text = read["text"] if verdict in (Verdict.BLOCK, Verdict.WARN) else ""
    more = {key: read[key] for key in ("table", "is_unread") if key in read}
    return Prepared(name, known, sent.content, text=text, **more)


def text_of(name: str, reader_name: str, content: bytes) -> str:
    """Once more, of a file that is kept already."""
    return str(_read(name, reader_name, content)["text"])


@dataclass(frozen=True)
class Sheet:
    """Of a workbook: all its cells as text, row by row from the first."""

    name: str
    is_hidden: bool
    rows: list[list[str]]


def read_sheets(sent: Sent) -> tuple[list[Sheet], str]:
    """A workbook's sheets, and what it holds beside their cells (remarks, formulas). Keeps nothing. Raises Invalid."""
    name, known = kinds.recognise(sent.name, sent.content)
    if known.reader != "xlsx":
        raise Invalid(f"“{name}” is not an Excel workbook (.xlsx).", FIELD)
    read = _read(name, "sheets", sent.content)
    return [Sheet(one["name"], one["is_hidden"], one["rows"]) for one in read["sheets"]], str(read["text"])


def _read(name: str, reader_name: str, content: bytes) -> dict[str, Any]:
    """By reader.py in a process of its own, which gets the file and nothing of our settings."""
    environment = {key: os.environ[key] for key in ("PATH", "LANG", "TMPDIR") if key in os.environ}
    command = [sys.executable, "-I", str(Path(reader.__file__)), reader_name]
    try:
        with _turns:
            done = subprocess.run(  # noqa: S603  our own program, no shell
                command, input=content, capture_output=True, env=environment, timeout=_PATIENCE, check=False
            )
        answer: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError):
        answer = {}
    if "text" not in answer:
        problem = answer.get("problem", "takes too long to be read. Attach the part that matters.")
        raise Invalid(f"“{name}” {problem}", FIELD)
    return answer
