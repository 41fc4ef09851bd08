"""diagnostics: fishbones, five whys, process maps and Pareto charts of projects, with their versions

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KINDS = ("fishbone", "whys", "process", "pareto")


def _id(table, column, to, on_delete="CASCADE", **options):
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.Column(column, sa.Integer(), sa.ForeignKey(f"{to}.id", name=name, ondelete=on_delete), **options)


def upgrade():
    op.create_table(
        "diagnostic",
        sa.Column("id", sa.Integer(), nullable=False),
        _id("diagnostic", "project_id", "project", nullable=False),
        _id("diagnostic", "community_id", "community", nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="diagnostickind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _id("diagnostic", "started_by_id", "person", "SET NULL", nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        _id("diagnostic", "changed_by_id", "person", "SET NULL", nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diagnostic")),
    )
    for column in ("project_id", "community_id", "started_by_id", "changed_by_id"):
        op.create_index(op.f(f"ix_diagnostic_{column}"), "diagnostic", [column], unique=False)
    op.create_table(
        "diagnostic_version",
        sa.Column("id", sa.Integer(), nullable=False),
        _id("diagnostic_version", "diagnostic_id", "diagnostic", nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _id("diagnostic_version", "saved_by_id", "person", "SET NULL", nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diagnostic_version")),
        sa.UniqueConstraint("diagnostic_id", "number", name=op.f("uq_diagnostic_version_diagnostic_id_number")),
    )
    op.create_index(op.f("ix_diagnostic_version_saved_by_id"), "diagnostic_version", ["saved_by_id"], unique=False)


def downgrade():
    op.drop_table("diagnostic_version")
    op.drop_table("diagnostic")
