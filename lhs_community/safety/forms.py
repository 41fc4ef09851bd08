"""The base of all forms: what was typed is never lost, problems stand by their field, the guard has a box.

And the form for a text that several people edit: it carries the version it read.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Response, make_response, render_template, request
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from lhs_community.foundation.differences import brought_together
from lhs_community.foundation.errors import Invalid, Stale, Versioned
from lhs_community.foundation.submissions import attempt
from lhs_community.safety import merging
from lhs_community.safety.guard import Consent
from lhs_community.safety.held import Held, HeldPage
from lhs_community.safety.merging import Difference

_kept: Callable[[], Mapping[str, str]] = dict


def kept_by(source: Callable[[], Mapping[str, str]]) -> Callable[[], Mapping[str, str]]:
    """A higher layer says what somebody wrote earlier and wants to go on with: it fills a form being opened."""
    global _kept
    _kept = source
    return source


class MultiCheckboxField(SelectMultipleField):
    """Several of a list, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Base of all forms, with CSRF, a submission token and the answers to the guard.

    `guard_mask` is the name of the field whose mask button was pressed: the page comes back with that text
    masked, unsaved.
    """

    submission_token = HiddenField()
    guard_confirmed = BooleanField("This is not about an identifiable person")
    guard_reason = StringField("Reason to post it all the same")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.findings: dict[str, Any] = {}
        self.held: HeldPage | None = None
        self.problem = ""
        self._was_refused = False
        self.status_when_back = 422
        if not self.submission_token.data:
            self.submission_token.data = secrets.token_urlsafe(16)
        if not self.is_submitted():
            self._open_kept()

    def _open_kept(self) -> None:
        for name, text in _kept().items():
            if name in self._fields and not name.startswith("guard_") and name != "submission_token":
                self._fields[name].data = text

    def consent(self) -> Consent:
        return Consent(bool(self.guard_confirmed.data), (self.guard_reason.data or "").strip())

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Turns Invalid into errors on fields, undoing what was written; the view falls through to `page`."""
        try:
            with attempt():
                yield
        except Held as held:
            self._take_held(held)
        except Invalid as refusal:
            self.take(refusal)

    def take(self, refusal: Invalid) -> None:
        self._was_refused = True
        if refusal.field and refusal.field in self._fields:
            field = self._fields[refusal.field]
            field.errors = [*field.errors, refusal.message]
        else:
            self.problem = refusal.message

    def _take_held(self, held: Held) -> None:
        self._was_refused = True
        masked = request.form.get("guard_mask", "")
        if masked in held.masked and masked in self._fields:
            self._fields[masked].data = held.masked[masked]
        page = held.page({name: field.label.text for name, field in self._fields.items()}, masked)
        self.held = page.after(self.held) if page else self.held
        findings = {name: found for name, found in held.findings.items() if name != masked}
        self.findings |= findings
        if findings:
            self.take(Invalid(held.message, field=self.field_for(next(iter(findings)))))

    def field_for(self, name: str) -> str:
        """Where the problem of a text that is in no field of its own is said."""
        return name

    def page(self, template: str, **context: Any) -> Response:
        """The form's page: 200 when it is new, `status_when_back` when it came back."""
        is_back = self._was_refused or self.is_submitted()
        if is_back:  # a form that came back is a new one to send
            self.submission_token.data = secrets.token_urlsafe(16)
        return make_response(render_template(template, form=self, **context), self.status_when_back if is_back else 200)


class EditForm(Form):
    """For a thing that several people edit. When it is stale it shows both versions, field by field, and asks.

    `as_read` holds a short digest of each text as it was when the form was opened: it tells who of the two changed a
    field. `as_it_was`, where a form has it, answers with those texts themselves, to bring two long ones together.
    """

    version = HiddenField()
    as_read = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if request.method == "POST" and (decided := merging.chosen(request.form)) is not None:
            kwargs["formdata"] = decided
        super().__init__(*args, **kwargs)
        self.differences: dict[str, Difference] = {}

    def show(self, thing: Versioned) -> None:
        """Note what the editor is about to see; or, when it comes back, that nobody else touched any of it."""
        values = self.values_of(thing)
        if not self.is_submitted():
            self._note(thing, values)
        elif self.version.data and thing.version > self.read_version() and self._are_as_read(values):
            # What was saved meanwhile stands in other forms of the same thing.
            self.version.data = str(thing.version)

    def _are_as_read(self, values: Mapping[str, object]) -> bool:
        read = self._read()
        return all(read.get(name) == merging.digest(value) for name, value in values.items() if name in self._fields)

    def _read(self) -> dict[str, str]:
        return dict(part.split(":", 1) for part in str(self.as_read.data or "").split() if ":" in part)

    def as_it_was(self, thing: Any, version: int) -> Mapping[str, str]:
        """Field name -> the text in an earlier version, where somebody keeps them."""
        return {}

    def sent(self, field: Field) -> list[str]:
        return merging.sent(field.data)

    def read_version(self) -> int:
        typed = str(self.version.data or "")
        return int(typed) if typed.isdecimal() and len(typed) < 9 else 0

    @staticmethod
    def values_of(thing: Any) -> Mapping[str, object]:
        """Field name -> what stands there now."""
        raise NotImplementedError

    @contextmanager
    def refusals(self) -> Iterator[None]:
        with super().refusals():
            try:
                yield
            except Stale as stale:
                self._compare(stale.thing)
                raise

    def _note(self, thing: Versioned, values: Mapping[str, object]) -> None:
        self.version.data = str(thing.version)
        self.as_read.data = " ".join(f"{name}:{merging.digest(value)}" for name, value in values.items())

    def _compare(self, thing: Versioned) -> None:
        values, read = self.values_of(thing), self._read()
        bases = self.as_it_was(thing, self.read_version()) if read else {}
        for name, theirs in values.items():
            field = self._fields.get(name)
            if field is None or merging.digest(field.data) == merging.digest(theirs):
                continue
            found = self.differences[name] = Difference(
                mine=merging.shown(field, field.data),
                theirs=merging.shown(field, theirs),
                mine_sent=merging.sent(field.data),
                theirs_sent=merging.sent(theirs),
                mine_changed=read.get(name) != merging.digest(field.data),
                theirs_changed=read.get(name) != merging.digest(theirs),
                base=bases.get(name) if isinstance(field.data, str) and not hasattr(field, "choices") else None,
            )
            if found.choice == "theirs":
                field.data, field.raw_data = theirs, None
            elif found.choice == "edit" and found.base is not None:
                field.data = brought_together(found.base, found.mine, found.theirs) or field.data
        self._note(thing, values)
