"""People, their sessions, their site-wide roles and the tokens mailed to them."""

from __future__ import annotations

import enum
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.foundation.database import Base, enum_column

# The shared person of accounts/anonymous.py; both are reserved.
ANONYMOUS_HANDLE, ANONYMOUS_NAME = "anonymous", "Anonymous member"


class PersonKind(enum.StrEnum):
    """What somebody brings. External partners see only the communities they were invited to."""

    CLINICIAN = "clinician"
    IMPROVEMENT = "improvement"
    ANALYST = "analyst"
    LEADER = "leader"
    PATIENT_CARER = "patient_carer"
    VOLUNTARY = "voluntary"
    EXTERNAL = "external"


KIND_LABELS = {
    PersonKind.CLINICIAN: "Clinician or care staff",
    PersonKind.IMPROVEMENT: "Improvement staff",
    PersonKind.ANALYST: "Analyst",
    PersonKind.LEADER: "Leader",
    PersonKind.PATIENT_CARER: "Patient, service user or carer",
    PersonKind.VOLUNTARY: "Voluntary or community sector",
    PersonKind.EXTERNAL: "External partner",
}


class SiteRole(enum.StrEnum):
    CURATOR = "curator"
    IG_LEAD = "ig_lead"
    ADMINISTRATOR = "administrator"


class TokenPurpose(enum.StrEnum):
    RESET = "reset"
    REGISTER = "register"


class Organisation(Base):
    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(160))


class Person(Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    handle: Mapped[str] = mapped_column(String(40), unique=True)
    handle_skeleton: Mapped[str] = mapped_column(String(80), unique=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    kind: Mapped[PersonKind] = mapped_column(enum_column(PersonKind))
    role_title: Mapped[str] = mapped_column(String(120), default="")
    about: Mapped[str] = mapped_column(Text, default="")
    about_html: Mapped[Markup] = mapped_column(default=Markup(""))
    interests: Mapped[list[str]] = mapped_column(default=list)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    time_zone: Mapped[str] = mapped_column(String(60), default="Europe/London")
    is_disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")

    @property
    def is_anonymous(self) -> bool:
        """Is this the shared person of all who wrote without their name?"""
        return self.handle == ANONYMOUS_HANDLE


class SiteRoleGrant(Base):
    __tablename__ = "site_role_grant"
    __table_args__ = (UniqueConstraint("person_id", "role"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[SiteRole] = mapped_column(enum_column(SiteRole))


class SignIn(Base):
    """One browser signed in. The cookie holds a token, we keep only its hash."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(64), default="")
    browser: Mapped[str] = mapped_column(String(200), default="")

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class MailedToken(Base):
    """A single-use token mailed to an address, stored hashed. A new one voids the old."""

    __tablename__ = "mailed_token"
    __table_args__ = (Index("ix_mailed_token_email_purpose", "email", "purpose"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[TokenPurpose] = mapped_column(enum_column(TokenPurpose))
    email: Mapped[str] = mapped_column(String(320))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
