"""The components, each rendered once: valid, labelled, and the guard box shows what it must."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, g, render_template
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lhs_community.foundation import clock
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.safety.forms import Form
from lhs_community.safety.guard import Consent, require_clear
from tests.pages import check_page

GALLERY = Path(__file__).parent / "gallery"
# A number of the test range, issued to nobody.
TEST_NUMBER = "999 000 0018"


class MultiCheckboxField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class GalleryForm(Form):
    title = StringField("Title", [InputRequired("Enter a title")], description="As a question, if you can.")
    body = TextAreaField("What would you like to know?", [InputRequired("Enter your question")])
    kind = RadioField("Kind", choices=[("a", "Question"), ("b", "Reflection")], default="a")
    tags = MultiCheckboxField("Topics", [Optional()], choices=[("x", "Falls"), ("y", "Sepsis")])
    choice = SelectField("Community", choices=[("1", "Stroke"), ("2", "Frailty")])
    day = DateField("When", [Optional()])
    number = IntegerField("How many", [Optional()])
    file = FileField("Figures", [Optional()])
    agreed = BooleanField("I have read it", description="All of it.")


class Writer:
    id = 1
    is_ig_lead = True


@pytest.fixture
def gallery(app: Flask) -> Flask:
    loader = app.jinja_env.loader
    assert loader is not None
    if not isinstance(loader, ChoiceLoader):
        app.jinja_env.loader = ChoiceLoader([loader, FileSystemLoader(GALLERY)])
    return app


def _page(form: GalleryForm) -> str:
    now = clock.now()
    things = [
        Card(
            Ref("thread", 1),
            "How do others do <it>?",
            "/threads/1",
            "We tried.",
            "Question",
            1,
            "Stroke",
            1,
            "Amina",
            now,
            "Answered",
        ),
        Card(Ref("lesson", 2), "Ask the night staff first", "/lessons/2", kind_label="Lesson"),
    ]
    return render_template(
        "gallery.html",
        form=form,
        things=things,
        html=Markup("<p>Some <strong>words</strong>.</p>"),
        when=now,
    )


def test_every_component_is_valid_and_labelled(gallery: Flask) -> None:
    with gallery.test_request_context("/"):
        html = _page(GalleryForm())
    check_page(html)
    assert "How do others do &lt;it&gt;?" in html
    assert html.count("(optional)") == 4


def test_errors_stand_in_the_summary_and_beside_the_field(gallery: Flask) -> None:
    with gallery.test_request_context("/", method="POST", data={"title": "", "kind": "zzz", "choice": "1"}):
        g.csrf_valid = True  # as the web edge says of a POST that came with its token
        form = GalleryForm()
        form.validate()
        form.problem = "Something about the whole form."
        html = _page(form)
    check_page(html)
    assert "<title>Error: Gallery" in html
    assert '<a href="#title">Enter a title</a>' in html
    assert '<a href="#kind-0">' in html
    assert 'id="title-error"' in html
    assert "Something about the whole form." in html


def _held(gallery: Flask, typed: dict[str, str]) -> str:
    with gallery.test_request_context("/", method="POST", data=MultiDict({"kind": "a", "choice": "1", **typed})):
        g.csrf_valid = True  # as the web edge says of a POST that came with its token
        form = GalleryForm()
        form.validate()
        with form.refusals():
            require_clear(Writer(), {"title": form.title.data or "", "body": form.body.data or ""}, Consent())
        html = _page(form)
    check_page(html)
    return html


def test_the_guard_box_marks_the_place_says_why_and_offers_a_mask(gallery: Flask) -> None:
    html = _held(gallery, {"title": "A case", "body": f"NHS number {TEST_NUMBER} was late"})
    assert f"<mark>{TEST_NUMBER}</mark>" in html
    assert "it is not posted yet" in html
    assert (
        '<button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit" name="guard_mask"'
        in html
    )
    assert 'name="guard_reason"' in html, "an information-governance lead may give a reason"
    assert 'name="guard_confirmed"' not in html, "a tick does not pass a certain finding"
    assert f"{TEST_NUMBER} was late</textarea>" in html, "what was typed is still there"


def test_a_mask_that_was_pressed_is_in_the_form_and_out_of_the_box(gallery: Flask) -> None:
    html = _held(gallery, {"title": "A case", "body": f"NHS number {TEST_NUMBER}", "guard_mask": "body"})
    assert "[NHS number removed]</textarea>" in html
    assert 'id="guard"' not in html


def test_a_likely_finding_can_be_confirmed(gallery: Flask) -> None:
    html = _held(gallery, {"title": "A case", "body": "We called Mrs Smith again"})
    assert 'name="guard_confirmed"' in html
    assert "Please check before you post" in html
