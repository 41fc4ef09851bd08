"""Which files are taken, how they are named, and that a bomb ends nothing but its own reading."""

from __future__ import annotations

import io
import json
import resource
import time
from pathlib import Path

import pytest
from PIL import Image

from lhs_community.files import intake, kinds
from lhs_community.files.intake import Sent, prepare
from lhs_community.foundation.errors import Invalid
from tests.make import files as made
from tests.support.timing import cpu_of

BAD = Path(__file__).parents[1] / "data" / "bad" / "uploads"
ALLOWED = r"pictures \(JPEG, PNG, WebP, GIF without movement\), PDF, CSV and Excel"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("chart.png", made.picture(), "image"),
        ("chart.JPG", made.picture("JPEG"), "image"),
        ("chart.jpeg", made.picture("JPEG"), "image"),
        ("chart.webp", made.picture("WEBP"), "image"),
        ("still.gif", made.picture("GIF"), "image"),
        ("falls.csv", made.CSV, "table"),
        ("falls.csv", "Ward;Falls\nÄrzte;3\n".encode("cp1252"), "table"),
        ("falls.xlsx", made.xlsx([["Month", "Falls"], ["May", 3]]), "table"),
        ("leaflet.pdf", made.pdf(), "pdf"),
    ],
)
def test_what_is_what_it_says_is_taken(app, name, content, kind):
    prepared = prepare(Sent(name, content))
    assert prepared.format.kind == kind
    assert prepared.name.startswith(name.partition(".")[0])
    if kind == "image":
        assert Image.open(io.BytesIO(prepared.content)).format == "WEBP"
        assert prepared.name.endswith(".webp")


@pytest.mark.parametrize("name", [
    "page.html", "page.htm", "page.svg", "page.svgz", "script.js", "run.exe", "old.xls", "letter.docx", "all.zip",
    "page.html ", "page.html.", "page.HTML", "a.png;.html", "nothing", ".htaccess", "web.config", "-rf", "..",
    "mail.mht", "page.xhtml", "macro.xlsm", "notes.txt", "",
])  # fmt: skip
def test_everything_else_is_refused_and_told_what_is_allowed(app, name):
    with pytest.raises(Invalid, match=ALLOWED) as refusal:
        prepare(Sent(name, made.picture()))
    assert refusal.value.field == "files"


LIES = {
    "html in a picture's clothes": ("page.png", b"<html><script>alert(1)</script>"),
    "svg in a picture's clothes": ("page.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "a gif called png": ("a.png", made.picture("GIF")),
    "html called pdf": ("page.pdf", b"<html>%PDF-1.4"),
    "html called csv": ("page.csv", b"\xef\xbb\xbf <html>a,b"),
    "a program called csv": ("page.csv", b"MZ\x00\x01,b\n"),
    "a zip called xlsx": ("all.xlsx", made.with_parts(b"", a_dot_txt=b"x")),
    "a program called xlsx": ("all.xlsx", b"\x7fELF"),
    "an empty file": ("empty.png", b""),
    "one byte": ("one.png", b"\x89"),
    "half a picture": ("half.png", made.picture()[:30]),
    "a mark and html": ("page.gif", b"GIF89a<script>alert(1)</script>"),
    "pdf and html": ("both.pdf", b"%PDF-1.4\n<script>alert(1)</script>"),
    "utf-16": ("wide.csv", "a,b\n".encode("utf-16")),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_file_that_is_not_what_it_says_is_refused(app, lie):
    name, content = LIES[lie]
    with pytest.raises(Invalid, match="cannot be read|holds something else|is empty|is not"):
        prepare(Sent(name, content))


def test_each_nasty_of_the_shared_set_is_treated_as_it_should(app):
    for case in json.loads((BAD.parent / "upload_manifest_own.json").read_text("utf-8")):
        held = BAD / case["file"]  # two have names that not every disk can keep
        content = held.read_bytes() if held.exists() else b"<script>alert(1)</script>"
        if case["expect"] == "accept":
            assert prepare(Sent(case["file"], content)).format.kind == "image"
            continue
        try:
            prepared = prepare(Sent(case["file"], content))
        except Invalid:
            continue
        assert prepared.format.media_type in ("image/webp", "text/csv", "application/pdf"), case["file"]


def test_a_picture_with_a_page_behind_it_is_drawn_without_it(app):
    kept = prepare(Sent("both.png", made.picture() + b"<script>alert(1)</script>")).content
    assert b"script" not in kept


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_camera_and_remarks_are_taken_out_of_pictures(app, kind):
    sent = made.picture_with_place(kind)
    assert b"SecretCamera" in sent
    prepared = prepare(Sent(f"photo.{kind.lower()}", sent))
    for content in (prepared.content, prepared.small):
        assert b"Secret" not in content
        assert b"EXIF" not in content
        again = Image.open(io.BytesIO(content))
        assert not dict(again.getexif())
        assert set(again.info) <= {"loop", "background", "timestamp", "duration"}


def test_a_large_picture_is_made_smaller_and_gets_a_little_one(app):
    prepared = prepare(Sent("wall.png", made.picture(size=(4000, 1000))))
    assert (prepared.width, prepared.height) == (2000, 500)
    assert Image.open(io.BytesIO(prepared.small)).size == (400, 100)


def test_a_picture_taken_sideways_stands_upright(app):
    exif = Image.Exif()
    exif[0x0112] = 6
    prepared = prepare(Sent("photo.jpg", made.picture("JPEG", (60, 40), exif=exif.tobytes())))
    assert (prepared.width, prepared.height) == (40, 60)


@pytest.mark.parametrize(
    ("name", "content"),
    [("huge.png", made.huge_png()), ("large.png", made.huge_png(8000)), ("moving.gif", made.moving_gif())],
    ids=["huge", "large", "moving"],
)
def test_bombs_in_pictures_are_refused_quickly_and_without_memory(app, name, content):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def send() -> None:
        with pytest.raises(Invalid, match="too many pixels|moves"):
            prepare(Sent(name, content))

    _, seconds = cpu_of(send)
    assert seconds < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024  # kB


BOMBS = {
    "a part that swells": made.with_parts(
        made.xlsx([["a"]]), xl__worksheets__sheet9_dot_xml=b"0" * 70_000_000
    ),
    "a thousand parts": made.with_parts(made.xlsx([["a"]]), **{f"xl__p{n}_dot_xml": b"" for n in range(1100)}),
    "laughs": made.with_parts(
        made.xlsx([["a"]]),
        xl__drawings__d_dot_xml=b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>',
    ),
    "macros": made.with_parts(made.xlsx([["a"]]), xl__vbaProject_dot_bin=b"x"),
    "a file inside": made.with_parts(made.xlsx([["a"]]), xl__embeddings__letter_dot_docx=b"x"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_and_macros_in_workbooks_are_refused(app, bomb):
    began = time.monotonic()
    with pytest.raises(Invalid, match="too large to be read|not an Excel workbook|holds macros or other files"):
        prepare(Sent("falls.xlsx", BOMBS[bomb]))
    assert time.monotonic() - began < 20  # a process of its own on a busy machine


def test_a_reader_without_end_is_stopped(app, monkeypatch):
    monkeypatch.setattr(intake, "_PATIENCE", 0.01)
    with pytest.raises(Invalid, match="takes too long"):
        prepare(Sent("falls.csv", made.CSV))


@pytest.mark.parametrize("root", [
    "/OpenAction << /S /JavaScript /JS (app.alert) >>", "/Names << /EmbeddedFiles << /Names [] >> >>",
    "/AA << /O << >> >>", "/Names << /JavaScript << /Names [] >> >>",
])  # fmt: skip
def test_a_pdf_with_scripts_or_files_in_it_is_refused(app, root):
    with pytest.raises(Invalid, match="holds scripts or other files"):
        prepare(Sent("leaflet.pdf", made.pdf(root=root)))


def test_a_scan_is_known_as_something_the_guard_cannot_read(app):
    assert prepare(Sent("scan.pdf", made.pdf(""))).is_unread
    assert not prepare(Sent("text.pdf", made.pdf())).is_unread


def test_a_file_that_is_too_large_is_refused_before_it_is_read(app, monkeypatch):
    monkeypatch.setitem(app.config, "ATTACHMENT_MAX_MB", 1)
    with pytest.raises(Invalid, match="larger than 1 MB"):
        prepare(Sent("falls.csv", b"a,b\n" * 300_000))


def test_the_text_of_a_workbook_is_all_of_it(app):
    content = made.xlsx([["Month", "Falls"], ["May", 3.0], ["June", '="hidden" & A1']], Second=[["deep below"]])
    read = prepare(Sent("falls.xlsx", content))
    text = intake.text_of("falls.xlsx", "xlsx", content)
    assert read.table == {
        "rows": [["Month", "Falls"], ["May", "3"], ["June", ""]], "row_count": 2, "column_count": 2, "sheet": "Falls",
        "sheet_count": 2,
    }  # fmt: skip
    for words in ("deep below", "hidden", "Second"):
        assert words in text


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("..\\..\\x.csv", "x.csv"),
        ("C:\\files\\falls.csv", "falls.csv"),
        ("con.csv", "file con.csv"),
        ("a\u202egnp.csv", "agnp.csv"),
        ("a\r\nSet-Cookie: x=1.csv", "aSet-Cookie- x-1.csv"),
        ('a";x="y.csv', "a--x--y.csv"),
        ("é.csv", "é.csv"),
        (f"{'a' * 300}.csv", f"{'a' * 100}.csv"),
        ("page.html.csv", "page-html.csv"),
        ("a.csv\x00.csv", "a-csv.csv"),
        (".csv", "file.csv"),
        ("$(touch x).csv", "(touch x).csv"),
        ("`id`.csv", "id.csv"),
        ("\ufeffa.csv", "a.csv"),
        ("-rf.csv", "rf.csv"),
    ],
)
def test_names_are_cleaned(sent, shown):
    name, _ = kinds.recognise(sent, made.CSV)
    assert name == shown
