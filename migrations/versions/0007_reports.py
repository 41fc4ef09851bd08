"""Reports that something should not be there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("flagged_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason", _enum("flagreason", "identifies", "unsafe", "unkind", "misplaced", "other"), nullable=False
        ),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("flagged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", _enum("flagstate", "open", "hidden", "left"), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_flag_community_id_community"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["flagged_by_id"], ["person.id"], name=op.f("fk_flag_flagged_by_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["person.id"], name=op.f("fk_flag_settled_by_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
        sa.UniqueConstraint(
            "subject_kind", "subject_id", "flagged_by_id", name=op.f("uq_flag_subject_kind_subject_id_flagged_by_id")
        ),
    )
    op.create_index("ix_flag_queue", "flag", ["community_id", "state", "flagged_at"])
    op.create_index(op.f("ix_flag_flagged_by_id"), "flag", ["flagged_by_id"])


def downgrade() -> None:
    op.drop_table("flag")
