"""Test collections that lie beside a checkout, not in it: tests that need one are skipped, visibly, without it."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "testdata"


def shared_file(name: str) -> Path:
    """The path of a shared collection's file, or a skip that says what is missing."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"NOT TESTED: ../shared/testdata/{name} is not here")
    return path
