"""Figures, pasted or as a file."""

from __future__ import annotations

from typing import Any

from wtforms import (
    FileField,
    HiddenField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional

from lhs_community.foundation.errors import Invalid
from lhs_community.measures import datasheet
from lhs_community.safety.forms import Form


class FiguresForm(Form):
    """A file that was chosen comes back as text in `figures`: a browser cannot be given a file again."""

    figures = TextAreaField(
        "Paste figures",
        [Optional(), Length(max=datasheet.MOST_BYTES)],
        description="A date and a value on each line, with a comma or a tab between. Leave the value out for a gap.",
    )
    file = FileField("Or choose a CSV file", description="Columns date and value. At most 200 kB.")
    file_name = HiddenField(validators=[Length(max=200)])
    reason = StringField(
        "Why are earlier values corrected?",
        [Optional(), Length(max=300)],
        description="Only if these figures replace others. The old values are kept.",
    )

    def take_file(self) -> None:
        """Read the chosen file into the text area. Raises Invalid for what is not text."""
        upload: Any = self.file.data
        if not getattr(upload, "filename", ""):
            return
        self.file_name.data = upload.filename[:200]
        try:
            self.figures.data = datasheet.decode(upload.stream.read(datasheet.MOST_BYTES + 1))
        except Invalid as error:
            raise Invalid(error.message, "file") from error
