"""The uploads folder: files under random names, written whole or not at all, and what may be put there."""

from __future__ import annotations

import logging
import os
import re
import secrets
import shutil
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from lhs_community.foundation import clock, settings
from lhs_community.foundation.errors import Unavailable

log = logging.getLogger(__name__)
_NAME = re.compile(r"[0-9a-f]{40}")
_SMALL = ".small"
_FRESH_SECONDS = 3600  # a request may still be writing the row of a file younger than this
LEAST_FREE = 200 * 1024 * 1024


@dataclass(frozen=True)
class Limits:
    count: int
    bytes_each: int
    bytes_a_day: int

    @property
    def megabytes_each(self) -> int:
        return self.bytes_each // (1024 * 1024)


def limits() -> Limits:
    config, mega = current_app.config, 1024 * 1024
    return Limits(
        int(config["MAX_ATTACHMENTS"]),
        int(config["ATTACHMENT_MAX_MB"]) * mega,
        int(config["ATTACHMENTS_MB_PER_DAY"]) * mega,
    )


def folder() -> Path:
    return settings.data_folder(current_app) / "uploads"


def keep(content: bytes, small: bytes = b"") -> str:
    """The random name it was kept under; `small` is its little picture. Raises Unavailable and leaves nothing."""
    name = secrets.token_hex(20)
    try:
        folder().mkdir(mode=0o700, exist_ok=True)
        if small:
            _write(name + _SMALL, small)
        _write(name, content)
    except OSError as error:
        erase(name)
        log.error("an upload could not be kept: %s", error.strerror)
        raise Unavailable(
            "Files cannot be kept at the moment: the site has no room or may not write. Post without, or try later."
        ) from error
    return name


def _write(name: str, content: bytes) -> None:
    unfinished = folder() / f"{name}.part"
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, folder() / name)
    except OSError:
        with suppress(OSError):
            unfinished.unlink()
        raise
    handle = os.open(folder(), os.O_RDONLY)  # the name too must outlive a loss of power
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def path_of(name: str, *, is_small: bool = False) -> Path:
    if not _NAME.fullmatch(name):
        raise ValueError("not a name of ours")
    return folder() / (name + _SMALL if is_small else name)


def erase(name: str) -> None:
    """Safe to do twice."""
    for path in (path_of(name), path_of(name, is_small=True)):
        with suppress(FileNotFoundError, NotADirectoryError):
            path.unlink()


def erase_all_but(names: AbstractSet[str]) -> int:
    """Removes files that belong to nothing, once they have lain for an hour; how many."""
    gone = 0
    for path in folder().iterdir() if folder().is_dir() else ():
        age = clock.now().timestamp() - path.stat().st_mtime
        if path.name.partition(".")[0] not in names and age > _FRESH_SECONDS:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def problem() -> str:
    """What is wrong with the folder and what to do; "" when it is well."""
    place = folder()
    if not place.exists():
        place = place.parent  # it is made with the first file
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        return "The folder uploads in the data folder cannot be written. Make it a folder of the site's own user."
    if (free := shutil.disk_usage(place).free) < LEAST_FREE:
        return f"Only {free // (1024 * 1024)} MB are free for uploads. Make room on the disk of the data folder."
    return ""
