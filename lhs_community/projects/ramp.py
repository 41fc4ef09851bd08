"""The ramp of an idea: its cycles as steps that rise from left to right, each a bolder test than the one before.

Laid out without a database. Where a cycle stands is said by a shape and by words; a decision has a shape of its own.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.terms import ACT_LABELS, STATE_LABELS, Act, CycleState, NextMove

STEP, RISE, HEAD, FOOT, GAP = 176, 24, 16, 4, 10
BLOCK, CHARACTERS, MOST_LINES = 78, 18, 2


@dataclass(frozen=True, kw_only=True)
class Test:
    """A cycle as its ramp sees it."""

    number: str
    state: CycleState
    act: Act | None = None
    scale: str = ""


@dataclass(frozen=True)
class Block:
    """One step of the drawing, its lower edge on the ground. `shape` names where it stands, `words` says it."""

    test: Test
    x: int
    y: int
    height: int
    lines: Sequence[str]
    shape: str
    words: str


@dataclass(frozen=True)
class Ramp:
    width: int
    height: int
    blocks: Sequence[Block]
    slope: str

    @property
    def in_words(self) -> str:
        """For who does not see the drawing."""
        return "; ".join(f"cycle {one.test.number}: {one.words.lower()}" for one in self.blocks)


def draw(tests: Sequence[Test]) -> Ramp | None:
    """None where there is nothing to climb yet."""
    if not tests:
        return None
    top = HEAD + RISE * (len(tests) - 1)
    ground = top + BLOCK + FOOT
    blocks = [_block(test, place, top - RISE * place, ground) for place, test in enumerate(tests)]
    last = blocks[-1]
    slope = f"M{blocks[0].x} {blocks[0].y - 6}" + "".join(
        f"H{one.x + STEP - GAP}V{after.y - 6}" for one, after in zip(blocks, blocks[1:], strict=False)
    )
    return Ramp(STEP * len(tests) + 2, ground + 2, blocks, f"{slope}H{last.x + STEP - GAP}")


def _block(test: Test, place: int, y: int, ground: int) -> Block:
    lines = textwrap.wrap(test.scale, CHARACTERS, max_lines=MOST_LINES, placeholder="…")
    words = ACT_LABELS[test.act] if test.act else STATE_LABELS[test.state]
    return Block(test, STEP * place + 1, y, ground - y, lines, (test.act or test.state).value, words)


def of_cycles(idea_number: int, cycles: Iterable[Cycle]) -> Ramp | None:
    """In their order; `cycles` are those of one idea."""
    return draw(
        [Test(number=f"{idea_number}.{one.number}", state=one.state, act=one.act, scale=one.scale) for one in cycles]
    )


def advice_on_scale(scale: str, move: NextMove | None) -> str:
    """What the form of the next cycle says of its scale."""
    if not scale:
        return ""
    before = f"Last time: {scale}."
    if move is NextMove.RUN_AGAIN:
        return f"{before} You meant to run it again at the same scale."
    if move is NextMove.SCALE_UP:
        return f"{before} You meant to scale up: about five times as much is a usual step (1, 5, 25)."
    return f"{before} A changed test is best tried small again."
