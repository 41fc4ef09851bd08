"""presence: who has which form open

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "editing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_editing_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editing")),
        sa.UniqueConstraint(
            "person_id",
            "subject_kind",
            "subject_id",
            "part",
            name=op.f("uq_editing_person_id_subject_kind_subject_id_part"),
        ),
    )
    op.create_index("ix_editing_subject", "editing", ["subject_kind", "subject_id"])
    op.create_index(op.f("ix_editing_seen_at"), "editing", ["seen_at"])


def downgrade():
    op.drop_table("editing")
