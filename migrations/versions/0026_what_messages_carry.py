"""what messages carry: reactions, side threads, pins, files, words to search

Revision ID: 0026
Revises: 0025
"""

import html
import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

REACTIONS = ("thanks", "helped", "see_this_too", "see_differently")
TAG = re.compile(r"<[^>]*>")
SPACES = re.compile(r"\s+")


def upgrade():
    with op.batch_alter_table("message") as table:
        table.add_column(sa.Column("root_number", sa.Integer(), nullable=True))
        table.add_column(sa.Column("words", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("has_files", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("reaction_count", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("last_reply_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("pinned_by_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_message_pinned_by_id_person"), "person", ["pinned_by_id"], ["id"])
    with op.batch_alter_table("message") as table:
        for column in ("words", "has_files", "reaction_count"):
            table.alter_column(column, server_default=None)
        table.create_index("ix_message_moment", ["channel_id", "created_at"])
        table.create_index("ix_message_root", ["channel_id", "root_number", "number"])
        table.create_index("ix_message_pinned", ["channel_id", "pinned_at"])
    op.create_table(
        "message_reaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*REACTIONS, name="reactionkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_message_reaction_message_id_message"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_message_reaction_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_reaction")),
        sa.UniqueConstraint(
            "message_id", "person_id", "kind", name=op.f("uq_message_reaction_message_id_person_id_kind")
        ),
    )
    op.create_index(op.f("ix_message_reaction_person_id"), "message_reaction", ["person_id"])
    op.create_table(
        "side_read_marker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("root_number", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_side_read_marker_channel_id_channel"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_side_read_marker_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_side_read_marker")),
        sa.UniqueConstraint(
            "person_id",
            "channel_id",
            "root_number",
            name=op.f("uq_side_read_marker_person_id_channel_id_root_number"),
        ),
    )
    op.create_index(op.f("ix_side_read_marker_channel_id"), "side_read_marker", ["channel_id"])
    _fill_words()


def _fill_words():
    """What each message said so far can be found, too."""
    message = sa.table("message", sa.column("id"), sa.column("body_html"), sa.column("words"))
    connection = op.get_bind()
    rows = connection.execute(sa.select(message.c.id, message.c.body_html).where(message.c.body_html != "")).all()
    for id_, said in rows:
        words = SPACES.sub(" ", html.unescape(TAG.sub(" ", said))).strip()
        folded = "".join((unicodedata.normalize("NFKD", letter)[:1] or letter).lower()[:1] for letter in words)
        connection.execute(sa.update(message).where(message.c.id == id_).values(words=folded))


def downgrade():
    op.drop_table("side_read_marker")
    op.drop_table("message_reaction")
    with op.batch_alter_table("message") as table:
        for index in ("ix_message_moment", "ix_message_root", "ix_message_pinned"):
            table.drop_index(index)
        table.drop_constraint(op.f("fk_message_pinned_by_id_person"), type_="foreignkey")
        for column in (
            "root_number", "words", "has_files", "reaction_count", "last_reply_at", "pinned_at", "pinned_by_id",
        ):
            table.drop_column(column)
