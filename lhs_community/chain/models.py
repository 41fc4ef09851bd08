"""One row for each "this led to that" between two things of any kind."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lhs_community.foundation.database import Base, enum_column


class Relation(enum.StrEnum):
    """How the later thing came of the earlier one."""

    LED_TO = "led_to"
    KEPT_FROM = "kept_from"
    DECIDED_IN = "decided_in"
    TESTED_BY = "tested_by"
    MEASURED_BY = "measured_by"
    TAUGHT = "taught"
    ADOPTED_AS = "adopted_as"
    INTERPRETED_IN = "interpreted_in"


# Read along the arrow, and against it.
WORDS = {
    Relation.LED_TO: ("led to", "came from"),
    Relation.KEPT_FROM: ("was kept as", "was kept from"),
    Relation.DECIDED_IN: ("was settled by", "settled"),
    Relation.TESTED_BY: ("was tested by", "tested"),
    Relation.MEASURED_BY: ("is measured by", "measures"),
    Relation.TAUGHT: ("taught", "was learned from"),
    Relation.ADOPTED_AS: ("was adopted as", "adopts"),
    Relation.INTERPRETED_IN: ("was interpreted in", "interprets"),
}


class Link(Base):
    __tablename__ = "chain_link"
    __table_args__ = (
        UniqueConstraint("origin_kind", "origin_id", "result_kind", "result_id", "relation", name="uq_chain_link_ends"),
        Index("ix_chain_link_result", "result_kind", "result_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    origin_kind: Mapped[str] = mapped_column(String(40))
    origin_id: Mapped[int]
    result_kind: Mapped[str] = mapped_column(String(40))
    result_id: Mapped[int]
    relation: Mapped[Relation] = mapped_column(enum_column(Relation))
    linked_by_id: Mapped[int]
    linked_at: Mapped[datetime]
