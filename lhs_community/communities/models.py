"""Communities, memberships, invitations, and who follows what."""

from __future__ import annotations

import enum
from datetime import date, datetime

from markupsafe import Markup
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Organisation, Person
from lhs_community.foundation.database import Base, enum_column


class CommunityKind(enum.StrEnum):
    TEAM = "team"
    PROVIDER = "provider"
    SYSTEM = "system"


class Visibility(enum.StrEnum):
    """See policy.py for what each level means."""

    OPEN = "open"
    RESTRICTED = "restricted"
    PRIVATE = "private"
    CONFIDENTIAL = "confidential"


class CommunityRole(enum.StrEnum):
    MEMBER = "member"
    CONVENOR = "convenor"


class FollowLevel(enum.StrEnum):
    """Follow: what happens to a thing; of a community or topic, what begins there. Watch: each reply there too."""

    FOLLOW = "follow"
    WATCH = "watch"
    MUTE = "mute"


class Community(Base):
    __tablename__ = "community"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[CommunityKind] = mapped_column(enum_column(CommunityKind))
    visibility: Mapped[Visibility] = mapped_column(enum_column(Visibility), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(500), default="")
    charter: Mapped[str] = mapped_column(Text, default="")
    charter_html: Mapped[Markup] = mapped_column(default=Markup(""))
    charter_review_on: Mapped[date | None]
    allows_anonymous: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    parent: Mapped[Community | None] = relationship(remote_side=[id], lazy="raise_on_sql")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")


class Membership(Base):
    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "community_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    role: Mapped[CommunityRole] = mapped_column(enum_column(CommunityRole))
    joined_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    community: Mapped[Community] = relationship(lazy="raise_on_sql")


class Invitation(Base):
    """Brings one address into one community (or, without one, just onto the site). The token is stored hashed."""

    __tablename__ = "invitation"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), index=True)
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    role: Mapped[CommunityRole] = mapped_column(enum_column(CommunityRole))
    is_external: Mapped[bool] = mapped_column(default=False)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    community: Mapped[Community | None] = relationship(lazy="raise_on_sql")
    invited_by: Mapped[Person] = relationship(lazy="raise_on_sql")


class JoinRequest(Base):
    __tablename__ = "join_request"
    __table_args__ = (UniqueConstraint("person_id", "community_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(500), default="")
    asked_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


# What holds other things, so that one can watch it.
WATCHED_KINDS = ("community", "topic")


class Following(Base):
    """That somebody follows, or has muted, a thing. Rights are checked when a notice is read, not here."""

    __tablename__ = "following"
    __table_args__ = (
        UniqueConstraint("person_id", "subject_kind", "subject_id"),
        Index("ix_following_subject", "subject_kind", "subject_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    level: Mapped[FollowLevel] = mapped_column(enum_column(FollowLevel))
