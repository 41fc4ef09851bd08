"""What one notes with a bookmark, and when to be reminded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from wtforms import DateField, RadioField, StringField, TimeField
from wtforms.validators import DataRequired, Length, Optional

from lhs_community.bookmarks.models import NOTE_LENGTH, Bookmark
from lhs_community.bookmarks.moments import MORNING, Moment, on_the_wall
from lhs_community.foundation.errors import Invalid
from lhs_community.safety.forms import Form

NEVER, AS_SET, ON_A_DAY = "never", "as_set", "day"


class BookmarkForm(Form):
    note = StringField(
        "Note", [Optional(), Length(max=NOTE_LENGTH)], description="Only you see it. Nothing about a patient, here too."
    )
    remind = RadioField("Remind me", validators=[DataRequired("Choose when, or that you want no reminder")])
    day = DateField("Day", [Optional()], description="For “On a day”, such as 14/3/2026.")
    hour = TimeField("Time", [Optional()], description="Without one: 8 in the morning.")

    def offer(self, moments: Sequence[Moment], zone: ZoneInfo, bookmark: Bookmark | None) -> None:
        """The choices of this moment, and what is set already."""
        self.moments, self.zone, self.bookmark = moments, zone, bookmark
        choices = [(NEVER, "No reminder")]
        if bookmark and bookmark.remind_at and bookmark.is_waiting:
            choices.append((AS_SET, f"As it is set: {self._words(bookmark.remind_at)}"))
        choices += [(one.key, f"{one.label}: {self._words(one.when)}") for one in moments]
        self.remind.choices = [*choices, (ON_A_DAY, "On a day")]

    def _words(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).strftime("%A %-d %B, %H:%M")

    def remind_at(self) -> datetime | None:
        """In UTC. Raises Invalid for a day that is missing."""
        if self.remind.data == ON_A_DAY:
            if self.day.data is None:
                raise Invalid("Enter a day, such as 14/3/2026", "day")
            try:
                return on_the_wall(self.day.data, self.hour.data or MORNING, self.zone)
            except OverflowError:
                raise Invalid("Enter a day within this century.", "day") from None
        if self.remind.data == AS_SET and self.bookmark:
            return self.bookmark.remind_at
        return next((one.when.astimezone(UTC) for one in self.moments if one.key == self.remind.data), None)
