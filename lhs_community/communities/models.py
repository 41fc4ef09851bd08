"""Communities, their charters, memberships, invitations, handovers, and who follows what."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Organisation, Person
from lhs_community.foundation.database import Base, enum_column

PURPOSE_LENGTH, QUESTION_LENGTH, NOTE_LENGTH = 500, 200, 500
CHARTER_LENGTH, HANDOVER_LENGTH = 5_000, 10_000
JOIN_QUESTION = "What brings you here?"


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
    purpose: Mapped[str] = mapped_column(String(PURPOSE_LENGTH), default="")
    # Of the charter that holds now; `is_review_told`: the convenors have had their notice of that day.
    charter_review_on: Mapped[date | None] = mapped_column(index=True)
    is_review_told: Mapped[bool] = mapped_column(default=False)
    join_question: Mapped[str] = mapped_column(String(QUESTION_LENGTH), default=JOIN_QUESTION)
    # Nobody: the convenors welcome.
    welcomer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    allows_anonymous: Mapped[bool] = mapped_column(default=True)
    # False: only convenors start rooms of its chat.
    members_start_rooms: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    parent: Mapped[Community | None] = relationship(remote_side=[id], lazy="raise_on_sql")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")
    welcomer: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class Charter(Base):
    """One version of what a community wants to be; the newest holds."""

    __tablename__ = "charter"
    __table_args__ = (UniqueConstraint("community_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    number: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(PURPOSE_LENGTH), default="")
    principles: Mapped[str] = mapped_column(Text, default="")
    principles_html: Mapped[Markup] = mapped_column(default=Markup(""))
    good: Mapped[str] = mapped_column(Text, default="")
    good_html: Mapped[Markup] = mapped_column(default=Markup(""))
    work: Mapped[str] = mapped_column(Text, default="")
    work_html: Mapped[Markup] = mapped_column(default=Markup(""))
    review_on: Mapped[date | None]
    # Nobody: taken over from the time when a charter was one text.
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    written_at: Mapped[datetime]

    written_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")

    @property
    def is_empty(self) -> bool:
        return not (self.principles or self.good or self.work)


class Membership(Base):
    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("person_id", "community_id"),
        Index("ix_membership_welcome", "community_id", "welcomed_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    role: Mapped[CommunityRole] = mapped_column(enum_column(CommunityRole))
    joined_at: Mapped[datetime]
    # Empty: nobody has said hello yet.
    welcomed_at: Mapped[datetime | None]
    welcomed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    welcome_note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")
    community: Mapped[Community] = relationship(lazy="raise_on_sql")
    welcomed_by: Mapped[Person | None] = relationship(foreign_keys=[welcomed_by_id], lazy="raise_on_sql")


class Invitation(Base):
    """Brings one address into one community (or, without one, just onto the site). The token is stored hashed."""

    __tablename__ = "invitation"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), index=True)
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    role: Mapped[CommunityRole] = mapped_column(enum_column(CommunityRole))
    is_external: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    # Of the letter whose link works now.
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    community: Mapped[Community | None] = relationship(lazy="raise_on_sql")
    invited_by: Mapped[Person] = relationship(lazy="raise_on_sql")


class InvitationList(Base):
    """A list that was checked and waits for its convenor to send it. Old ones are swept by the worker."""

    __tablename__ = "invitation_list"
    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime] = mapped_column(index=True)
    # Lists of what people typed, one a line: address, name, role, note.
    lines: Mapped[dict[str, Any]]
    is_external: Mapped[bool] = mapped_column(default=False)


class JoinRequest(Base):
    """Once declined it stays, so that the asker can read why; asking again takes its place."""

    __tablename__ = "join_request"
    __table_args__ = (UniqueConstraint("person_id", "community_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(500), default="")
    asked_at: Mapped[datetime]
    declined_at: Mapped[datetime | None]
    decline_reason: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    community: Mapped[Community] = relationship(lazy="raise_on_sql")


class HandoverState(enum.StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Handover(Base):
    """A convenor's offer to a member to become convenor, with a note on what to know."""

    __tablename__ = "handover"
    __table_args__ = (Index("ix_handover_community_state", "community_id", "state"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    from_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    note_html: Mapped[Markup] = mapped_column(default=Markup(""))
    steps_down: Mapped[bool] = mapped_column(default=False)
    state: Mapped[HandoverState] = mapped_column(enum_column(HandoverState), default=HandoverState.OFFERED)
    offered_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    giver: Mapped[Person] = relationship(foreign_keys=[from_id], lazy="raise_on_sql")
    taker: Mapped[Person] = relationship(foreign_keys=[to_id], lazy="raise_on_sql")


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
