"""structured summaries: parts under headings, drafts, and who looks after them

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

HEADINGS = ("asked", "said", "differ", "agreed", "open_ends")
SUMMARY = sa.table("summary", *(sa.column(name) for name in ("id", "thread_id", "author_id", "body", "body_html")))
PART = sa.table("summary_part", *(sa.column(name) for name in ("id", "summary_id", "heading", "body", "body_html")))
THREAD = sa.table("thread", sa.column("id"), sa.column("summary_owner_id"))


def upgrade():
    op.create_table(
        "summary_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("summary_id", sa.Integer(), nullable=False),
        sa.Column("heading", sa.Enum(*HEADINGS, name="heading", native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["summary_id"], ["summary.id"], name=op.f("fk_summary_part_summary_id_summary"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_part")),
        sa.UniqueConstraint("summary_id", "heading", name=op.f("uq_summary_part_summary_id_heading")),
    )
    op.create_table(
        "summary_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("is_by_rules", sa.Boolean(), nullable=False),
        sa.Column("post_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["saved_by_id"], ["person.id"], name=op.f("fk_summary_draft_saved_by_id_person")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_summary_draft_thread_id_thread"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_draft")),
        sa.UniqueConstraint("thread_id", name=op.f("uq_summary_draft_thread_id")),
    )
    with op.batch_alter_table("thread") as batch_op:
        batch_op.add_column(sa.Column("summary_owner_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_thread_summary_owner_id"), ["summary_owner_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_thread_summary_owner_id_person"), "person", ["summary_owner_id"], ["id"])
    connection = op.get_bind()
    # What was written in one piece is what was said; who wrote the newest looks after it.
    written = sa.select(SUMMARY.c.id, sa.literal("said"), SUMMARY.c.body, SUMMARY.c.body_html)
    connection.execute(PART.insert().from_select(["summary_id", "heading", "body", "body_html"], written))
    for thread_id, author_id in connection.execute(
        sa.select(SUMMARY.c.thread_id, SUMMARY.c.author_id).order_by(SUMMARY.c.id)
    ).all():
        connection.execute(THREAD.update().where(THREAD.c.id == thread_id).values(summary_owner_id=author_id))
    with op.batch_alter_table("summary") as batch_op:
        batch_op.drop_column("body")
        batch_op.drop_column("body_html")


def downgrade():
    with op.batch_alter_table("summary") as batch_op:
        batch_op.add_column(sa.Column("body", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("body_html", sa.Text(), nullable=True))
    connection = op.get_bind()
    together = {}
    for summary_id, heading, body, html in connection.execute(
        sa.select(PART.c.summary_id, PART.c.heading, PART.c.body, PART.c.body_html)
    ).all():
        together.setdefault(summary_id, {})[heading] = (body, html)
    for summary_id, parts in together.items():
        found = [parts[heading] for heading in HEADINGS if heading in parts]
        connection.execute(
            SUMMARY.update()
            .where(SUMMARY.c.id == summary_id)
            .values(body="\n\n".join(body for body, _ in found), body_html="\n".join(html for _, html in found))
        )
    connection.execute(SUMMARY.update().where(SUMMARY.c.body.is_(None)).values(body="", body_html=""))
    with op.batch_alter_table("summary") as batch_op:
        batch_op.alter_column("body", existing_type=sa.Text(), nullable=False)
        batch_op.alter_column("body_html", existing_type=sa.Text(), nullable=False)
    with op.batch_alter_table("thread") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_thread_summary_owner_id_person"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_thread_summary_owner_id"))
        batch_op.drop_column("summary_owner_id")
    op.drop_table("summary_draft")
    op.drop_table("summary_part")
