"""Reads the text of one PDF, CSV or XLSX. Run as a program of its own, with little memory and time.

Whoever sends a file chooses what its reader meets: a fault or a bomb ends this program and nothing else. It imports
nothing of ours. In: the file. Out: JSON, {"text", "table", "is_unread"} or {"problem": words after the file's name}.
"sheets" reads a workbook for its figures: {"text": all but the cells, "sheets": [{"name", "is_hidden", "rows"}]}.
"""

from __future__ import annotations

import csv
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

MEMORY, SECONDS = 1024 * 1024 * 1024, 25
MOST_CHARACTERS, MOST_CELLS, MOST_PAGES, MOST_SHEETS = 500_000, 200_000, 300, 40
MOST_COLUMNS, MOST_CELL = 200, 2000
MOST_UNPACKED, MOST_PARTS = 60 * 1024 * 1024, 1000
SHOWN_ROWS, SHOWN_COLUMNS, SHOWN_CHARACTERS = 20, 12, 200
# Three counts in neighbouring cells, or the last of one row and the first of the next, are no NHS number.
BETWEEN_CELLS, BETWEEN_ROWS = " ; ", "\n\n"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TAG = re.compile(r"<[^>]*>")
_FORMULA = re.compile(r"<f[^>/]*>([^<]*)</f>")
_TOO_LONG = "is too large to be read here. Attach the part that matters, or its figures as CSV."


class Problem(Exception):
    """Words for people, after the file's name."""


class _Table:
    """Takes rows one by one: the first ones to show, all of them as text for the guard."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.shown: list[list[str]] = []
        self.rows = self.columns = self.cells = self.characters = 0

    def add(self, cells: Iterable[str], *, is_shown: bool = True) -> None:
        row = [_CONTROL.sub(" ", cell).strip() for cell in cells]
        while row and not row[-1]:
            row.pop()
        if not row:
            return
        self.cells += len(row)
        self.lines.append(BETWEEN_CELLS.join(row))
        self.characters += len(self.lines[-1])
        if self.cells > MOST_CELLS or self.characters > MOST_CHARACTERS:
            raise Problem(_TOO_LONG)
        if is_shown:
            self.rows, self.columns = self.rows + 1, max(self.columns, len(row))
            if len(self.shown) <= SHOWN_ROWS:  # and the headings
                self.shown.append([cell[:SHOWN_CHARACTERS] for cell in row[:SHOWN_COLUMNS]])

    def answer(self, more_text: str = "", **more: Any) -> dict[str, Any]:
        if not self.rows:
            raise Problem("holds no figures or words. Choose another file.")
        width = max(len(row) for row in self.shown)
        rows = [row + [""] * (width - len(row)) for row in self.shown]
        table = {"rows": rows, "row_count": self.rows - 1, "column_count": self.columns}
        return {"text": BETWEEN_ROWS.join([*self.lines, more_text]), "table": table | more.pop("table", {}), **more}


def read_csv(content: bytes) -> dict[str, Any]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    table = _Table()
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            table.add(row)
    except csv.Error as error:
        raise Problem("cannot be read as a table. Save it from your spreadsheet as “CSV UTF-8”.") from error
    return table.answer()


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            break
        return text
    raise Problem("is not plain text. Save it from your spreadsheet as “CSV UTF-8”.")


def read_xlsx(content: bytes) -> dict[str, Any]:
    from openpyxl import load_workbook  # only here: each kind of file pays for its own reader

    archive = zipfile.ZipFile(io.BytesIO(content))
    others, has_pictures = _look_into(archive)
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
    if len(sheets) > MOST_SHEETS:
        raise Problem(_TOO_LONG)
    table, name = _Table(), ""
    for sheet in [one for one in sheets if one.sheet_state == "visible"] + [
        one for one in sheets if one.sheet_state != "visible"
    ]:
        is_first = table.rows == 0 and sheet.sheet_state == "visible"
        sheet.reset_dimensions()  # what a sheet says of its size may be a lie
        for row in sheet.iter_rows(values_only=True, max_col=1000):
            table.add([_shown(value) for value in row], is_shown=is_first)
        name = name or (sheet.title if is_first and table.rows else "")
    titles = "\n".join(sheet.title for sheet in sheets)
    count = len([one for one in sheets if one.sheet_state == "visible"])
    more = {"sheet": _CONTROL.sub(" ", name)[:100], "sheet_count": count}
    return table.answer(f"{titles}\n{others}", table=more, is_unread=has_pictures)


def read_sheets(content: bytes) -> dict[str, Any]:
    """Every cell of every sheet, each in its place, so that row and column can be named as the spreadsheet does."""
    from openpyxl import load_workbook  # as above

    others, _ = _look_into(zipfile.ZipFile(io.BytesIO(content)))
    results = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    written = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    sheets = [sheet for sheet in results.worksheets if hasattr(sheet, "iter_rows")]
    if len(sheets) > MOST_SHEETS:
        raise Problem(_TOO_LONG)
    found: list[dict[str, Any]] = []
    count = characters = 0
    for sheet in sheets:
        as_written = written[sheet.title]
        for one in (sheet, as_written):
            one.reset_dimensions()  # what a sheet says of its size may be a lie
        rows: list[list[str]] = []
        both = zip(sheet.iter_rows(max_col=MOST_COLUMNS), as_written.iter_rows(max_col=MOST_COLUMNS), strict=False)
        for cells, formulas in both:
            row = [_figure(cell, formula) for cell, formula in zip(cells, formulas, strict=False)]
            while row and not row[-1]:
                row.pop()
            rows.append(row)
            count, characters = count + len(row) + 1, characters + sum(map(len, row))
            if count > MOST_CELLS or characters > MOST_CHARACTERS:
                raise Problem(_TOO_LONG)
        while rows and not rows[-1]:
            rows.pop()
        name = _CONTROL.sub(" ", sheet.title)[:100]
        found.append({"name": name, "is_hidden": sheet.sheet_state != "visible", "rows": rows})
    if not any(sheet["rows"] for sheet in found):
        raise Problem("holds no figures or words. Choose another file.")
    return {"text": others, "sheets": found}


def _figure(cell: Any, written: Any) -> str:
    """A percentage as it is shown; a formula that nobody has worked out as the formula, for somebody to see to."""
    value = cell.value
    if value is None and isinstance(written.value, str) and written.value.startswith("="):
        value = written.value
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in str(cell.number_format):
        return f"{_shown(float(value) * 100)}%"
    return _CONTROL.sub(" ", _shown(value)).strip()[:MOST_CELL]


def _look_into(archive: zipfile.ZipFile) -> tuple[str, bool]:
    """Text beside the cells (remarks, formulas, drawings), and whether there are pictures. Refuses bombs."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Problem(_TOO_LONG)
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise Problem("is not an Excel workbook. Save it as .xlsx, or its figures as CSV.")
    if any("vbaProject" in name or "/embeddings/" in name or "/activeX/" in name for name in names):
        raise Problem("holds macros or other files. Save a copy without them, or its figures as CSV.")
    found: list[str] = []
    for part in parts:
        if not part.filename.endswith((".xml", ".vml")):
            continue
        text = archive.read(part).decode("utf-8", "replace")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise Problem("is not an Excel workbook as Excel writes it. Save it anew, or its figures as CSV.")
        if part.filename.startswith("xl/worksheets/"):
            found += _FORMULA.findall(text)
            found += [_TAG.sub(" ", end) for end in re.findall(r"<headerFooter.*?</headerFooter>", text, re.DOTALL)]
        elif part.filename.startswith(("xl/comments", "xl/threadedComments", "xl/drawings", "docProps/core")):
            found.append(_TAG.sub(" ", text))
    return "\n".join(found)[:MOST_CHARACTERS], any(name.startswith("xl/media/") for name in names)


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return format(value, ".12g")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def read_pdf(content: bytes) -> dict[str, Any]:
    from pypdf import PdfReader

    document = PdfReader(io.BytesIO(content), strict=False)
    if document.is_encrypted:
        raise Problem("is protected by a password, so it cannot be checked. Save a copy without it.")
    if len(document.pages) > MOST_PAGES:
        raise Problem(f"has more than {MOST_PAGES} pages. Attach those that matter, or link to it.")
    if _is_active(document.trailer["/Root"]):
        raise Problem("holds scripts or other files. Print it to a new PDF and attach that.")
    pages = [page.extract_text() for page in document.pages]
    text = "\n".join([*pages, *_words_about(document), *_remarks(document)])
    if len(text) > MOST_CHARACTERS:
        raise Problem(_TOO_LONG)
    return {"text": text, "is_unread": not pages or any(not page.strip() for page in pages)}


def _is_active(root: Any) -> bool:
    names = root.get("/Names", {})
    names = names.get_object() if hasattr(names, "get_object") else names
    if root.get("/AA") or "/JavaScript" in names or "/EmbeddedFiles" in names:
        return True
    action = root.get("/OpenAction")
    action = action.get_object() if hasattr(action, "get_object") else action
    return isinstance(action, dict) and action.get("/S") in ("/JavaScript", "/Launch", "/URI", "/SubmitForm")


def _words_about(document: Any) -> Iterator[str]:
    for value in (document.metadata or {}).values():
        yield str(value)


def _remarks(document: Any) -> Iterator[str]:
    for page in document.pages:
        for remark in page.get("/Annots") or ():
            remark = remark.get_object()
            yield str(remark.get("/Contents", ""))
            yield str(remark.get("/V", ""))


READERS = {"csv": read_csv, "xlsx": read_xlsx, "pdf": read_pdf, "sheets": read_sheets}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        answer = READERS[sys.argv[1]](sys.stdin.buffer.read())
    except Problem as problem:
        answer = {"problem": str(problem)}
    except (Exception, MemoryError):  # whatever it was, the file cannot be read; its text belongs in no log
        answer = {"problem": "cannot be read. It may be damaged or protected: save it anew and attach that."}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
