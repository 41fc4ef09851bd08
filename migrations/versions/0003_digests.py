"""Digests: how often each person wants one, and letters that are written when they are sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("letter") as letter:
        letter.add_column(sa.Column("composer", sa.String(40), nullable=False, server_default=""))
        facts = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
        letter.add_column(sa.Column("facts", facts, nullable=False, server_default="{}"))
    with op.batch_alter_table("letter") as letter:
        letter.alter_column("composer", server_default=None)
        letter.alter_column("facts", server_default=None)
    op.create_table(
        "digest_plan",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "frequency",
            sa.Enum("never", "daily", "weekly", name="frequency", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("covered_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_digest_plan_hour")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_digest_plan_weekday")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_digest_plan_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_digest_plan")),
    )
    op.create_index(op.f("ix_digest_plan_next_at"), "digest_plan", ["next_at"])


def downgrade() -> None:
    op.drop_table("digest_plan")
    with op.batch_alter_table("letter") as letter:
        letter.drop_column("facts")
        letter.drop_column("composer")
