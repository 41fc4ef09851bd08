"""What people typed, made safe to show. Rendered once, when it is written; the sanitiser is the last step.

`to_html` never raises and takes less than a second of CPU: what is too long, too deep or too slow is shown as it was
typed, escaped.
"""

from __future__ import annotations

import html
import logging
import re
import threading
import unicodedata
from functools import lru_cache
from typing import Any

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markupsafe import Markup

from lhs_community.foundation.markdown_rules import SCHEMES, Deadline, OurRules, TooSlow, is_allowed, is_tangled

log = logging.getLogger(__name__)
LONGEST = 20_000
TAGS = set(
    """a blockquote br code del div em h3 h4 h5 h6 hr li ol p pre span strong sub sup table
    tbody td th thead tr ul""".split()
)
ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align", "scope"},
    "span": {"role", "aria-label"},
}
CLASSES = {"span": {"app-host"}, "div": {"footnote"}}
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_ENDS_A_BLOCK = re.compile(r"</(?:p|li|h[3-6]|tr|t[dh]|pre|blockquote)>|<br>|<hr>")
_QUOTED = re.compile(r"^[ ]{0,3}>.*$", re.MULTILINE)
_MARKS = re.compile(r"[!-&(-+/:-@\[-`{-~]")
_SPACES = re.compile(r"\s+")
_HEADING = re.compile(r'<h2\b[^>]*\bid="([^"]+)-title"[^>]*>(.*?)</h2>', re.DOTALL)
_local = threading.local()


def to_html(markdown: str, *, is_brief: bool = False) -> Markup:
    """Safe HTML of a text. Store it beside the text: rendering costs milliseconds, showing it nothing.

    `is_brief`: for what is said in passing, where marks of headings, tables and footnotes stay as they were typed.
    """
    return Markup(_render(_clean(markdown), is_brief))  # noqa: S704  the one place; nh3 was the last step


def mentions(markdown: str) -> set[str]:
    """The handles named with @ in a text, in lower case, "c/…" for a whole community; none of those in code or in
    what is quoted: who was mentioned in somebody's words is not mentioned again by whoever quotes them."""
    if "@" not in markdown:
        return set()
    _render(_QUOTED.sub("", _clean(markdown)))
    return set(_parser()[1].mentions)


def literal(words: str) -> str:
    """Words as Markdown that shows just them: a name, a title."""
    return _MARKS.sub(lambda mark: f"&#{ord(mark.group())};", _SPACES.sub(" ", words).strip())


def plain(markdown: str, limit: int | None = None) -> str:
    """The words of a text without its marks: for search, notices and mail."""
    words = _plain(_clean(markdown if limit is None else markdown[: 4 * limit + 200]))
    return words if limit is None or len(words) <= limit else _shortened(words, limit)


def excerpt(markdown: str, limit: int = 200) -> str:
    """The beginning of a text in one line of plain words."""
    return plain(markdown, limit)


@lru_cache(maxsize=1024)
def _plain(cleaned: str) -> str:
    return words_of(_render(cleaned))


def words_of(safe_html: str) -> str:
    """The words that stand in HTML of ours, in one line."""
    # A plain string: pieces put into Markup are escaped anew.
    spaced = _ENDS_A_BLOCK.sub(" \\g<0>", str(safe_html))
    return _SPACES.sub(" ", html.unescape(_words_only.clean(spaced))).strip()


def folded(words: str) -> str:
    """Without capitals and accents, letter by letter, so that a place in it is the same place in `words`."""
    return "".join((unicodedata.normalize("NFKD", letter)[:1] or letter).lower()[:1] for letter in words)


def headings(page: str) -> list[tuple[str, str]]:
    """The parts of a page of ours that can be gone to, as (id, words): its second-level headings. What people type
    has none."""
    return [
        (f"{id_}-title", _SPACES.sub(" ", html.unescape(_words_only.clean(words))).strip())
        for id_, words in _HEADING.findall(page)
    ]


def _shortened(words: str, limit: int) -> str:
    head = words[:limit]
    at_a_word = head.rpartition(" ")[0]
    return (at_a_word if len(at_a_word) > limit // 2 else head).rstrip(" ,;:") + "…"


def _clean(markdown: str) -> str:
    return _UNSEEN.sub("", markdown.replace("\r\n", "\n").replace("\r", "\n"))


def _render(cleaned: str, is_brief: bool = False) -> str:
    parser, deadline = _parser(is_brief)
    deadline.start()
    try:
        if len(cleaned) > LONGEST or is_tangled(cleaned):
            return _as_typed(cleaned)
        parser.reset()
        return _cleaner.clean(parser.convert(cleaned))
    except TooSlow:
        log.info("a text of %d characters was too slow to render", len(cleaned))
    except Exception as error:  # whatever the parser trips over, people see what they typed
        log.warning("a text of %d characters could not be rendered: %s", len(cleaned), type(error).__name__)
    # What a crash left behind must not leak into the next text.
    _local.parsers.clear()
    return _as_typed(cleaned)


def _as_typed(cleaned: str) -> str:
    return f"<p>{html.escape(cleaned).replace(chr(10), '<br>')}</p>"


def _filter(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "href":
        return value if is_allowed(value) else None
    if attribute == "align":
        return value if value in ("left", "right", "center") else None
    if attribute == "scope":
        return value if value == "col" else None
    if attribute == "start":
        return value if value.isdigit() and len(value) < 7 else None
    if tag == "span" and attribute in ("role", "aria-label"):
        return value if value in ("img", "Done", "To do") else None
    return value


_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=_filter,
    allowed_classes=CLASSES,
    url_schemes=set(SCHEMES),
    link_rel="nofollow noopener noreferrer",
)
_words_only = nh3.Cleaner(tags=set())


def _parser(is_brief: bool = False) -> tuple[Markdown, Deadline]:
    """One of each kind for each thread or greenlet: it keeps state while it works."""
    if not hasattr(_local, "parsers"):
        _local.parsers = {}
    parsers: dict[bool, tuple[Markdown, Deadline]] = _local.parsers
    if is_brief not in parsers:
        parsers[is_brief] = _make_parser(is_brief)
    return parsers[is_brief]


def _make_parser(is_brief: bool) -> tuple[Markdown, Deadline]:
    deadline = Deadline()
    extensions: list[str | Extension] = ["fenced_code", "sane_lists", "nl2br"]
    settings: dict[str, dict[str, Any]] = {}
    if not is_brief:
        extensions += ["tables", "footnotes"]
        settings |= {
            "tables": {"use_align_attribute": True},
            "footnotes": {"BACKLINK_TEXT": "", "UNIQUE_IDS": False},
        }
    parser = Markdown(extensions=[*extensions, OurRules(deadline)], extension_configs=settings, tab_length=4)
    if is_brief:
        for heading in ("hashheader", "setextheader", "hr"):
            parser.parser.blockprocessors.deregister(heading)
    return parser, deadline
