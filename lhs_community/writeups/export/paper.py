"""Pages as PDF, made by printer.py in a process of its own."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import threading
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from lhs_community import paths
from lhs_community.foundation.errors import Unavailable
from lhs_community.writeups.export import printer

WITHOUT = (
    "This server cannot make a PDF: the system’s package pango is missing. Print the page from your browser instead; "
    "most browsers can save what they print as a PDF."
)
_BUSY = "The PDF took too long to make. Try again in a minute, or print the page from your browser."
_PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll")
_turns = threading.BoundedSemaphore(1)  # PDFs being made at once: each takes a whole processor


@lru_cache(maxsize=1)
def is_possible() -> bool:
    """Is what a PDF needs installed here?"""
    return find_spec("weasyprint") is not None and any(_opens(name) for name in _PANGO)


def _opens(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def to_pdf(html: str) -> bytes:
    """Raises Unavailable, saying in words what to do instead."""
    if not is_possible() or not _turns.acquire(timeout=30):
        raise Unavailable(WITHOUT if not is_possible() else _BUSY)
    environment = {key: os.environ[key] for key in ("PATH", "LANG", "TMPDIR", "HOME") if key in os.environ}
    command = [sys.executable, "-I", str(Path(printer.__file__)), str(paths.STATIC)]
    try:
        done = subprocess.run(  # noqa: S603  our own program, no shell
            command,
            input=html.encode(),
            capture_output=True,
            env=environment,
            timeout=printer.SECONDS + 30,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unavailable(_BUSY) from error
    finally:
        _turns.release()
    if done.returncode == printer.MISSING:
        raise Unavailable(WITHOUT)
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF"):
        raise Unavailable(_BUSY)
    return done.stdout
