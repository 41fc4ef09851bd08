"""The part of a form that takes files. Works without scripts, and a form that comes back keeps what was sent."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask import g, request
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, StringField
from wtforms.validators import Optional

from lhs_community.accounts import current
from lhs_community.accounts.viewer import Viewer
from lhs_community.files import actions, intake, queries, store
from lhs_community.files.actions import Chosen
from lhs_community.files.intake import Prepared, Sent
from lhs_community.files.kinds import ENDINGS
from lhs_community.files.models import Attachment
from lhs_community.foundation.errors import Invalid, Unavailable
from lhs_community.foundation.submissions import attempt
from lhs_community.foundation.web import edge
from lhs_community.safety.forms import Form
from lhs_community.safety.guard import Consent
from lhs_community.safety.held import Held

V = TypeVar("V", bound=Callable[..., Any])


def takes_files(view: V) -> V:
    """On a view with such a form: pictures are drawn and tables read before the view begins, while no transaction is
    open, so that they hold up nobody's turn to write.
    """

    @functools.wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and any(file.filename for file in request.files.getlist("files")):
            edge.pause()
            _arrived()
        return view(*args, **kwargs)

    return wrapper  # type: ignore[return-value]  # functools.wraps keeps the signature


def _arrived() -> tuple[Sequence[Prepared], Sequence[str]]:
    """What this request brought, prepared once, and what is wrong with the rest."""
    if "files_arrived" not in g:
        g.files_arrived = _prepare([file for file in request.files.getlist("files") if file.filename])
    prepared, problems = g.files_arrived
    return prepared, problems


def _prepare(files: Sequence[Any]) -> tuple[list[Prepared], list[str]]:
    prepared: list[Prepared] = []
    problems: list[str] = []
    if len(files) > (most := store.limits().count):
        return [], [f"Attach up to {most} files. Choose again."]
    for file in files:
        try:
            prepared.append(intake.prepare(Sent(file.filename, file.read())))
        except Invalid as refusal:
            problems.append(refusal.message)
    return prepared, problems


class WithFiles(Form):
    """Mix it in, put `@takes_files` on the view, hand `chosen()` to the action, and include files/_attach.html in a
    multipart form.
    """

    files = MultipleFileField("Files", render_kw={"accept": ENDINGS})
    picture_words = StringField(
        "What does the picture show?",
        [Optional()],
        description="For people who cannot see it. With several pictures you are asked about each.",
    )
    pictures_are_clear = BooleanField("No patient can be identified in this picture")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept: list[Attachment] = []
        self.words: dict[str, str] = {}
        self.file_limits = store.limits()
        if self.is_submitted() and not (viewer := current.viewer()).is_guest:
            self._take_files(viewer)

    def _take_files(self, viewer: Viewer) -> None:
        """Hold what was sent and remember what was held before; problems become errors of the field."""
        prepared, problems = _arrived()
        for problem in problems:
            self._refuse(problem)
        dropped = request.form.getlist("drop_file")
        if dropped:
            actions.let_go(viewer, dropped)
        keys = [key for key in request.form.getlist("kept_file") if key not in dropped]
        self.kept = list(queries.list_held(viewer, keys))
        self.words = {one.key: request.form.get(f"words-{one.key}", "") for one in self.kept}
        fresh = self._held(viewer, prepared)
        pictures = [one for one in fresh if one.is_picture]
        if len(pictures) == 1:
            self.words[pictures[0].key] = self.picture_words.data or ""
        self.kept += fresh
        if dropped or fresh:
            edge.keep_changes()

    def _held(self, viewer: Viewer, prepared: Sequence[Prepared]) -> list[Attachment]:
        found: list[Attachment] = []
        for one in prepared:
            if len(self.kept) + len(found) >= self.file_limits.count:
                self._refuse(f"Attach up to {self.file_limits.count} files. “{one.name}” was one too many.")
                continue
            try:
                with attempt():
                    holding = actions.hold_upload(viewer, one, consent=self._consent_to_hold())
            except Held as held:
                self._refuse(f"“{one.name}” was not attached. Take out what was found in it, then choose it again.")
                self._take_held(held)
            except Invalid as refusal:
                self._refuse(refusal.message)
            except Unavailable as trouble:
                self._refuse(trouble.message)
                self.status_when_back = 503
                break
            else:
                found.append(holding.attachment)
                if holding.asks:
                    self._refuse(f"Look at what was found in “{one.name}”: leave it out, or confirm.")
                    self._take_held(holding.asks)
        return found

    def _consent_to_hold(self) -> Consent:
        """To let a file through with a reason is on record under a name, at the very moment of the post."""
        given, unnamed = self.consent(), "is_anonymous" in self and bool(self["is_anonymous"].data)
        return Consent(given.confirmed) if unnamed else given

    def _refuse(self, message: str) -> None:
        self.files.process_errors = [*self.files.process_errors, message]

    def field_for(self, name: str) -> str:
        return name if name in self._fields else "files"

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if any(one.is_picture and not self.words.get(one.key, "").strip() for one in self.kept):
            self.files.errors = [*self.files.errors, "Say what each picture shows, for people who cannot see it."]
            is_valid = False
        if any(one.is_unread for one in self.kept) and not self.pictures_are_clear.data:
            self.pictures_are_clear.errors = ["Confirm that no patient can be identified in what you attach."]
            is_valid = False
        return is_valid

    def chosen(self) -> Chosen:
        return Chosen([one.key for one in self.kept], self.words, bool(self.pictures_are_clear.data))
