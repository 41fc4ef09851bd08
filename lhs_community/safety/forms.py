"""The base of all forms: what was typed is never lost, problems stand by their field, the guard has a box."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response, make_response, render_template, request
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField

from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.submissions import attempt
from lhs_community.safety.guard import Consent
from lhs_community.safety.held import Held, HeldPage


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
