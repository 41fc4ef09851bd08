"""What people type to make, describe and open up a community."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from lhs_community.communities.models import CommunityKind, CommunityRole, Visibility
from lhs_community.safety.forms import Form

LEVELS = [
    (Visibility.OPEN.value, "Open: everybody signed in reads and posts"),
    (Visibility.RESTRICTED.value, "Restricted: everybody signed in reads, members post"),
    (Visibility.PRIVATE.value, "Private: members only; nobody else learns that it exists"),
    (Visibility.CONFIDENTIAL.value, "Confidential: members only, and notices carry no titles"),
]
KINDS = [
    (CommunityKind.TEAM.value, "Team"),
    (CommunityKind.PROVIDER.value, "Provider"),
    (CommunityKind.SYSTEM.value, "System"),
]
ROLES = [(CommunityRole.MEMBER.value, "Member"), (CommunityRole.CONVENOR.value, "Convenor")]


class CommunityForm(Form):
    name = StringField("Name", [DataRequired("Enter a name"), Length(max=120)])
    purpose = StringField(
        "Purpose",
        [DataRequired("Say in one sentence what it is for"), Length(max=500)],
        description="One sentence: who learns what together.",
    )
    charter = TextAreaField(
        "Charter", [Optional(), Length(max=10000)], description="What good looks like, how you work, what belongs here."
    )
    allows_anonymous = BooleanField(
        "People may post without their name",
        default=True,
        description="In questions, discussions and replies, never in notices. Needs enough members to hide somebody.",
    )
    visibility = RadioField("Who may read and post?", choices=LEVELS, validators=[DataRequired("Choose a level")])


class NewCommunityForm(CommunityForm):
    kind = RadioField("What is it?", choices=KINDS, validators=[DataRequired("Choose one")])


class JoinRequestForm(Form):
    reason = TextAreaField(
        "What brings you here?", [Optional(), Length(max=500)], description="A sentence helps the convenor."
    )


class InviteForm(Form):
    email = StringField("E-mail address", [DataRequired("Enter an e-mail address"), Length(max=320)])
    role = RadioField("Role", choices=ROLES, default="member", validators=[DataRequired("Choose a role")])
    is_external = BooleanField("External partner", description="Sees only the communities they are invited to.")
