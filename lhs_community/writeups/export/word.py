"""A write-up as a Word document: real headings, lists and tables, charts as pictures with words beside them.

It walks the HTML that our one renderer made of people's Markdown, so Word holds what the page shows, no more, no less.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from docx import Document
from docx.document import Document as Paper
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from markupsafe import Markup

from lhs_community.writeups import squire

WIDTH = Cm(16)
# What XML 1.0 cannot hold; a title may come from a place that our renderer has not cleaned.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKS = {"strong": "bold", "em": "italic", "del": "strike", "sup": "superscript", "sub": "subscript"}


@dataclass(frozen=True)
class Picture:
    """A chart: `png`, or None where it could not be drawn; then its words stand alone."""

    name: str
    words: str
    png: bytes | None
    figures: str = ""


def write(
    title: str,
    authors: Sequence[str],
    texts: Mapping[str, Markup],
    pictures: Mapping[str, Sequence[Picture]],
    note: str,
) -> bytes:
    """`texts` and `pictures` by item; items without either are left out."""
    paper = Document()
    _prepare(paper, title, authors)
    paper.add_heading(_xml(title), level=0)
    if authors:
        paper.add_paragraph(_xml("; ".join(authors)))
    paper.add_paragraph().add_run(_xml(note)).italic = True
    for part in squire.PARTS:
        shown = [item for item in part.items if texts.get(item.key) or pictures.get(item.key)]
        if shown:
            paper.add_heading(part.title, level=1)
        for item in shown:
            paper.add_heading(f"{item.key}. {item.title}", level=2)
            _Writer(paper).write(texts.get(item.key, Markup("")))
            for picture in pictures.get(item.key, ()):
                _put(paper, picture)
    kept = io.BytesIO()
    paper.save(kept)
    return kept.getvalue()


def _prepare(paper: Paper, title: str, authors: Sequence[str]) -> None:
    about = paper.core_properties
    about.title, about.author, about.comments = _xml(title)[:250], _xml("; ".join(authors))[:250], ""
    about.language = "en-GB"
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(11)


def _xml(text: str) -> str:
    return _NOT_XML.sub("", text)


def _put(paper: Paper, picture: Picture) -> None:
    """The picture with its words as alternative text, and the same words below it for everybody."""
    if picture.png is not None:
        shown = paper.add_picture(io.BytesIO(picture.png), width=WIDTH)
        about = shown._inline.docPr
        about.set("title", _xml(picture.name))
        about.set("descr", _xml(f"Chart of {picture.name}. {picture.words}"))
    below = paper.add_paragraph()
    below.add_run(_xml(f"{picture.name}. ")).bold = True
    below.add_run(_xml(" ".join(part for part in (picture.words, picture.figures) if part)))


class _Writer(HTMLParser):
    """Puts rendered HTML into a document. Its tags are those of foundation/text.py."""

    def __init__(self, place: Paper | _Cell) -> None:
        super().__init__(convert_charrefs=True)
        self._place = place
        self._here: Paragraph | None = None
        self._marks: list[str] = []
        self._lists: list[str] = []
        self._quotes = 0
        self._link = ""
        self._in_pre = False
        self._rows: list[list[str]] = []
        self._in_cell = False

    def write(self, html: Markup) -> None:
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "li", "pre", "h3", "h4", "h5", "h6", "hr"):
            self._begin(tag)
        elif tag in ("ul", "ol"):
            self._lists.append(tag)
        elif tag == "blockquote":
            self._quotes += 1
        elif tag in _MARKS or tag == "code":
            self._marks.append(tag)
        elif tag == "a":
            self._link = dict(attrs).get("href") or ""
        elif tag == "br" and not self._in_cell:
            self._paragraph().add_run().add_break()
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append("")
            self._in_cell = True
        self._in_pre = self._in_pre or tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "li", "pre", "h3", "h4", "h5", "h6"):
            self._here = None
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag == "blockquote":
            self._quotes -= 1
        elif tag in self._marks:
            self._marks.remove(tag)
        elif tag == "a":
            self._link = ""
        elif tag in ("td", "th"):
            self._in_cell = False
        elif tag == "table":
            self._put_table()
        self._in_pre = self._in_pre and tag != "pre"

    def handle_data(self, text: str) -> None:
        if self._in_cell:
            self._rows[-1][-1] += text
            return
        words = text if self._in_pre else re.sub(r"\s+", " ", text)
        if self._here is None and not words.strip():
            return
        where = self._paragraph()
        run = _linked(where, self._link) if self._link.startswith(("http", "mailto:")) else where.add_run()
        run.text = _xml(words)
        for mark in self._marks:
            if mark == "code":
                run.font.name = "Courier New"
            else:
                setattr(run.font, _MARKS[mark], True)

    def _begin(self, tag: str) -> None:
        if tag == "p" and self._here is not None and self._lists:
            return  # a paragraph inside an item of a list goes on in it
        style = None
        if tag == "li" and self._lists:
            depth = min(len(self._lists), 3)
            name = "List Number" if self._lists[-1] == "ol" else "List Bullet"
            style = name if depth == 1 else f"{name} {depth}"
        elif tag[0] == "h" and tag != "hr":
            style = f"Heading {tag[1]}"
        elif self._quotes:
            style = "Quote"
        self._here = self._place.add_paragraph(style=style)
        if tag == "hr":
            self._here = None

    def _paragraph(self) -> Paragraph:
        if self._here is None:
            self._here = self._place.add_paragraph(style="Quote" if self._quotes else None)
        return self._here

    def _put_table(self) -> None:
        rows, self._rows, self._here = [row for row in self._rows if row], [], None
        if not rows:
            return
        table: Table = self._place.add_table(len(rows), max(map(len, rows)))
        table.style = "Table Grid"
        for down, row in enumerate(rows):
            for across, words in enumerate(row):
                run = table.cell(down, across).paragraphs[0].add_run(_xml(" ".join(words.split())))
                run.bold = down == 0
        _repeat_head(table)


def _repeat_head(table: Table) -> None:
    """The first row names the columns: for who hears the table, and on each page that it runs over."""
    row = table.rows[0]._tr.get_or_add_trPr()
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    row.append(head)


def _linked(where: Paragraph, address: str) -> Run:
    to = where.part.relate_to(_xml(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), to)
    run = OxmlElement("w:r")
    link.append(run)
    where._p.append(link)
    made = Run(run, where)
    made.font.underline, made.font.color.rgb = True, RGBColor(0x00, 0x5E, 0xB8)
    return made
