"""How much CPU one call takes, whatever ran before it."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def cpu_of(call: Callable[[], Result]) -> tuple[Result, float]:
    """What `call` gives, and its CPU seconds on this thread.

    Without sweeping up what thousands of tests before left in memory: that takes more than a second by itself, and
    falls upon whichever call comes next.
    """
    gc.disable()
    try:
        began = time.thread_time()
        result = call()
        return result, time.thread_time() - began
    finally:
        gc.enable()
