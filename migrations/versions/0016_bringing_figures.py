"""measures: versions, small numbers, how figures came and the tokens they are pushed with

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WAYS = ("typed", "pasted", "file", "pushed", "dropped", "worked_out")



def _refer(batch_op, table, name, other):
    batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
    batch_op.create_foreign_key(op.f(f"fk_{table}_{name}_{other}"), other, [name], ["id"], ondelete="SET NULL")
    batch_op.create_index(op.f(f"ix_{table}_{name}"), [name], unique=False)


def upgrade():
    op.create_table(
        "measure_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_measure_token_made_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_measure_token_measure_id_measure"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_measure_token_token_hash")),
    )
    op.create_index(op.f("ix_measure_token_made_by_id"), "measure_token", ["made_by_id"], unique=False)
    op.create_index(op.f("ix_measure_token_measure_id"), "measure_token", ["measure_id"], unique=False)
    with op.batch_alter_table("measure") as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("suppress_below", sa.Integer(), nullable=True))
        _refer(batch_op, "measure", "changed_by_id", "person")
    op.execute("UPDATE measure SET changed_at = started_at, changed_by_id = started_by_id")
    with op.batch_alter_table("measure") as batch_op:
        batch_op.alter_column("changed_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.alter_column("version", existing_type=sa.Integer(), server_default=None)
    way = sa.Enum(*WAYS, name="way", native_enum=False, create_constraint=True, length=40)
    with op.batch_alter_table("measure_batch") as batch_op:
        batch_op.add_column(sa.Column("way", way, nullable=False, server_default="pasted"))
        _refer(batch_op, "measure_batch", "token_id", "measure_token")
    op.execute("UPDATE measure_batch SET way = 'file' WHERE file_name <> ''")
    with op.batch_alter_table("measure_batch") as batch_op:
        batch_op.alter_column("way", existing_type=sa.String(length=40), server_default=None)


def downgrade():
    with op.batch_alter_table("measure_batch") as batch_op:
        batch_op.drop_index(op.f("ix_measure_batch_token_id"))
        batch_op.drop_constraint(op.f("fk_measure_batch_token_id_measure_token"), type_="foreignkey")
        batch_op.drop_column("token_id")
        batch_op.drop_column("way")
    with op.batch_alter_table("measure") as batch_op:
        batch_op.drop_index(op.f("ix_measure_changed_by_id"))
        batch_op.drop_constraint(op.f("fk_measure_changed_by_id_person"), type_="foreignkey")
        for name in ("changed_by_id", "suppress_below", "changed_at", "version"):
            batch_op.drop_column(name)
    op.drop_table("measure_token")
