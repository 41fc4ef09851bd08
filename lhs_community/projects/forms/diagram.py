"""What people type about drivers and change ideas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wtforms import HiddenField, RadioField
from wtforms.validators import DataRequired, Optional

from lhs_community.foundation.subjects import Card
from lhs_community.projects.forms.editing import ProjectEditForm, short_text
from lhs_community.projects.models.diagram import Driver, Idea
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import STATUS_LABELS, DriverKind, IdeaStatus
from lhs_community.safety.forms import Form, MultiCheckboxField


def _measures(label: str) -> MultiCheckboxField:
    return MultiCheckboxField(label, [Optional()], choices=[])


def _ids(field: MultiCheckboxField) -> list[int]:
    return [int(one) for one in field.data or ()]


def _offered(measures: Sequence[Card], chosen: Sequence[str]) -> list[tuple[str, str]]:
    """Those of the project; and what was chosen earlier and cannot be read now, so that saving does not drop it."""
    known = [(str(card.ref.id), card.title) for card in measures]
    lost = [one for one in chosen if one not in dict(known)]
    return known + [(one, "A measure that is not there for you") for one in lost]


class DriverForm(ProjectEditForm):
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
    measures = _measures("Measured by")

    @staticmethod
    def values_of(thing: Driver) -> Mapping[str, object]:
        primaries, measures = [str(one.id) for one in thing.primaries], [str(one.measure_id) for one in thing.measures]
        return {"title": thing.title, "kind": thing.kind.value, "primaries": primaries, "measures": measures}

    def offer(self, drivers: Sequence[Driver], but: int = 0, measures: Sequence[Card] = ()) -> None:
        some = [one for one in drivers if one.kind is DriverKind.PRIMARY and one.id != but]
        self.primaries.choices = [(str(one.id), one.title) for one in some]
        self.measures.choices = _offered(measures, self.measures.data or ())

    def chosen(self) -> list[int]:
        return _ids(self.primaries)

    def chosen_measures(self) -> list[int]:
        return _ids(self.measures)


class IdeaForm(ProjectEditForm):
    title = short_text("Change idea", "Enter the idea", 200, "Small enough that somebody could try it next week.")
    drivers = MultiCheckboxField("Drivers that it works on", [Optional()], choices=[])
    status = RadioField(
        "Status",
        choices=[(status.value, label) for status, label in STATUS_LABELS.items()],
        default=IdeaStatus.IDEA.value,
        validators=[DataRequired("Choose a status")],
        description="It follows the decisions of the cycles by itself.",
    )
    measures = _measures("Measured by")

    @staticmethod
    def values_of(thing: Idea) -> Mapping[str, object]:
        drivers, measures = [str(one.id) for one in thing.drivers], [str(one.measure_id) for one in thing.measures]
        return {"title": thing.title, "drivers": drivers, "status": thing.status.value, "measures": measures}

    def offer(self, drivers: Sequence[Driver], measures: Sequence[Card] = ()) -> None:
        """Secondary drivers; primary ones too where a project has no others, or the idea hangs on one."""
        hung_on = set(self.drivers.data or ())
        secondary = [one for one in drivers if one.kind is DriverKind.SECONDARY]
        shown = [one for one in drivers if one in secondary or not secondary or str(one.id) in hung_on]
        self.drivers.choices = [(str(one.id), one.title) for one in shown]
        self.measures.choices = _offered(measures, self.measures.data or ())

    def chosen(self) -> list[int]:
        return _ids(self.drivers)

    def chosen_measures(self) -> list[int]:
        return _ids(self.measures)


class AimForm(Form):
    """Which measures say how the aim does. `were` holds those ticked when it was opened."""

    measures = _measures("Measured by")
    were = HiddenField()

    def show(self, project: Project, measures: Sequence[Card]) -> None:
        if not self.is_submitted():
            self.measures.data = [str(one.measure_id) for one in project.aim_measures]
            self.were.data = " ".join(self.measures.data)
        self.measures.choices = _offered(measures, self.measures.data or ())

    def chosen(self) -> list[int]:
        return _ids(self.measures)

    def chosen_before(self) -> list[int]:
        return [int(one) for one in str(self.were.data or "").split() if one.isdecimal() and len(one) < 10]


class RemoveForm(Form):
    """Where what hangs on a driver goes when the driver is taken out."""

    move_to = RadioField("Where does it go?", choices=[], validators=[DataRequired("Choose where it goes")])

    def offer(self, drivers: Sequence[Driver], leaving: Driver) -> None:
        beside = [one for one in drivers if one.kind is leaving.kind and one.id != leaving.id]
        self.move_to.choices = [(str(one.id), f"To “{one.title}”") for one in beside]
        self.move_to.choices.append(("none", "Nowhere yet: it stays in the diagram and waits for a new place"))

    def chosen(self, drivers: Sequence[Driver]) -> Driver | None:
        return next((one for one in drivers if str(one.id) == self.move_to.data), None)
