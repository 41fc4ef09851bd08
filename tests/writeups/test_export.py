"""What leaves the site: Markdown that comes back as it went, Word that python-docx opens, PDF without any fetching."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from docx import Document
from hypothesis import given, settings, strategies as st
from pypdf import PdfReader

from lhs_community import paths
from lhs_community.foundation.errors import Unavailable
from lhs_community.foundation.text import to_html
from lhs_community.writeups.export import markdown, paper, printer, word

TEXT = """Some **bold** and *slanted* words, `code`, ~~gone~~, [a link](https://example.org/a?b=1&c=2).

# A heading of their own

- one
- two
    - deeper

1. first

> quoted

| Change | Minutes |
| --- | --- |
| Round | 45 |

<script>alert(1)</script> & <b>not bold</b>"""
PICTURE = markdown.Picture("Falls [each] month", "Latest: 3.", "https://example.org/measures/1")


def test_markdown_comes_back_letter_for_letter():
    texts = {"3": TEXT, "13e": "<!-- item 3 -->\n## 4. Trap\n<!-- end item 3 -->", "18": "None."}
    made = markdown.write("A *title*", ["Ada [Okoro]"], texts, {"13b": [PICTURE]}, "Kept there")
    assert markdown.read(made) == texts
    assert "# A \\*title\\*" in made
    assert "- [Falls \\[each\\] month](https://example.org/measures/1): Latest: 3." in made
    assert "### 13b. Process measures and outcome" in made
    assert "### 4." not in made.replace("## 4. Trap", "")


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["1", "3", "13f", "18"]), st.text(max_size=200)))
def test_any_text_comes_back(texts):
    wanted = {key: text.strip() for key, text in texts.items() if text.strip()}
    assert markdown.read(markdown.write("T", [], wanted, {}, "n")) == wanted


def test_what_is_no_write_up_holds_nothing():
    assert markdown.read("# Something else\n\n<!-- item 3 -->\nx\n<!-- end item 3 -->") == {}


def _opened(made):
    return Document(io.BytesIO(made))


def test_word_holds_headings_lists_tables_and_nothing_lost():
    made = word.write("A title", ["Ada Okoro", "Bo Li"], {"3": to_html(TEXT)}, {}, "As of today")
    paper_ = _opened(made)
    styles = [(one.style.name, one.text) for one in paper_.paragraphs]
    assert ("Title", "A title") in styles
    assert ("Heading 1", "Why did you start?") in styles
    assert ("Heading 2", "3. Problem description") in styles
    assert ("Heading 3", "A heading of their own") in styles
    assert ("List Bullet", "one") in styles
    assert ("List Bullet 2", "deeper") in styles
    assert ("List Number", "first") in styles
    assert ("Quote", "quoted") in styles
    assert any("<script>alert(1)</script> & <b>not bold</b>" in text for _, text in styles)
    assert any(run.bold and run.text == "bold" for one in paper_.paragraphs for run in one.runs)
    assert [[cell.text for cell in row.cells] for row in paper_.tables[0].rows] == [
        ["Change", "Minutes"], ["Round", "45"],
    ]  # fmt: skip
    assert paper_.tables[0].rows[0]._tr.xpath(".//w:tblHeader")
    assert "https://example.org/a?b=1&c=2" in [one.target_ref for one in paper_.part.rels.values() if one.is_external]
    assert paper_.core_properties.author == "Ada Okoro; Bo Li"


def test_word_pictures_say_in_words_what_they_show(tmp_path):
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
    shown = word.Picture("Falls", "Latest: 3, an improvement.", png)
    bare = word.Picture("Rounds", "No figures yet.", None)
    made = _opened(word.write("T", [], {}, {"13b": [shown, bare]}, "n"))
    about = made.inline_shapes[0]._inline.docPr
    assert about.get("descr") == "Chart of Falls. Latest: 3, an improvement."
    assert len(made.inline_shapes) == 1
    texts = [one.text for one in made.paragraphs]
    assert "Falls. Latest: 3, an improvement." in texts
    assert "Rounds. No figures yet." in texts


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120))
def test_word_takes_any_text(text):
    made = word.write(text, [text], {"3": to_html(text)}, {}, text)
    assert _opened(made).paragraphs


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/x.css", "https://example.org/css/app.css", "file:///etc/passwd", "ftp://x/y",
        "https://static.invalid/../pyproject.toml", "https://static.invalid/%2e%2e/x", "data:text/css,a",
        "https://static.invalid/css/", "https://static.invalid/js/start.js", "http://static.invalid/css/app.css",
        "https://user@static.invalid/css/app.css", "", "css/app.css",
    ],
)  # fmt: skip
def test_the_printer_fetches_nothing_but_our_own_style_and_letters(address):
    with pytest.raises(ValueError, match=r"fetched|no such file"):
        printer.own_file(paths.STATIC, address)
    assert printer.own_file(paths.STATIC, "https://static.invalid/css/report-paper.css").is_file()


def test_without_pango_the_words_say_what_to_do(monkeypatch):
    monkeypatch.setattr(paper, "_PANGO", ("libthereisnone.so",))
    paper.is_possible.cache_clear()
    try:
        with pytest.raises(Unavailable, match="Print the page from your browser"):
            paper.to_pdf("<p>x</p>")
    finally:
        paper.is_possible.cache_clear()


def test_the_printer_says_when_something_is_missing(tmp_path):
    """Started without our environment: no WeasyPrint there."""
    bare = [sys.executable, "-S", "-I", printer.__file__, str(paths.STATIC)]
    done = subprocess.run(bare, input=b"<p>x</p>", capture_output=True, timeout=60, check=False)
    assert done.returncode == printer.MISSING


@pytest.mark.skipif(not paper.is_possible(), reason="there is no pango (sudo apt-get install libpangoft2-1.0-0)")
def test_a_page_becomes_a_pdf_that_loads_nothing_from_elsewhere():
    html = (
        '<!doctype html><html lang="en"><head><title>A report</title>'
        '<link rel="stylesheet" href="css/report-paper.css"><link rel="stylesheet" href="http://127.0.0.1:9/x.css">'
        '</head><body class="paper paper--page"><h1>Fewer falls – Größe</h1><img src="file:///etc/hostname" alt="none">'
        '<a href="https://example.org/">away</a></body></html>'
    )
    made = PdfReader(io.BytesIO(paper.to_pdf(html)))
    assert "Fewer falls – Größe" in made.pages[0].extract_text()
    assert made.metadata.title == "A report"
    assert made.pages[0].mediabox.height > made.pages[0].mediabox.width
    fonts = made.pages[0]["/Resources"]["/Font"]
    assert any("Arimo" in str(font.get_object()["/BaseFont"]) for font in fonts.values())
