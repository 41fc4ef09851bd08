"""Figures: typed one by one, pasted, or from a file whose columns are mapped on screen.

Nothing waits on the server between the steps: what was read of a file stands in the form as text, where it can be
mended, and comes back with it. A browser cannot be given a file again.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Callable
from typing import Any, TypeVar

from flask import g, request
from wtforms import FileField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.web import edge
from lhs_community.measures import datasheet
from lhs_community.measures.actions.readings import Typed
from lhs_community.measures.actions.taking import Brought
from lhs_community.measures.datasheet.columns import guess_columns, likely_columns, offered
from lhs_community.measures.datasheet.table import Book, Part, records, unpack, with_cells
from lhs_community.measures.datasheet.terms import A_VALUE, Asked, Columns
from lhs_community.measures.datasheet.workbook import MOST_CARRIED, MOST_WORKBOOK, open_workbook
from lhs_community.measures.definition import asked_of
from lhs_community.measures.forms.checks import DATE_HINT
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.models.readings import Way
from lhs_community.safety.forms import Form

V = TypeVar("V", bound=Callable[..., Any])
_CELL = re.compile(r"cell-(\d{1,5})-(\d{1,3})")
_NONE = ("", "Not in this sheet")


def reads_workbooks(view: V) -> V:
    """On a view with FiguresForm: a workbook is read before the view begins, while no transaction is open."""

    @functools.wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        upload = request.files.get("file")
        if request.method == "POST" and upload and (upload.filename or "").casefold().endswith(".xlsx"):
            edge.pause()
            with upload.stream:
                content = upload.stream.read(MOST_WORKBOOK + 1)
            g.workbook = _read(upload.filename or "", content)
        return view(*args, **kwargs)

    return wrapper  # type: ignore[return-value]  # functools.wraps keeps the signature


def _read(name: str, content: bytes) -> Book | Invalid:
    try:
        return open_workbook(name, content)
    except Invalid as problem:
        return problem


def _column(label: str) -> SelectField:
    return SelectField(label, choices=[_NONE], validate_choice=False)


class FiguresForm(Form):
    """`book` carries the sheets of a workbook, `shown_sheet` says which of them stands in `figures`."""

    figures = TextAreaField(
        "Paste figures",
        [Optional(), Length(max=datasheet.MOST_BYTES)],
        description="A date and a value on each line, with a comma or a tab between. Leave the value out for a gap.",
    )
    file = FileField("Or choose a CSV or Excel file", description="CSV up to 200 kB, .xlsx up to 3 MB.")
    file_name = HiddenField(validators=[Length(max=200)])
    book = HiddenField(validators=[Length(max=MOST_CARRIED)])
    shown_sheet = HiddenField()
    sheet = SelectField("Which sheet?", choices=[], validate_choice=False)
    date_column = _column("Dates")
    value_column = _column("Values")
    numerator_column = _column("Numerators")
    denominator_column = _column("Denominators")
    reason = StringField(
        "Why are earlier values corrected?",
        [Optional(), Length(max=300)],
        description="Only if these figures replace others. The old values are kept.",
    )
    COLUMNS = ("date_column", "value_column", "numerator_column", "denominator_column")

    def ask_for(self, measure: Measure) -> None:
        """What each row holds, as the measure says."""
        self.asked: Asked = asked_of(measure)
        self.opened: Book | None = None
        self.wants_a_look = request.form.get("do") == "look"
        if self.asked.may_divide:
            self.figures.description = (
                "A date, the number and what it is divided by on each line, with commas or tabs between. "
                "Leave both out for a gap."
            )
            self.numerator_column.label.text = f"Number: {measure.numerator or 'what is counted'}"
            self.denominator_column.label.text = f"Divided by: {measure.denominator}"

    def take_file(self) -> None:
        """Put what was chosen, or mended on screen, into the text area. Raises Invalid for what cannot be read."""
        upload: Any = self.file.data
        self.opened = unpack(self.book.data or "")
        if getattr(upload, "filename", ""):
            self.file_name.data = upload.filename[:200]
            self._open(upload)
        else:
            self._mend()
            self._turn_to_sheet()

    def _open(self, upload: Any) -> None:
        for name in self.COLUMNS:
            self[name].data = ""
        book = g.pop("workbook", None)
        if isinstance(book, Invalid):
            raise book
        self.opened = book
        if isinstance(book, Book):
            self._show(book.first)
            self.wants_a_look = True
            return
        self.book.data = self.shown_sheet.data = ""
        try:
            self.figures.data = datasheet.decode(upload.stream.read(datasheet.MOST_BYTES + 1))
        except Invalid as error:
            raise Invalid(error.message, "file") from error

    def _show(self, part: Part) -> None:
        assert self.opened is not None
        self.figures.data, self.sheet.data, self.shown_sheet.data = part.text, part.name, part.name
        self.book.data = self.opened.packed()

    def _mend(self) -> None:
        cells = {
            (int(found[1]), int(found[2])): value[:2000]
            for name, value in request.form.items()
            if (found := _CELL.fullmatch(name))
        }
        try:
            self.figures.data = with_cells(self.figures.data or "", cells)
        except csv.Error:
            return  # what cannot be read as cells is told when it is read as a sheet

    def _turn_to_sheet(self) -> None:
        """To another sheet of the workbook; what was mended in this one stays."""
        if self.opened is None:
            return
        self.opened = self.opened.with_text(self.shown_sheet.data or "", self.figures.data or "")
        wanted = self.opened.part(self.sheet.data or "")
        if wanted is not None and wanted.name != self.shown_sheet.data:
            for name in self.COLUMNS:
                self[name].data = ""
            self.wants_a_look = True
            self._show(wanted)
        self.book.data = self.opened.packed()

    def brought(self) -> Brought:
        columns = self._columns()
        if columns is None and (guess := self._uncertain_guess()):
            columns, self.wants_a_look = guess, True
        return Brought(
            self.figures.data or "",
            Way.FILE if self.file_name.data else Way.PASTED,
            file_name=self.file_name.data or "",
            reason=self.reason.data or "",
            columns=columns,
            beside=self.opened.without(self.shown_sheet.data or "") if self.opened else "",
        )

    def _columns(self) -> Columns | None:
        """As chosen on screen; None where nothing was."""
        day, value, numerator, denominator = (self._number(name) for name in self.COLUMNS)
        if day is None:
            return None
        chosen = Columns(day, numerator=numerator, denominator=denominator)
        if numerator is None or denominator is None:
            chosen = Columns(day, value)
        if len(chosen.used) == 1:
            raise Invalid("Choose the column that holds the figures.", "value_column")
        if len(set(chosen.used)) < len(chosen.used):
            raise Invalid("Choose a column of its own for each.", "date_column")
        return chosen

    def _number(self, name: str) -> int | None:
        typed = str(self[name].data or "")
        return int(typed) if typed.isdecimal() and len(typed) < 4 else None

    def _uncertain_guess(self) -> Columns | None:
        """Where somebody had better look first."""
        try:
            found = records(self.figures.data or "")
        except csv.Error:
            return None
        return likely_columns(found, self.asked) if found else None

    @property
    def has_columns(self) -> bool:
        return len(list(self.date_column.choices or ())) > 2

    def offer_columns(self) -> None:
        """Every column to choose from, the likely ones chosen; every sheet of a workbook."""
        if self.opened is not None:
            self.sheet.choices = [(one.name, one.label) for one in self.opened.parts if one.text.strip()]
        try:
            found = records(self.figures.data or "")
        except csv.Error:
            return
        if not found:
            return
        choices = offered(found)
        guess = guess_columns(found, self.asked)
        is_chosen = self._number("date_column") is not None
        guessed = (guess.date, guess.value, guess.numerator, guess.denominator)
        for name, at in zip(self.COLUMNS, guessed, strict=True):
            self[name].choices = [_NONE, *choices]
            if not is_chosen:
                self[name].data = "" if at is None else str(at)

    def cell(self, problem: datasheet.Problem) -> str:
        """What stands in the cell that a problem names."""
        row = next((one for one in records(self.figures.data or "") if one.number == problem.row), None)
        return row.cells[problem.at] if row and problem.at is not None and problem.at < len(row.cells) else ""

    def field_for(self, name: str) -> str:
        return "file" if name == "beside" else name


class ReadingForm(Form):
    """One period."""

    day = StringField("Date", [DataRequired("Enter a date")], description=DATE_HINT)
    value = StringField("Value", [Optional()])
    numerator = StringField("Number", [Optional()])
    denominator = StringField("Divided by", [Optional()])
    reason = StringField(
        "Why is an earlier value corrected?",
        [Optional(), Length(max=300)],
        description="Only if there is one for this date. It is kept.",
    )

    def ask_for(self, measure: Measure) -> None:
        self.asked = asked_of(measure) if measure.denominator else A_VALUE
        self.numerator.label.text = measure.numerator or "Number"
        self.denominator.label.text = measure.denominator or "Divided by"

    def typed(self) -> Typed:
        if self.asked.may_divide:
            return Typed(self.day.data or "", "", self.numerator.data or "", self.denominator.data or "")
        return Typed(self.day.data or "", self.value.data or "")
