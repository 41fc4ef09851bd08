"""A write-up as one Markdown text, and back: what `read` takes apart is what `write` was given, letter for letter.

Each item stands between two comments that name it, so that headings inside people's texts do not matter. Should a text
itself hold such a comment, another word marks them; the first line says which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lhs_community.writeups import squire

_MARKS = re.compile(r"[\\`*_\[\]]|^[#>+-]")
_FIRST = re.compile(r"<!-- write-up (\w+) -->\n")


@dataclass(frozen=True)
class Picture:
    """A chart beside a text: its name, what it says, and where it can be seen."""

    name: str
    words: str
    address: str


def as_words(text: str) -> str:
    """Plain words as Markdown that shows just them, and that people can still read as Markdown."""
    return _MARKS.sub(r"\\\g<0>", " ".join(text.split()))


def write(
    title: str, authors: Sequence[str], texts: Mapping[str, str], pictures: Mapping[str, Sequence[Picture]], note: str
) -> str:
    """`texts` and `pictures` by item; items without either are left out. `note` says where it comes from, and when."""
    word = _word_for(texts.values())
    lines = [f"<!-- write-up {word} -->", "", f"# {as_words(title)}", ""]
    lines += [*(f"- {as_words(author)}" for author in authors), *([""] if authors else []), as_words(note), ""]
    for part in squire.PARTS:
        shown = [item for item in part.items if texts.get(item.key, "").strip() or pictures.get(item.key)]
        lines += [f"## {part.title}", ""] if shown else []
        for item in shown:
            lines += [f"### {item.key}. {item.title}", ""]
            if text := texts.get(item.key, "").strip():
                lines += [f"<!-- {word} {item.key} -->", text, f"<!-- end {word} {item.key} -->", ""]
            if charts := pictures.get(item.key):
                lines += [*(f"- [{as_words(one.name)}]({one.address}): {one.words}" for one in charts), ""]
    return "\n".join(lines).rstrip() + "\n"


def read(written: str) -> dict[str, str]:
    """Item -> text. Empty for what `write` has not written."""
    first = _FIRST.match(written)
    if first is None:
        return {}
    word = re.escape(first.group(1))
    found = re.finditer(rf"^<!-- {word} (\d+[a-f]?) -->\n(.*?)\n<!-- end {word} \1 -->$", written, re.M | re.S)
    return {one.group(1): one.group(2) for one in found}


def _word_for(texts: Iterable[str]) -> str:
    everything = "\n".join(texts)
    return next(word for number in range(10_000) if (word := f"item{number or ''}") not in everything)
