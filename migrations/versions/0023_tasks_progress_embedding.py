"""tasks on projects and cycles; what a team says of its progress; handing over, and looking again

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

STATES = ("open", "done", "dropped")
BECAME = ("added", "reworded", "given", "moved", "done", "reopened", "dropped")
STILL_THERE = ("yes", "partly", "no")


def _choice(column, name, values, **options):
    return sa.Column(column, sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40), **options)


def _when(column, **options):
    return sa.Column(column, sa.DateTime(timezone=True), **options)


def _to(table, column, other, **options):
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, **options)


def _number(column, **options):
    return sa.Column(column, sa.Integer(), **options)


def _tasks():
    op.create_table(
        "task",
        _number("id", nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        _number("subject_id", nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        _number("owner_id", nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        _choice("state", "taskstate", STATES, nullable=False),
        _when("remind_at", nullable=True),
        _number("added_by_id", nullable=False),
        _when("added_at", nullable=False),
        _when("closed_at", nullable=True),
        _number("version", nullable=False),
        _number("changed_by_id", nullable=True),
        _when("changed_at", nullable=False),
        _to("task", "owner_id", "person"),
        _to("task", "added_by_id", "person"),
        _to("task", "changed_by_id", "person", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index("ix_task_subject", "task", ["subject_kind", "subject_id"])
    op.create_index("ix_task_owner", "task", ["owner_id", "state", "due_on"])
    op.create_index("ix_task_remind_at", "task", ["remind_at"])
    op.create_table(
        "task_change",
        _number("id", nullable=False),
        _number("task_id", nullable=False),
        _choice("became", "became", BECAME, nullable=False),
        sa.Column("words", sa.String(length=330), nullable=False),
        _number("by_id", nullable=True),
        _when("at", nullable=False),
        _to("task_change", "task_id", "task", ondelete="CASCADE"),
        _to("task_change", "by_id", "person", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_change")),
    )
    op.create_index(op.f("ix_task_change_task_id"), "task_change", ["task_id"])


def _progress():
    op.create_table(
        "progress_score",
        _number("id", nullable=False),
        _number("project_id", nullable=False),
        _number("halves", nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("set_on", sa.Date(), nullable=False),
        _number("set_by_id", nullable=True),
        _when("set_at", nullable=False),
        sa.CheckConstraint("halves BETWEEN 1 AND 10", name=op.f("ck_progress_score_on_the_scale")),
        _to("progress_score", "project_id", "project", ondelete="CASCADE"),
        _to("progress_score", "set_by_id", "person", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_score")),
    )
    op.create_index("ix_progress_score_project_id", "progress_score", ["project_id", "id"])


def _embedding():
    texts = [
        sa.Column(name + ending, sa.Text(), nullable=False)
        for name in ("standard_work", "training", "monitoring")
        for ending in ("", "_html")
    ]
    op.create_table(
        "embedding",
        _number("id", nullable=False),
        _number("project_id", nullable=False),
        _number("owner_id", nullable=True),
        *texts,
        sa.Column("handed_over_on", sa.Date(), nullable=True),
        _number("version", nullable=False),
        _number("changed_by_id", nullable=True),
        _when("changed_at", nullable=False),
        _to("embedding", "project_id", "project", ondelete="CASCADE"),
        _to("embedding", "owner_id", "person"),
        _to("embedding", "changed_by_id", "person", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_embedding")),
        sa.UniqueConstraint("project_id", name=op.f("uq_embedding_project_id")),
    )
    op.create_index(op.f("ix_embedding_owner_id"), "embedding", ["owner_id"])
    op.create_table(
        "embedding_check",
        _number("id", nullable=False),
        _number("embedding_id", nullable=False),
        _number("months", nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        _when("tell_at", nullable=True),
        _choice("answer", "stillthere", STILL_THERE, nullable=True),
        sa.Column("chart_says", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("note_html", sa.Text(), nullable=False),
        _number("answered_by_id", nullable=True),
        _when("answered_at", nullable=True),
        _to("embedding_check", "embedding_id", "embedding", ondelete="CASCADE"),
        _to("embedding_check", "answered_by_id", "person", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_embedding_check")),
        sa.UniqueConstraint("embedding_id", "months", name=op.f("uq_embedding_check_embedding_id_months")),
    )
    op.create_index("ix_embedding_check_tell_at", "embedding_check", ["tell_at"])
    op.create_index("ix_embedding_check_answered_at", "embedding_check", ["answered_at", "due_on"])


def upgrade():
    _tasks()
    _progress()
    _embedding()


def downgrade():
    for table in ("embedding_check", "embedding", "progress_score", "task_change", "task"):
        op.drop_table(table)
