"""What people type to come in and to describe themselves."""

from __future__ import annotations

import zoneinfo

from wtforms import PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from lhs_community.accounts.models import KIND_LABELS, PersonKind
from lhs_community.safety.forms import Form

COMING_IN = [(kind.value, label) for kind, label in KIND_LABELS.items() if kind is not PersonKind.EXTERNAL]
ZONES = sorted(
    name
    for name in zoneinfo.available_timezones()
    if name.startswith(("Europe/", "America/", "Asia/", "Africa/", "Australia/", "Pacific/", "Atlantic/", "Indian/"))
    or name == "UTC"
)


class SignInForm(Form):
    email = StringField("E-mail address", [DataRequired("Enter your e-mail address"), Length(max=320)])
    password = PasswordField("Password", [DataRequired("Enter your password"), Length(max=5000)])


class AddressForm(Form):
    email = StringField("E-mail address", [DataRequired("Enter your e-mail address"), Length(max=320)])


class NewPasswordForm(Form):
    password = PasswordField(
        "New password",
        [DataRequired("Enter a new password"), Length(max=5000)],
        description="At least 12 characters. Three or four unrelated words make a good one.",
    )


class ChangePasswordForm(NewPasswordForm):
    old_password = PasswordField("Present password", [DataRequired("Enter your present password"), Length(max=5000)])


class RegisterForm(Form):
    name = StringField(
        "Your name", [DataRequired("Enter your name"), Length(max=120)], description="As colleagues know you."
    )
    kind = RadioField("What brings you here?", choices=COMING_IN, validators=[DataRequired("Choose what fits best")])
    role_title = StringField(
        "Your role", [Optional(), Length(max=120)], description="Such as “ward sister, elderly care”."
    )
    password = PasswordField(
        "Password",
        [DataRequired("Choose a password"), Length(max=5000)],
        description="At least 12 characters. Three or four unrelated words make a good one.",
    )


class ProfileForm(Form):
    name = StringField("Your name", [DataRequired("Enter your name"), Length(max=120)])
    role_title = StringField("Your role", [Optional(), Length(max=120)])
    about = TextAreaField(
        "About you",
        [Optional(), Length(max=2000)],
        description="What you work on, and what others may ask you about.",
    )
    interests = StringField(
        "Interests", [Optional(), Length(max=400)], description="Separated by commas, such as “falls, sepsis”."
    )
    time_zone = SelectField("Time zone", choices=[(zone, zone.replace("_", " ")) for zone in ZONES])
