"""How our Markdown differs from Python-Markdown's: no raw HTML, no pictures, mentions, bare links, and a deadline.

Hostile Markdown is super-linear in the parser, so each block and each inline match asks the clock.
"""

from __future__ import annotations

import re
import time
import unicodedata
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.footnotes import NBSP_PLACEHOLDER
from markdown.inlinepatterns import (
    IMAGE_LINK_RE,
    IMAGE_REFERENCE_RE,
    LINK_RE,
    REFERENCE_RE,
    InlineProcessor,
    LinkInlineProcessor,
    ReferenceInlineProcessor,
    ShortReferenceInlineProcessor,
)
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import InlineProcessor as InlineTree, Treeprocessor
from markdown.util import AtomicString

_APPLY_PATTERN = getattr(InlineTree, "_InlineProcessor__applyPattern")  # noqa: B009  private there
SECONDS = 0.3
DEEPEST = 16
SCHEMES = ("http", "https", "mailto")
_BLANK_OR_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_HANDLE = r"[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){1,38}"
_PLACE = r"c/[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){1,60}"
_MENTION = rf"(?<![\w@./:+-])@({_PLACE}|{_HANDLE})(?![\w@/]|\.\w)"
GROUPS: set[str] = set()  # handles that mean several people, as a higher layer says; they have no page
_BARE_LINK = r"(?<![\w/@])(https?://[^\s<>\"'`\[\]{}|\\^\x02\x03]{3,500})"
_FENCE = re.compile(r"^[ ]{0,3}(?:```|~~~)", re.MULTILINE)
MOST_FENCE_STEPS = 6_000_000
_FIRST_ITEM = re.compile(r"^(?:[-*+]|1[.)])[ \t]+\S")
_PLAIN_LINE = re.compile(r"^(?![-*+][ \t]|\d{1,9}[.)][ \t]|>|#|\||```|~~~)\S")
_TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")


class TooSlow(Exception):
    """This text would take longer to render than any honest one."""


class Deadline:
    """CPU time, not wall time: a busy server must not change what a text looks like."""

    def __init__(self) -> None:
        self.at = 0.0
        self.mentions: set[str] = set()

    def start(self) -> None:
        self.at = time.thread_time() + SECONDS
        self.mentions = set()

    def check(self) -> None:
        if time.thread_time() > self.at:
            raise TooSlow


class WatchedBlocks(BlockProcessor):
    """Never takes a block; it is asked first about each, so it knows the time and the depth."""

    def __init__(self, parser: BlockParser, deadline: Deadline) -> None:
        super().__init__(parser)
        self.deadline = deadline

    def test(self, parent: Element, block: str) -> bool:
        self.deadline.check()
        if len(self.parser.state) > 2 * DEEPEST:
            raise TooSlow
        return False

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        return False


class WatchedInline(InlineTree):
    """Asks the clock before each single match of each inline pattern."""

    def __init__(self, md: Markdown, deadline: Deadline) -> None:
        super().__init__(md)
        self.deadline = deadline

    def _InlineProcessor__applyPattern(self, *arguments: Any) -> Any:
        self.deadline.check()
        return _APPLY_PATTERN(self, *arguments)


class Mention(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, md: Markdown, deadline: Deadline) -> None:
        super().__init__(_MENTION, md)
        self.deadline = deadline

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # it promises str
        handle = m.group(1).lower()
        self.deadline.mentions.add(handle)
        link = Element("strong") if handle in GROUPS else Element("a", {"href": _page_of(handle)})
        link.text = AtomicString(f"@{m.group(1)}")
        return link, m.start(0), m.end(0)


def _page_of(handle: str) -> str:
    return f"/{handle}" if "/" in handle else f"/people/{handle}"


class BareLink(InlineProcessor):
    """An address typed as it is; a full stop or bracket behind it belongs to the sentence."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # it promises str
        address = m.group(1).rstrip(".,;:!?*_~")
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(".,;:!?*_~")
        link = Element("a", {"href": address})
        link.text = AtomicString(address)
        return link, m.start(1), m.start(1) + len(address)


class Watched(LinkInlineProcessor):
    """A bracket may have its partner anywhere behind it, so each search for one asks the clock."""

    deadline: Deadline

    def getText(self, data: str, index: int) -> tuple[str, int, bool]:
        self.deadline.check()
        return super().getText(data, index)


class Link(Watched):
    """[text](address)"""


class Reference(Watched, ReferenceInlineProcessor):
    """[text][name]"""


class ShortReference(Watched, ShortReferenceInlineProcessor):
    """[name]"""


class PictureAsLink(Link):
    """People's text loads nothing from elsewhere: a picture's address becomes a link to it."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:  # type: ignore[override]  # it promises str
        link, start, end = super().handleMatch(m, data)
        if isinstance(link, Element) and not (link.text or "").strip():
            link.text = "picture"
        return link, start, end  # type: ignore[return-value]  # as its base does


class Finish(Treeprocessor):
    """Last on the tree: headings below the page's own, tasks as signs, hosts shown, footnotes without anchors."""

    def __init__(self, md: Markdown, deadline: Deadline) -> None:
        super().__init__(md)
        self.deadline = deadline

    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            self.deadline.check()
            for child in list(parent):
                if child.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                    child.tag = f"h{min(6, int(child.tag[1]) + 2)}"
                elif child.tag == "a":
                    _finish_link(parent, child)
                elif child.tag == "th":
                    child.set("scope", "col")


def _finish_link(parent: Element, link: Element) -> None:
    address = link.get("href", "")
    if link.get("class") == "footnote-backref":
        _drop(parent, link)
    elif link.get("class") == "footnote-ref" or not is_allowed(address):
        link.tag = "span"
        link.attrib.clear()
    elif host := host_of(address):
        link.attrib = {"href": address}
        if host not in "".join(link.itertext()).lower():
            note = Element("span", {"class": "app-host"})
            note.text = AtomicString(f" ({host})")
            note.tail, link.tail = link.tail, None
            parent.insert(list(parent).index(link) + 1, note)


def _drop(parent: Element, child: Element) -> None:
    """Take a footnote's way back out, and the blank before it."""
    tail = child.tail or ""
    place = list(parent).index(child)
    if place:
        parent[place - 1].tail = _without_blank(parent[place - 1].tail) + tail
    else:
        parent.text = _without_blank(parent.text) + tail
    parent.remove(child)


def _without_blank(text: str | None) -> str:
    return (text or "").removesuffix(NBSP_PLACEHOLDER)


class Tasks(Treeprocessor):
    """[ ] and [x] at the head of a list item; before the inline patterns, which might take them for links."""

    def run(self, root: Element) -> None:
        for item in root.iter("li"):
            holder = item if (item.text or "").strip() or not len(item) or item[0].tag != "p" else item[0]
            text = (holder.text or "").lstrip()
            if match := _TASK.match(text):
                is_done = match.group(1) != " "
                sign = Element("span", {"role": "img", "aria-label": "Done" if is_done else "To do"})
                sign.text = AtomicString("☑" if is_done else "☐")
                sign.tail = " " + text[match.end() :]
                holder.text = ""
                holder.insert(0, sign)


class ListsAfterText(Preprocessor):
    """People begin a list on the line after a sentence; Python-Markdown wants a blank line between."""

    def run(self, lines: list[str]) -> list[str]:
        result: list[str] = []
        is_text, before = False, ""
        for line in lines:
            if is_text and _FIRST_ITEM.match(line):
                result.append("")
            result.append(line)
            is_text = bool(_PLAIN_LINE.match(line)) and (is_text or not before.strip())
            before = line
        return result


def is_allowed(address: str) -> bool:
    """Web and mail addresses, and local paths; none with blanks or controls, which browsers drop unseen."""
    if _BLANK_OR_CONTROL.search(address):
        return False
    bare = unicodedata.normalize("NFKC", address).replace("\\", "/")
    if bare.startswith("/"):
        return not bare.startswith("//")
    scheme = bare.partition(":")[0].lower()
    return scheme in SCHEMES and (scheme == "mailto" or bare[len(scheme) + 1 :].startswith("//"))


def host_of(address: str) -> str:
    """The host of an outside address, look-alike letters spelled out; empty for local ones."""
    try:
        host = urlsplit(address.strip()).hostname or ""
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return "unreadable address" if "//" in address else ""


def is_tangled(text: str) -> bool:
    """Whether a text is of a kind whose time goes into single steps of the parser, where no clock is asked."""
    return len(_FENCE.findall(text)) * len(text) > MOST_FENCE_STEPS


class OurRules(Extension):
    """Puts the rules of this file into a Markdown object."""

    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        self.deadline = deadline

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.parser.blockprocessors.register(WatchedBlocks(md.parser, self.deadline), "watch", 1000)
        md.treeprocessors.register(WatchedInline(md, self.deadline), "inline", 20)
        patterns = md.inlinePatterns
        for processor, name, priority in (
            (Reference(REFERENCE_RE, md), "reference", 170),
            (Link(LINK_RE, md), "link", 160),
            (PictureAsLink(IMAGE_LINK_RE, md), "image_link", 150),
            (Reference(IMAGE_REFERENCE_RE, md), "image_reference", 140),
            (ShortReference(REFERENCE_RE, md), "short_reference", 130),
            (ShortReference(IMAGE_REFERENCE_RE, md), "short_image_ref", 125),
        ):
            processor.deadline = self.deadline
            patterns.register(processor, name, priority)
        patterns.register(BareLink(_BARE_LINK, md), "bare_link", 116)
        patterns.register(Mention(md, self.deadline), "mention", 70)
        md.preprocessors.register(ListsAfterText(md), "lists_after_text", 22)
        md.treeprocessors.register(Tasks(md), "tasks", 25)
        # After the inline patterns and the footnotes, before the tree is written out.
        md.treeprocessors.register(Finish(md, self.deadline), "finish", 5)
