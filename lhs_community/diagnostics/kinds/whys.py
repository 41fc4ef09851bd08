"""Five whys: each answer is asked why again, until there is something to change. Answers may branch by indenting."""

from __future__ import annotations

from collections.abc import Sequence

from lhs_community.diagnostics.kinds.outline import Branch, walk
from lhs_community.diagnostics.kinds.shapes import BLUE, LINE, QUIET, WARM, Box, Picture, Stroke, Words, wrapped

BOX, STEP, LETTERS = 400, 44, 40
ROOT = "!"
EXAMPLE = """The bell was not answered in time
Both night staff were in the side room
Turning one person takes two people, three times a night
! The mattress that turns by itself is lent out without a list"""


def chained(branches: Sequence[Branch]) -> list[Branch]:
    """Lines of which none is indented are a chain: each is the why of the one before."""
    if any(branch.branches for branch in branches):
        return list(branches)
    chain: list[Branch] = []
    for branch in reversed(branches):
        chain = [Branch(branch.text, branch.line, chain)]
    return chain


def is_root(branch: Branch) -> bool:
    return branch.text.startswith(ROOT)


def words_of(branch: Branch) -> str:
    return branch.text.removeprefix(ROOT).strip()


def roots(branches: Sequence[Branch]) -> list[str]:
    """The causes marked as those to work on."""
    return [words_of(branch) for _, branch in walk(branches) if is_root(branch) and words_of(branch)]


def advice(branches: Sequence[Branch]) -> list[str]:
    found = []
    deepest = max((depth for depth, _ in walk(branches)), default=-1) + 1
    if 0 < deepest < 3:
        found.append(f"You have asked why {'once' if deepest == 1 else 'twice'}. Ask again: five times is usual.")
    if not roots(branches):
        found.append(f"No root cause is marked yet. Begin a line with {ROOT} where there is something to change.")
    if any(is_root(branch) and branch.branches for _, branch in walk(branches)):
        found.append("A root cause has further whys below it: which of them is the one to work on?")
    return found


def draw(problem: str, branches: Sequence[Branch]) -> Picture:
    picture = Picture(width=BOX)
    y = _box(picture, 0, 1, wrapped(problem, LETTERS), "Problem", BLUE)
    _below(picture, branches, 1, 1, y)
    picture.height = max(box.y + box.height for box in picture.boxes) + 2
    picture.width = max(box.x + box.width for box in picture.boxes) + 2
    return picture


def _below(picture: Picture, branches: Sequence[Branch], depth: int, start: float, y: float) -> float:
    """Draws them below each other; where the next one goes."""
    for branch in branches:
        top = y + 16
        label = "Root cause" if is_root(branch) else f"Why {depth}"
        x = 1 + depth * STEP
        y = _box(picture, x, top, wrapped(words_of(branch), LETTERS), label, WARM if is_root(branch) else "#ffffff")
        middle = top + (y - top) / 2
        picture.strokes.append(Stroke(f"M{x - STEP + 20} {start}V{middle}H{x}", LINE, 2))
        y = _below(picture, branch.branches, depth + 1, y, y)
    return y


def _box(picture: Picture, x: float, y: float, lines: list[str], label: str, fill: str) -> float:
    height = len(lines) * 20 + 40
    is_dark = fill != "#ffffff"
    picture.boxes.append(Box(x, y, BOX, height, fill, fill if is_dark else QUIET))
    picture.words.append(Words(x + 14, y + 20, [label], 13, "#ffffff" if is_dark else QUIET, True))
    picture.words.append(Words(x + 14, y + 42, lines, 16, "#ffffff" if is_dark else "#212b32", step=20))
    return y + height
