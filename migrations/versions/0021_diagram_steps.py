"""projects: the driver diagram keeps its steps and what was taken out, orders ideas and knows their measures

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KINDS = ("added", "changed", "moved", "removed", "undone")


def _id(column, table, on_delete="CASCADE", of="", **options):
    name = op.f(f"fk_{of}_{column}_{table}")
    return sa.Column(column, sa.Integer(), sa.ForeignKey(f"{table}.id", name=name, ondelete=on_delete), **options)


def upgrade():
    with op.batch_alter_table("driver") as batch_op:
        batch_op.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("idea") as batch_op:
        batch_op.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE idea SET position = number")
    with op.batch_alter_table("idea") as batch_op:
        batch_op.alter_column("position", server_default=None)
    op.create_table(
        "diagram_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        _id("project_id", "project", of="diagram_measure", nullable=False),
        _id("driver_id", "driver", of="diagram_measure", nullable=True),
        _id("idea_id", "idea", of="diagram_measure", nullable=True),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diagram_measure")),
    )
    for column in ("project_id", "driver_id", "idea_id"):
        op.create_index(op.f(f"ix_diagram_measure_{column}"), "diagram_measure", [column], unique=False)
    op.create_table(
        "diagram_step",
        sa.Column("id", sa.Integer(), nullable=False),
        _id("project_id", "project", of="diagram_step", nullable=False),
        _id("actor_id", "person", "SET NULL", of="diagram_step", nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="stepkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("before", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("after", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("is_undone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diagram_step")),
    )
    op.create_index("ix_diagram_step_project_id_id", "diagram_step", ["project_id", "id"], unique=False)
    op.create_index(op.f("ix_diagram_step_actor_id"), "diagram_step", ["actor_id"], unique=False)


def downgrade():
    op.drop_table("diagram_step")
    op.drop_table("diagram_measure")
    # What was taken out is not there any more for the older version either.
    op.execute("DELETE FROM idea WHERE removed_at IS NOT NULL")
    op.execute("DELETE FROM driver WHERE removed_at IS NOT NULL")
    with op.batch_alter_table("idea") as batch_op:
        batch_op.drop_column("position")
        batch_op.drop_column("removed_at")
    with op.batch_alter_table("driver") as batch_op:
        batch_op.drop_column("removed_at")
