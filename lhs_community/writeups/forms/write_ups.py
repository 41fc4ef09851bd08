"""What people type into a write-up."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from lhs_community.foundation.text import LONGEST
from lhs_community.safety.forms import EditForm
from lhs_community.writeups.models import WriteUp, WriteUpPart
from lhs_community.writeups.squire import Item


class PartForm(EditForm):
    text = TextAreaField("Text", [Optional(), Length(max=LONGEST, message=f"Keep this to {LONGEST} characters.")])

    def ask(self, item: Item) -> None:
        self.text.label.text, self.text.description = item.title, item.asks

    @staticmethod
    def values_of(thing: WriteUpPart) -> Mapping[str, object]:
        return {"text": thing.text}


class AuthorsForm(EditForm):
    authors = TextAreaField(
        "Authors",
        [Optional(), Length(max=8000, message="Keep this to 8000 characters.")],
        description="One a line, in their order: Amara Okafor, ward sister, Fern ward. Ask each of them first.",
    )

    @staticmethod
    def values_of(thing: WriteUp) -> Mapping[str, object]:
        return {"authors": thing.authors}
