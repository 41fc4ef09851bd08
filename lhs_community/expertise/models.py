"""What people have done, in words to find it by; what they say of themselves; and whom a question was put to."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import Base, enum_column

ASK_LENGTH, WORD_LENGTH = 400, 40


class EvidenceKind(enum.StrEnum):
    """ANSWER: accepted, or said to have helped. REPLY: any other."""

    ANSWER = "answer"
    REPLY = "reply"
    LEADS = "leads"
    WORKED = "worked"
    LESSON = "lesson"
    MEASURE = "measure"


class ExpertiseProfile(Base):
    """A person without a row has said nothing, shows what they have done, and takes questions."""

    __tablename__ = "expertise_profile"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    ask_about: Mapped[str] = mapped_column(String(ASK_LENGTH), default="")
    hides_evidence: Mapped[bool] = mapped_column(default=False)
    takes_questions: Mapped[bool] = mapped_column(default=True)


class Evidence(Base):
    """Worked out again from its source whenever that changes; rights are asked of the source when it is read."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "subject_kind", "subject_id"),
        Index("ix_evidence_subject", "subject_kind", "subject_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[EvidenceKind] = mapped_column(enum_column(EvidenceKind))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)


class EvidenceWord(Base):
    """A stem that a piece of evidence is about; its community beside it, so that words are counted within rights."""

    __tablename__ = "evidence_word"
    __table_args__ = (Index("ix_evidence_word_word", "word", "community_id", "evidence_id"),)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id", ondelete="CASCADE"), primary_key=True)
    word: Mapped[str] = mapped_column(String(WORD_LENGTH), primary_key=True)
    community_id: Mapped[int]


class Routing(Base):
    """That a question was put to somebody, once. Declined: not suggested for it again."""

    __tablename__ = "routing"
    __table_args__ = (UniqueConstraint("thread_id", "person_id"), Index("ix_routing_person", "person_id", "asked_at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    asked_at: Mapped[datetime]
    declined_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
