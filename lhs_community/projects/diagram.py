"""The driver diagram: aim, primary drivers, secondary drivers, change ideas. Checked and laid out without a database.

A diagram is a graph in four layers; each thing works on something in a layer above. A secondary driver may serve
several primary ones, so it is not a tree: it is laid out along each thing's first parent, the other lines are drawn
across.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

BOX, GAP_ACROSS, GAP_DOWN, PADDING = 230, 42, 14, 12
LINE, LETTERS = 21, 17  # height of a line of text, and its size
CHARACTERS = 22  # that fit a line of a box, also in letters wider than ours
HEAD = 34
LOWEST = 400  # where much hangs on one, it stands near the top of its band, to be seen together with the first of them


class Layer(IntEnum):
    AIM = 0
    PRIMARY = 1
    SECONDARY = 2
    IDEA = 3


HEADINGS = {
    Layer.AIM: "Aim",
    Layer.PRIMARY: "Primary drivers",
    Layer.SECONDARY: "Secondary drivers",
    Layer.IDEA: "Change ideas",
}
AIM = "aim"
FEWEST, MOST = 2, 6  # primary drivers: fewer explain little, more are hard to hold in mind. Our own default.


@dataclass(frozen=True)
class Fault:
    """Something a team should look at. `key`: where it can be mended."""

    words: str
    key: str


@dataclass(frozen=True)
class Node:
    """`parents` are the keys of what it works on. `status` is said in words below the title."""

    key: str
    layer: Layer
    title: str
    parents: Sequence[str] = ()
    status: str = ""
    status_label: str = ""


@dataclass(frozen=True)
class Box:
    node: Node
    x: int
    y: int
    height: int
    lines: Sequence[tuple[int, str]]
    width: int = BOX


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    headings: Sequence[tuple[int, str]]
    boxes: Sequence[Box]
    paths: Sequence[str]


def faults(nodes: Sequence[Node]) -> list[Fault]:
    """What a team should look at: orphans, wrong layers, circles, drivers nobody works on, too few or too many."""
    by_key = {node.key: node for node in nodes}
    found = [Fault(words, node.key) for node in nodes for words in _faults_of(node, by_key)]
    worked_on = {parent for node in nodes for parent in node.parents}
    found += [
        Fault(f"Nothing works on “{node.title}” yet.", node.key)
        for node in nodes
        if node.layer in (Layer.PRIMARY, Layer.SECONDARY) and node.key not in worked_on
    ]
    if circle := find_circle({node.key: node.parents for node in nodes}):
        names = " → ".join(by_key[key].title for key in circle if key in by_key)
        found.append(Fault(f"These go round in a circle: {names}.", circle[0]))
    primaries = sum(node.layer is Layer.PRIMARY for node in nodes)
    if nodes and not FEWEST <= primaries <= MOST:
        count = {0: "are none yet", 1: "is one"}.get(primaries, f"are {primaries}")
        found.append(Fault(f"{FEWEST} to {MOST} primary drivers are usual; there {count}.", AIM))
    return found


def _faults_of(node: Node, by_key: Mapping[str, Node]) -> Iterator[str]:
    parents = [by_key[key] for key in node.parents if key in by_key]
    if node.layer in (Layer.SECONDARY, Layer.IDEA) and not parents:
        above = "primary driver" if node.layer is Layer.SECONDARY else "driver"
        yield f"“{node.title}” serves no {above} yet."
    for parent in parents:
        if parent.layer >= node.layer:
            yield f"“{node.title}” cannot work on “{parent.title}”: it does not stand in a layer above."
        elif node.layer is Layer.IDEA and parent.layer is Layer.PRIMARY:
            yield f"“{node.title}” hangs on a primary driver: say through which secondary driver it works."


def find_circle(parents: Mapping[str, Sequence[str]]) -> list[str]:
    """Keys along one circle, or none."""
    done: set[str] = set()

    def walk(key: str, path: list[str]) -> list[str]:
        if key in path:
            return path[path.index(key) :] + [key]
        if key in done:
            return []
        for parent in parents.get(key, ()):
            if circle := walk(parent, [*path, key]):
                return circle
        done.add(key)
        return []

    for start in parents:
        if circle := walk(start, []):
            return circle
    return []


@dataclass
class _Branch:
    """A node with those that hang on it first of all."""

    node: Node
    lines: list[str]
    branches: list[_Branch] = field(default_factory=list)
    y: int = 0

    @property
    def height(self) -> int:
        return len(self.lines) * LINE + 2 * PADDING + (LINE if self.node.status_label else 0)


def draw(aim: str, nodes: Sequence[Node]) -> Drawing:
    """Where everything stands. Layers that are empty take no room."""
    root = _Branch(Node(AIM, Layer.AIM, aim), textwrap.wrap(textwrap.shorten(aim, 220, placeholder=" …"), CHARACTERS))
    branches = {node.key: _Branch(node, textwrap.wrap(node.title, CHARACTERS) or [""]) for node in nodes}
    for node in sorted(nodes, key=lambda one: one.layer):
        above = [key for key in node.parents if key in branches and branches[key].node.layer < node.layer]
        home = branches[above[0]] if above else root
        home.branches.append(branches[node.key])
    bottom = _place(root, HEAD)
    layers = [layer for layer in Layer if layer is Layer.AIM or any(node.layer is layer for node in nodes)]
    columns = {layer: number * (BOX + GAP_ACROSS) for number, layer in enumerate(layers)}
    everything = {AIM: root, **branches}
    return Drawing(
        width=len(layers) * (BOX + GAP_ACROSS) - GAP_ACROSS + 2,
        height=bottom + 2,
        headings=[(columns[layer], HEADINGS[layer]) for layer in layers],
        boxes=[_box(branch, columns) for branch in everything.values()],
        paths=[_path(branch, parent, columns) for branch, parent in _lines(branches, root)],
    )


def _place(branch: _Branch, top: int) -> int:
    """Give the branch a band of its own below `top`; where the band ends."""
    bottom = top
    for one in branch.branches:
        bottom = _place(one, bottom) + GAP_DOWN
    used = max(bottom - GAP_DOWN - top, 0)
    spare = branch.height - used
    if spare > 0:
        branch.y = top
        for one in branch.branches:
            _move(one, spare // 2)
        return top + branch.height
    branch.y = top + min(-spare, LOWEST) // 2
    return top + used


def _move(branch: _Branch, by: int) -> None:
    branch.y += by
    for one in branch.branches:
        _move(one, by)


def _box(branch: _Branch, columns: Mapping[Layer, int]) -> Box:
    first = branch.y + PADDING + LETTERS - 2
    lines = [(first + number * LINE, line) for number, line in enumerate(branch.lines)]
    return Box(branch.node, columns[branch.node.layer] + 1, branch.y, branch.height, lines)


def _lines(branches: Mapping[str, _Branch], root: _Branch) -> Iterator[tuple[_Branch, _Branch]]:
    for branch in branches.values():
        above = [branches[key] for key in branch.node.parents if key in branches]
        if branch.node.layer is Layer.PRIMARY:
            above = [root]
        yield from ((branch, parent) for parent in above if parent.node.layer < branch.node.layer)


def _path(branch: _Branch, parent: _Branch, columns: Mapping[Layer, int]) -> str:
    """From the left edge of the one to the right edge of what it works on."""
    x, y = columns[branch.node.layer] + 1, branch.y + branch.height // 2
    to_x, to_y = columns[parent.node.layer] + BOX + 1, parent.y + parent.height // 2
    bend = GAP_ACROSS // 2
    return f"M{x} {y}C{x - bend} {y} {to_x + bend} {to_y} {to_x} {to_y}"
