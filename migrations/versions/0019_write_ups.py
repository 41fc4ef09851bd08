"""what a project says to others: sponsor reports as they were sent, and the write-up with its versions

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "sponsor_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_html", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_sponsor_ask_changed_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_sponsor_ask_project_id_project"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsor_ask")),
        sa.UniqueConstraint("project_id", name=op.f("uq_sponsor_ask_project_id")),
    )
    with op.batch_alter_table("sponsor_ask", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sponsor_ask_changed_by_id"), ["changed_by_id"], unique=False)

    op.create_table(
        "sponsor_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column(
            "period",
            sa.Enum(
                "since_last",
                "month",
                "quarter",
                name="report_period",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("ask_html", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_sponsor_report_project_id_project"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["person.id"], name=op.f("fk_sponsor_report_sent_by_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsor_report")),
    )
    with op.batch_alter_table("sponsor_report", schema=None) as batch_op:
        batch_op.create_index("ix_sponsor_report_project_id_sent_at", ["project_id", "sent_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sponsor_report_sent_by_id"), ["sent_by_id"], unique=False)

    op.create_table(
        "write_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "finished", name="writeupstate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_write_up_changed_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_write_up_project_id_project"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["person.id"], name=op.f("fk_write_up_started_by_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_write_up")),
        sa.UniqueConstraint("project_id", name=op.f("uq_write_up_project_id")),
    )
    with op.batch_alter_table("write_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_write_up_changed_by_id"), ["changed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_write_up_started_by_id"), ["started_by_id"], unique=False)

    op.create_table(
        "sponsor_report_chart",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("drawing", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["sponsor_report.id"],
            name=op.f("fk_sponsor_report_chart_report_id_sponsor_report"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsor_report_chart")),
        sa.UniqueConstraint("report_id", "position", name=op.f("uq_sponsor_report_chart_report_id_position")),
    )
    op.create_table(
        "write_up_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("write_up_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_html", sa.Text(), nullable=False),
        sa.Column("read_from", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_write_up_part_changed_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["write_up_id"], ["write_up.id"], name=op.f("fk_write_up_part_write_up_id_write_up"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_write_up_part")),
        sa.UniqueConstraint("write_up_id", "item", name=op.f("uq_write_up_part_write_up_id_item")),
    )
    with op.batch_alter_table("write_up_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_write_up_part_changed_by_id"), ["changed_by_id"], unique=False)

    op.create_table(
        "write_up_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["part_id"],
            ["write_up_part.id"],
            name=op.f("fk_write_up_version_part_id_write_up_part"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name=op.f("fk_write_up_version_written_by_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_write_up_version")),
        sa.UniqueConstraint("part_id", "number", name=op.f("uq_write_up_version_part_id_number")),
    )
    with op.batch_alter_table("write_up_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_write_up_version_written_by_id"), ["written_by_id"], unique=False)


def downgrade():
    for name in (
        "write_up_version",
        "write_up_part",
        "write_up",
        "sponsor_report_chart",
        "sponsor_report",
        "sponsor_ask",
    ):
        op.drop_table(name)
