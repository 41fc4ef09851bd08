"""chat: what was kept of talks, how long the rest stays, what a report hid; moderation: reports of direct talk

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def _key(table, column, target, **options):
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}_{target.split('.')[0]}", **options)


def upgrade():
    _excerpts()
    _retention()
    with op.batch_alter_table("flag") as batch_op:
        batch_op.alter_column("community_id", existing_type=sa.Integer(), nullable=True)


def _excerpts():
    op.create_table(
        "excerpt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        _key("excerpt", "channel_id", "channel.id", ondelete="CASCADE"),
        _key("excerpt", "made_by_id", "person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excerpt")),
    )
    op.create_index(op.f("ix_excerpt_channel_id"), "excerpt", ["channel_id"])
    op.create_index(op.f("ix_excerpt_made_by_id"), "excerpt", ["made_by_id"])
    op.create_table(
        "excerpt_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("excerpt_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        _key("excerpt_item", "excerpt_id", "excerpt.id", ondelete="CASCADE"),
        _key("excerpt_item", "message_id", "message.id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excerpt_item")),
        sa.UniqueConstraint("excerpt_id", "place", name=op.f("uq_excerpt_item_excerpt_id_place")),
    )
    op.create_index(op.f("ix_excerpt_item_message_id"), "excerpt_item", ["message_id"])


def _retention():
    op.create_table(
        "chat_retention",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("days_before", sa.Integer(), nullable=True),
        sa.Column("holds_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        _key("chat_retention", "community_id", "community.id", ondelete="CASCADE"),
        _key("chat_retention", "changed_by_id", "person.id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_chat_retention")),
    )
    op.create_table(
        "hidden_message",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_by_id", sa.Integer(), nullable=True),
        _key("hidden_message", "message_id", "message.id", ondelete="CASCADE"),
        _key("hidden_message", "hidden_by_id", "person.id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_hidden_message")),
    )
    op.add_column("message", sa.Column("is_hidden", sa.Boolean(), nullable=False, server_default=sa.false()))
    if op.get_bind().dialect.name != "sqlite":  # there it would mean copying the table, and cascades with it
        op.alter_column("message", "is_hidden", server_default=None)


def downgrade():
    with op.batch_alter_table("flag") as batch_op:
        batch_op.alter_column("community_id", existing_type=sa.Integer(), nullable=False)
    op.drop_column("message", "is_hidden")
    op.drop_table("hidden_message")
    op.drop_table("chat_retention")
    op.drop_table("excerpt_item")
    op.drop_table("excerpt")
