"""What people type about drivers and change ideas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wtforms import RadioField
from wtforms.validators import DataRequired, Optional

from lhs_community.projects.forms.editing import MultiCheckboxField, short_text
from lhs_community.projects.models.diagram import Driver, Idea
from lhs_community.projects.models.terms import STATUS_LABELS, DriverKind, IdeaStatus
from lhs_community.safety.forms import EditForm


class DriverForm(EditForm):
    title = short_text("Driver", "Enter what drives the aim", 160, "Something that has to be so for the aim to be met.")
    kind = RadioField(
        "Which layer?",
        choices=[
            (DriverKind.PRIMARY.value, "Primary: it drives the aim itself"),
            (DriverKind.SECONDARY.value, "Secondary: it drives one or more primary drivers"),
        ],
        validators=[DataRequired("Choose a layer")],
    )
    primaries = MultiCheckboxField(
        "Primary drivers that it serves", [Optional()], choices=[], description="If it is secondary."
    )

    @staticmethod
    def values_of(thing: Driver) -> Mapping[str, object]:
        primaries = [str(one.id) for one in thing.primaries]
        return {"title": thing.title, "kind": thing.kind.value, "primaries": primaries}

    def offer(self, drivers: Sequence[Driver], but: int = 0) -> None:
        some = [one for one in drivers if one.kind is DriverKind.PRIMARY and one.id != but]
        self.primaries.choices = [(str(one.id), one.title) for one in some]

    def chosen(self) -> list[int]:
        return [int(one) for one in self.primaries.data or ()]


class IdeaForm(EditForm):
    title = short_text("Change idea", "Enter the idea", 200, "Small enough that somebody could try it next week.")
    drivers = MultiCheckboxField("Drivers that it works on", [Optional()], choices=[])
    status = RadioField(
        "Status",
        choices=[(status.value, label) for status, label in STATUS_LABELS.items()],
        default=IdeaStatus.IDEA.value,
        validators=[DataRequired("Choose a status")],
        description="It follows the decisions of the cycles by itself.",
    )

    @staticmethod
    def values_of(thing: Idea) -> Mapping[str, object]:
        drivers = [str(one.id) for one in thing.drivers]
        return {"title": thing.title, "drivers": drivers, "status": thing.status.value}

    def offer(self, drivers: Sequence[Driver]) -> None:
        """Secondary drivers; primary ones too where a project has no others, or the idea hangs on one."""
        hung_on = set(self.drivers.data or ())
        secondary = [one for one in drivers if one.kind is DriverKind.SECONDARY]
        shown = [one for one in drivers if one in secondary or not secondary or str(one.id) in hung_on]
        self.drivers.choices = [(str(one.id), one.title) for one in shown]

    def chosen(self) -> list[int]:
        return [int(one) for one in self.drivers.data or ()]
