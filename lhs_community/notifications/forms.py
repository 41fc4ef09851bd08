"""Which notices to mark as read."""

from __future__ import annotations

from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired

from lhs_community.foundation.refs import Ref
from lhs_community.safety.forms import Form


class MarkReadForm(Form):
    about = HiddenField()
    up_to = IntegerField(validators=[InputRequired("Say up to which notice.")])

    def ref(self) -> Ref | None:
        """None: all of them. Raises Invalid for what names nothing."""
        return Ref.parse(self.about.data) if self.about.data else None
