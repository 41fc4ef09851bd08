"""What curators type about topics."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from lhs_community.safety.forms import Form
from lhs_community.topics.models import DESCRIPTION_LENGTH, LABEL_LENGTH


class TopicForm(Form):
    label = StringField("Name", [DataRequired("Enter a name"), Length(max=LABEL_LENGTH)])
    description = TextAreaField(
        "Description", [Optional(), Length(max=DESCRIPTION_LENGTH)], description="What belongs here, and what does not."
    )
    synonyms = TextAreaField(
        "Other words for it",
        [Optional(), Length(max=4_000)],
        description="One in each line. Whoever types one of them means this topic.",
    )

    def words(self) -> list[str]:
        return [line for line in (self.synonyms.data or "").splitlines() if line.strip()]


class MergeForm(Form):
    into = StringField(
        "Into which topic?", [DataRequired("Enter the topic that stays")], description="One that is on the list."
    )


class ImportForm(Form):
    sheet = TextAreaField(
        "The list",
        [Optional()],
        description="Three columns: topic, other words with ; between them, description. The first row may name them.",
    )
    file = FileField("Or choose a CSV file", description="At most 200 kB.")

    def text(self) -> str:
        """What was chosen or pasted; the file's text stands in the field from now on."""
        if self.file.data:
            content = self.file.data.read(1_000_000)
            try:
                self.sheet.data = content.decode("utf-8-sig")
            except UnicodeDecodeError:
                self.sheet.data = content.decode("cp1252", errors="replace")
        return self.sheet.data or ""
