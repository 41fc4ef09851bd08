"""The inbox folder: files named `measure-12-anything.csv` (or .xlsx) are taken whole, then put into done/ or refused/.

Off unless LHS_INBOX_FOLDER is set. A file is taken once it has stayed as it is from one look to the next. Its figures
are kept before it is moved: whoever is stopped in between finds it again, and the same figures twice change nothing.
Links are never followed and nothing outside the folder is read or written: every name is opened below an open folder.
"""

from __future__ import annotations

import logging
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from flask import current_app

from lhs_community.foundation import clock
from lhs_community.foundation.database import unit_of_work
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.measures import datasheet
from lhs_community.measures.actions.dropped import drop_readings
from lhs_community.measures.actions.taking import Brought
from lhs_community.measures.datasheet.workbook import MOST_WORKBOOK, open_workbook
from lhs_community.measures.models.readings import Way
from lhs_community.safety.held import Held

log = logging.getLogger(__name__)
DONE, REFUSED = "done", "refused"
MOST_A_ROUND = 50
MOST_TOLD = 200
_NAME = re.compile(r"measure-(\d{1,9})-[^/\x00-\x1f]{1,150}\.(csv|xlsx)", re.IGNORECASE)
_AN_HOUR = 3600.0
Look = tuple[int, int, int]  # which file, how large, when changed


@dataclass
class Inbox:
    """What the last look found, by name."""

    looks: dict[str, Look] = field(default_factory=dict)

    def take_round(self) -> int:
        """How many files were taken or refused."""
        if (path := folder()) is None:
            return 0
        with _opened(path) as inbox, _below(inbox, DONE) as done, _below(inbox, REFUSED) as refused:
            names = sorted(name for name in os.listdir(inbox) if _NAME.fullmatch(name))
            before, self.looks = self.looks, {}
            count = 0
            for name in names:
                look = _look(inbox, name)
                self.looks[name] = look
                if before.get(name) == look and count < MOST_A_ROUND:
                    count += _take(inbox, name, look, done, refused)
            return count


_inbox = Inbox()


def take_dropped() -> None:
    """For the worker."""
    _inbox.take_round()


def folder() -> Path | None:
    named = str(current_app.config["INBOX_FOLDER"] or "")
    return Path(named).expanduser() if named else None


def check() -> str:
    """For health and doctor: "" when well, or off."""
    path = folder()
    if path is None:
        return ""
    if not path.is_dir() or not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        return "LHS_INBOX_FOLDER names no folder that can be read and written. Make it, or leave the setting out."
    names = [one for one in os.listdir(path) if _NAME.fullmatch(one)]
    old = [one for one in names if clock.now().timestamp() - os.lstat(path / one).st_mtime > _AN_HOUR]
    if old:
        return f"{len(old)} dropped files have waited for an hour or longer. Is a worker running?"
    told = len([one for one in os.listdir(path / REFUSED) if one.endswith(".txt")]) if (path / REFUSED).is_dir() else 0
    return f"{told} dropped files were refused. See the .txt files in {REFUSED}/, then remove them." if told else ""


@contextmanager
def _opened(path: str | Path, below: int | None = None) -> Iterator[int]:
    flags = os.O_RDONLY | os.O_DIRECTORY | (os.O_NOFOLLOW if below is not None else 0)
    opened = os.open(path, flags, dir_fd=below)
    try:
        yield opened
    finally:
        os.close(opened)


@contextmanager
def _below(inbox: int, name: str) -> Iterator[int]:
    with suppress(FileExistsError):  # a link of this name is refused by the opening
        os.mkdir(name, 0o770, dir_fd=inbox)
    with _opened(name, inbox) as opened:
        yield opened


def _look(inbox: int, name: str) -> Look:
    found = os.stat(name, dir_fd=inbox, follow_symlinks=False)
    return found.st_ino, found.st_size, found.st_mtime_ns


def _take(inbox: int, name: str, look: Look, done: int, refused: int) -> bool:
    try:
        problems = _problems(inbox, name, look)
    except Exception:  # the database or the disk is busy or away: the file stays for the next round
        log.exception("a dropped file could not be taken")
        return False
    into = refused if problems else done
    free = _free(into, name)
    if problems:
        _write(refused, f"{free}.txt", "\n".join(["Nothing of this file was saved.", *problems[:MOST_TOLD]]))
    os.rename(name, free, src_dir_fd=inbox, dst_dir_fd=into)
    return True


def _problems(inbox: int, name: str, look: Look) -> list[str]:
    """Takes the figures; what is wrong, in words that repeat nothing the guard has found."""
    found = _NAME.fullmatch(name)
    assert found is not None
    try:
        brought = _read(name, _content(inbox, name, look))
        with unit_of_work():
            drop_readings(int(found[1]), brought)
    except Held as held:
        kinds = sorted({finding.kind for findings in held.findings.values() for finding in findings})
        return [f"It may identify a person: {', '.join(kinds)}."]
    except datasheet.BadSheet as bad:
        return [str(problem) for problem in bad.problems]
    except (Invalid, NotThere, ValueError) as problem:
        return [str(problem)]
    return []


def _content(inbox: int, name: str, look: Look) -> bytes:
    """Raises ValueError for what is no plain file of its own; OSError where it is still being written."""
    try:
        opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=inbox)
    except OSError as error:
        raise ValueError("It is a link, or cannot be read. Drop the file itself.") from error
    found = os.fstat(opened)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
        os.close(opened)
        raise ValueError("It is no plain file, or has another name elsewhere. Drop a copy.")
    with os.fdopen(opened, "rb") as file:
        content = file.read(MOST_WORKBOOK + 1)
    if _look(inbox, name) != look:
        raise OSError("still being written")
    return content


def _read(name: str, content: bytes) -> Brought:
    reason = f"The file {name} from the inbox folder says so."
    if name.casefold().endswith(".csv"):
        return Brought(datasheet.decode(content), Way.DROPPED, file_name=name, reason=reason)
    book = open_workbook(name, content)
    beside = book.without(book.first.name)
    return Brought(book.first.text, Way.DROPPED, file_name=name, reason=reason, beside=beside)


def _free(below: int, name: str) -> str:
    """A name that nothing there has: files may be dropped under one name each week."""
    taken = set(os.listdir(below))
    stem, _, ending = name.rpartition(".")
    names = (name, *(f"{stem}~{number}.{ending}" for number in range(2, len(taken) + 3)))
    return next(one for one in names if one not in taken and f"{one}.txt" not in taken)


def _write(below: int, name: str, text: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    with os.fdopen(os.open(name, flags, 0o660, dir_fd=below), "w", encoding="utf-8") as file:
        file.write(text + "\n")
