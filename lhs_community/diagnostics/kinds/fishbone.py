"""A fishbone: what may cause a problem, by kinds of cause. Bones are lines; causes and sub-causes are indented."""

from __future__ import annotations

from collections.abc import Sequence

from lhs_community.diagnostics.kinds.outline import Branch, walk
from lhs_community.diagnostics.kinds.shapes import BLUE, LINE, PALE, QUIET, Box, Picture, Stroke, Words, wrapped

COLUMN, HEAD_WIDTH, PADDING = 290, 230, 14
CAUSE, SUB = 18, 16  # height of a line of text
DEEPEST = 2
EXAMPLE = """People
  Night staff change every four weeks
Equipment
  Bells out of reach
    Cords are cut short after cleaning
Surroundings
  No light on the way to the toilet"""


def advice(bones: Sequence[Branch]) -> list[str]:
    found = []
    if len(bones) < 2:
        found.append("Name at least two kinds of cause, so that one explanation does not crowd out the others.")
    bare = [bone.text for bone in bones if not bone.branches]
    if bare:
        found.append(f"Nothing is written below {_listed(bare)} yet.")
    if any(depth > DEEPEST for depth, _ in walk(bones)):
        found.append("More than two steps of detail are drawn as one. Five whys go deeper.")
    return found


def _listed(names: Sequence[str]) -> str:
    shown = [f"“{name}”" for name in names[:3]]
    return shown[0] if len(names) == 1 else f"{', '.join(shown)}{' and others' if len(names) > 3 else ''}"


def draw(problem: str, bones: Sequence[Branch]) -> Picture:
    """The problem at the head, bones above and below the spine in turn."""
    picture = Picture()
    above = max((_height(bone) for bone in bones[::2]), default=40)
    below = max((_height(bone) for bone in bones[1::2]), default=40)
    title = wrapped(problem, 19)
    head = len(title) * 21 + 2 * PADDING
    spine = PADDING + max(above, head // 2)
    for number, bone in enumerate(bones):
        _bone(picture, bone, PADDING + number // 2 * COLUMN, spine, is_above=number % 2 == 0)
    end = PADDING + (len(bones) + 1) // 2 * COLUMN + 24
    picture.strokes.append(Stroke(f"M{PADDING} {spine}H{end}", QUIET, 4))
    picture.boxes.append(Box(end, spine - head / 2, HEAD_WIDTH, head, BLUE, BLUE))
    picture.words.append(Words(end + PADDING, spine - head / 2 + PADDING + 16, title, 17, "#ffffff", True, 21))
    picture.width = end + HEAD_WIDTH + PADDING
    picture.height = spine + max(below, head // 2) + PADDING
    return picture


def _rows(bone: Branch) -> list[tuple[list[str], list[list[str]]]]:
    """Each cause in lines, with what lies below it in lines."""
    rows = []
    for cause in bone.branches:
        subs = [wrapped(f"– {sub.text}", 29) for _, sub in walk(cause.branches)]
        rows.append((wrapped(cause.text, 27), subs))
    return rows


def _height(bone: Branch) -> int:
    rows = sum(len(lines) * CAUSE + 14 + sum(len(sub) * SUB for sub in subs) for lines, subs in _rows(bone))
    return len(wrapped(bone.text, 24)) * 20 + 2 * 10 + rows + 18


def _bone(picture: Picture, bone: Branch, x: int, spine: int, *, is_above: bool) -> None:
    name, height = wrapped(bone.text, 24), _height(bone)
    box = len(name) * 20 + 12
    top = spine - height if is_above else spine + height - box
    picture.boxes.append(Box(x, top, 220, box, PALE))
    picture.words.append(Words(x + 12, top + 20, name, 15, is_bold=True, step=20))
    edge = top + box if is_above else top
    from_x, to_x = x + 220, x + COLUMN - 14
    picture.strokes.append(Stroke(f"M{from_x} {edge}L{to_x} {spine}", QUIET, 3))
    y = edge + 10 if is_above else spine + 16
    for lines, subs in _rows(bone):
        picture.words.append(Words(x + 4, y + 14, lines, 14, step=CAUSE))
        y += len(lines) * CAUSE + 4
        share = abs((y - edge) / (spine - edge))
        picture.strokes.append(Stroke(f"M{x + 4} {y}H{round(from_x + (to_x - from_x) * share)}", LINE, 1.5))
        for sub in subs:
            picture.words.append(Words(x + 12, y + 15, sub, 13, QUIET, step=SUB))
            y += len(sub) * SUB
        y += 10
