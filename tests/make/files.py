"""Files for tests, made here byte by byte: true ones, and ones that lie."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook
from PIL import Image

from lhs_community.accounts.viewer import Viewer
from lhs_community.discussions.actions import posts as post_actions
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import Thread
from lhs_community.files import actions, intake
from lhs_community.files.actions import Chosen
from lhs_community.files.intake import Sent
from lhs_community.files.models import Attachment
from lhs_community.foundation.refs import Ref

CSV = b"Month,Falls,Beds\nJanuary,12,410\nFebruary,9,402\nMarch,15,398\n"
Attach = Callable[..., tuple[Post, Attachment]]


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "teal").save(written, kind, **options)
    return written.getvalue()


def picture_with_place(kind: str = "JPEG") -> bytes:
    """With a position, a camera's name and a comment."""
    image = Image.new("RGB", (60, 40), "olive")
    exif = image.getexif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 26.0)
    exif.get_ifd(0x8825)[1] = "N"
    written = io.BytesIO()
    image.save(written, kind, exif=exif.tobytes(), comment=b"SecretComment" if kind == "JPEG" else None)
    return written.getvalue()


def huge_png(side: int = 60_000) -> bytes:
    """Seventy bytes that say they are 3.6 thousand million pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def moving_gif(frames: int = 200) -> bytes:
    pictures = [Image.new("RGB", (20, 20), (number, 255 - number, 7)) for number in range(frames)]
    written = io.BytesIO()
    pictures[0].save(written, "GIF", save_all=True, append_images=pictures[1:])
    return written.getvalue()


def xlsx(rows: Sequence[Sequence[object]], **more_sheets: Sequence[Sequence[object]]) -> bytes:
    book = Workbook()
    book.active.title = "Falls"
    for row in rows:
        book.active.append(row)
    for name, others in more_sheets.items():
        sheet = book.create_sheet(name)
        for row in others:
            sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def with_parts(content: bytes, **parts: bytes) -> bytes:
    """A zip with more in it; `/` and `.` in names are written `__` and `_dot_`."""
    written = io.BytesIO(content)
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, held in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), held)
    return written.getvalue()


def pdf(text: str = "Falls fell after we moved the tea round.", root: str = "") -> bytes:
    """One page with one line of text."""
    stream = f"BT /F1 18 Tf 72 720 Td ({text}) Tj ET" if text else ""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {root} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
    ]
    written, places = "%PDF-1.4\n", []
    for number, held in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{held}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(written)
    size = len(objects) + 1
    written += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return f"{written}startxref\n{start}\n%%EOF\n".encode("latin-1")


def upload(name: str, content: bytes) -> tuple[io.BytesIO, str]:
    """As a test client sends it."""
    return io.BytesIO(content), name


@pytest.fixture
def uploads(app: Flask) -> Callable[[], list[Path]]:
    """`uploads()`: what lies in the uploads folder, which is empty when a test begins."""
    folder = Path(app.config["DATA_FOLDER"]) / "uploads"

    def found() -> list[Path]:
        return sorted(folder.iterdir()) if folder.is_dir() else []

    return found


@pytest.fixture
def attach(make_thread: Callable[..., Thread]) -> Attach:
    """`attach(author, thread, "falls.csv", content)`: a reply with that file, and the file."""

    def make(
        author: Viewer, thread: Thread, name: str = "falls.csv", content: bytes = CSV, words: str = "A chart"
    ) -> tuple[Post, Attachment]:
        held = actions.hold_upload(author, intake.prepare(Sent(name, content))).attachment
        chosen = Chosen([held.key], {held.key: words}, pictures_are_clear=True)
        post = post_actions.reply(author, thread, "Here are our figures", chosen=chosen)
        return post, held

    return make


def post_ref(post: Post) -> Ref:
    return Ref("post", post.id)
