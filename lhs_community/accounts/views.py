"""Pages for coming in, leaving, and looking after one's account."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Blueprint, Response, current_app, flash, render_template, request, url_for

from lhs_community.accounts import actions, current, queries
from lhs_community.accounts.forms import (
    AddressForm,
    ChangePasswordForm,
    NewPasswordForm,
    ProfileForm,
    RegisterForm,
    SignInForm,
)
from lhs_community.accounts.models import PersonKind
from lhs_community.foundation import limits
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import absolute_url, go_to, public, safe_next
from lhs_community.foundation.web.edge import keep_changes

blueprint = Blueprint("accounts", __name__)
WRONG = "The address and password do not belong together. Check both, or reset your password."


def _browser() -> dict[str, str]:
    return {"address": request.remote_addr or "", "browser": request.user_agent.string}


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Response:
    form = SignInForm()
    destination = safe_next(request.args.get("next"), url_for("home.show_home"))
    if not current.viewer().is_guest:
        return go_to(destination)
    if form.validate_on_submit():
        email = (form.email.data or "").strip().lower()
        # Wrong guesses count per pair, so that a stranger's do not lock the owner out, and per address.
        guesses = (
            ("sign-in", f"{email}|{request.remote_addr}", "10 per 15 minutes"),
            ("sign-in-address", request.remote_addr or "", "60 per 15 minutes"),
        )
        for guess in guesses:
            limits.require_left(*guess)
        found = actions.sign_in(email, form.password.data or "", **_browser())
        if found:
            current.begin(*found)
            return go_to(destination)
        for guess in guesses:
            limits.hit(*guess)
        keep_changes()
        form.problem = WRONG
    return form.page("accounts/sign_in.html", demo=_demo(), may_register=bool(current_app.config["ALLOWED_DOMAINS"]))


def _demo() -> list[dict[str, str]]:
    """Whom the sign-in page of a demo offers, as its loader left them; empty on a real site."""
    file = Path(current_app.config["DATA_FOLDER"]) / "demo-people.json"
    if not current_app.config["DEMO"] or not file.exists():
        return []
    offered: list[dict[str, str]] = json.loads(file.read_text("utf-8"))
    return offered


@blueprint.post("/sign-out")
@public
def sign_out() -> Response:
    viewer = current.viewer()
    if viewer.sign_in_id:
        actions.end_session(viewer, viewer.sign_in_id)
    current.end()
    return go_to(url_for("accounts.sign_in"))


@blueprint.route("/reset", methods=["GET", "POST"])
@public
@limits.limited("10 per 15 minutes")
def ask_reset() -> Response:
    form = AddressForm()
    if form.validate_on_submit():
        actions.ask_reset(
            form.email.data or "",
            minutes=current_app.config["RESET_MINUTES"],
            link=absolute_url("accounts.reset_password", token="TOKEN"),
        )
        return Response(render_template("accounts/mail_sent.html"))
    return form.page("accounts/ask_reset.html")


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
@public
@limits.limited("20 per 15 minutes")
def reset_password(token: str) -> Response:
    form = NewPasswordForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.reset_password(token, form.password.data or "")
            flash("Your password is changed. Sign in with the new one.", "success")
            return go_to(url_for(".sign_in"))
    return form.page("accounts/reset_password.html")


@blueprint.route("/register", methods=["GET", "POST"])
@public
@limits.limited("10 per 15 minutes")
def ask_registration() -> Response:
    form = AddressForm()
    domains = current_app.config["ALLOWED_DOMAINS"]
    if form.validate_on_submit():
        with form.refusals():
            actions.ask_registration(
                form.email.data or "",
                domains=domains,
                minutes=current_app.config["RESET_MINUTES"],
                link=absolute_url("accounts.register", token="TOKEN"),
            )
            return Response(render_template("accounts/mail_sent.html"))
    return form.page("accounts/ask_registration.html", domains=domains)


@blueprint.route("/register/<token>", methods=["GET", "POST"])
@public
@limits.limited("20 per 15 minutes")
def register(token: str) -> Response:
    form = RegisterForm()
    if form.validate_on_submit():
        with form.refusals():
            person = actions.register(
                token,
                name=form.name.data or "",
                password=form.password.data or "",
                kind=PersonKind(form.kind.data),
                role_title=form.role_title.data or "",
                consent=form.consent(),
            )
            current.begin(person, actions.start_session(person, **_browser()))
            flash("Welcome. Your account is ready.", "success")
            return go_to(url_for("home.show_home"))
    return form.page("accounts/register.html")


@blueprint.route("/account", methods=["GET", "POST"])
@submitted_once
def change_profile() -> Response:
    viewer = current.viewer()
    person = queries.get_person(viewer, viewer.handle)
    form = ProfileForm(
        name=person.name,
        role_title=person.role_title,
        about=person.about,
        interests=", ".join(person.interests),
        time_zone=person.time_zone,
    )
    if form.validate_on_submit():
        with form.refusals():
            actions.change_profile(
                viewer,
                person,
                name=form.name.data or "",
                role_title=form.role_title.data or "",
                about=form.about.data or "",
                interests=(form.interests.data or "").split(","),
                time_zone=form.time_zone.data,
                consent=form.consent(),
            )
            flash("Your profile is changed.", "success")
            return go_to(url_for(".change_profile"))
    return form.page("accounts/change_profile.html", person=person)


@blueprint.route("/account/security", methods=["GET", "POST"])
def show_security() -> Response:
    viewer = current.viewer()
    form = ChangePasswordForm()
    if form.validate_on_submit():
        with form.refusals():
            person = actions.change_password(viewer, form.old_password.data or "", form.password.data or "")
            current.begin(person, actions.start_session(person, **_browser()))
            flash("Your password is changed. Your other sessions have ended.", "success")
            return go_to(url_for(".show_security"))
    return form.page("accounts/show_security.html", sign_ins=queries.list_sign_ins(viewer))


@blueprint.post("/account/sessions/<int:sign_in_id>/end")
def end_session(sign_in_id: int) -> Response:
    actions.end_session(current.viewer(), sign_in_id)
    flash("That session has ended.", "success")
    return go_to(url_for(".show_security"))


@blueprint.post("/account/sessions/end-others")
def end_other_sessions() -> Response:
    actions.end_other_sessions(current.viewer())
    flash("All your other sessions have ended.", "success")
    return go_to(url_for(".show_security"))
