"""Requests to learn who wrote a post, and what became of them."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.discussions.models.posts import Post
from lhs_community.foundation.database import Base, enum_column

REASON_LENGTH = 2_000


class Ground(enum.StrEnum):
    """The reasons that are serious enough. Disagreement, criticism and embarrassment are not among them."""

    DANGER = "danger"
    HARASSMENT = "harassment"
    IDENTIFIABLE = "identifiable"
    LAW = "law"


GROUND_LABELS = {
    Ground.DANGER: "Somebody is in danger, or was harmed, and the author must be reached",
    Ground.HARASSMENT: "The post threatens or harasses somebody",
    Ground.IDENTIFIABLE: "The post identifies a patient or discloses what is protected",
    Ground.LAW: "A court, a regulator or the law demands it",
}


class RequestState(enum.StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"
    EXPIRED = "expired"


STATE_LABELS = {
    RequestState.OPEN: "Waits for the information-governance lead",
    RequestState.APPROVED: "Unsealed",
    RequestState.DECLINED: "Declined",
    RequestState.EXPIRED: "Expired without a decision",
}


class UnsealingRequest(Base):
    """A convenor asks, an information-governance lead decides. It never says who wrote the post: the seal does."""

    __tablename__ = "unsealing_request"
    __table_args__ = (
        Index("ix_unsealing_request_state", "state", "expires_at"),
        # One at a time for each post.
        Index(
            "uq_unsealing_request_open",
            "post_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    ground: Mapped[Ground] = mapped_column(enum_column(Ground))
    reason: Mapped[str] = mapped_column(Text)
    # Does the convenor show the post to a decider who may not read the community?
    shows_post: Mapped[bool] = mapped_column(default=False)
    state: Mapped[RequestState] = mapped_column(enum_column(RequestState), default=RequestState.OPEN)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")
    # The name is shown for so long to those two, some minutes each time they ask for it.
    shown_until: Mapped[datetime | None]
    asker_opened_at: Mapped[datetime | None]
    decider_opened_at: Mapped[datetime | None]

    post: Mapped[Post] = relationship(lazy="raise_on_sql")
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id], lazy="raise_on_sql")
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id], lazy="raise_on_sql")
