"""topics: tags become topics with synonyms

Revision ID: 0006
Revises: 0005
"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

AND = re.compile(r"(?<=\w)\s*[&+]\s*(?=\w)")
DROPPED = re.compile("['’ʼ`]")
SPLIT = re.compile(r"[\W_]+")


def key_of(text):
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    words = [part for part in SPLIT.split(AND.sub(" and ", DROPPED.sub("", folded))) if part]
    return "-".join(words or [f"u{ord(sign):x}" for sign in folded if not sign.isspace()])[:120]


def upgrade():
    make_tables()
    with op.batch_alter_table("thread_tag") as batch_op:
        batch_op.add_column(sa.Column("topic_id", sa.Integer(), nullable=True))
    fill()
    with op.batch_alter_table("thread_tag") as batch_op:
        batch_op.drop_index(batch_op.f("ix_thread_tag_key"))
        batch_op.drop_constraint(batch_op.f("uq_thread_tag_thread_id_key"), type_="unique")
        batch_op.drop_column("key")
        batch_op.alter_column("topic_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(batch_op.f("fk_thread_tag_topic_id_topic"), "topic", ["topic_id"], ["id"])
        batch_op.create_unique_constraint(batch_op.f("uq_thread_tag_thread_id_topic_id"), ["thread_id", "topic_id"])
        batch_op.create_index(batch_op.f("ix_thread_tag_topic_id"), ["topic_id"], unique=False)


def make_tables():
    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("status", sa.Enum("suggested", "controlled", "retired", name="topicstatus", native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("suggested_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["merged_into_id"], ["topic.id"], name=op.f("fk_topic_merged_into_id_topic")),
        sa.ForeignKeyConstraint(["suggested_by_id"], ["person.id"], name=op.f("fk_topic_suggested_by_id_person"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("key", name=op.f("uq_topic_key")),
    )
    with op.batch_alter_table("topic") as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_topic_status"), ["status"], unique=False)
    op.create_table(
        "topic_synonym",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_synonym_topic_id_topic"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_synonym")),
        sa.UniqueConstraint("key", name=op.f("uq_topic_synonym_key")),
    )
    with op.batch_alter_table("topic_synonym") as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_synonym_topic_id"), ["topic_id"], unique=False)
    op.create_table(
        "topic_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["into_id"], ["topic.id"], name=op.f("fk_topic_merge_into_id_topic"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["merged_by_id"], ["person.id"], name=op.f("fk_topic_merge_merged_by_id_person")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_merge_topic_id_topic"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_merge")),
    )
    with op.batch_alter_table("topic_merge") as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_merge_into_id"), ["into_id"], unique=False)


TAG = sa.table("thread_tag", *(sa.column(name) for name in ("id", "thread_id", "key", "label", "topic_id")))
THREAD = sa.table("thread", sa.column("id"), sa.column("started_by_id"), sa.column("created_at", sa.DateTime(timezone=True)))
TOPIC = sa.table(
    "topic",
    *(sa.column(name) for name in ("id", "key", "label", "description", "status", "suggested_by_id")),
    sa.column("created_at", sa.DateTime(timezone=True)),
)


def fill():
    """Each tag becomes a suggestion: which of them everybody may see, a curator says. Of two spellings of one word on a
    thread the first stays."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(TAG.c.id, TAG.c.thread_id, TAG.c.label, THREAD.c.started_by_id, THREAD.c.created_at)
        .join(THREAD, THREAD.c.id == TAG.c.thread_id)
        .order_by(TAG.c.id)
    ).all()
    topics, borne = {}, set()
    for id_, thread_id, label, person_id, moment in rows:
        key = key_of(label) or f"tag-{id_}"
        if key not in topics:
            connection.execute(
                TOPIC.insert().values(
                    key=key, label=label, description="", status="suggested", suggested_by_id=person_id, created_at=moment
                )
            )
            topics[key] = connection.scalar(sa.select(TOPIC.c.id).where(TOPIC.c.key == key))
        if (thread_id, key) in borne:
            connection.execute(TAG.delete().where(TAG.c.id == id_))
        else:
            borne.add((thread_id, key))
            connection.execute(TAG.update().where(TAG.c.id == id_).values(topic_id=topics[key]))


def downgrade():
    with op.batch_alter_table("thread_tag") as batch_op:
        batch_op.add_column(sa.Column("key", sa.String(length=80), nullable=True))
    connection = op.get_bind()
    for id_, label in connection.execute(sa.select(TAG.c.id, TAG.c.label)).all():
        connection.execute(TAG.update().where(TAG.c.id == id_).values(key=label.casefold()[:80]))
    with op.batch_alter_table("thread_tag") as batch_op:
        batch_op.drop_index(batch_op.f("ix_thread_tag_topic_id"))
        batch_op.drop_constraint(batch_op.f("uq_thread_tag_thread_id_topic_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_thread_tag_topic_id_topic"), type_="foreignkey")
        batch_op.drop_column("topic_id")
        batch_op.alter_column("key", existing_type=sa.String(length=80), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_thread_tag_thread_id_key"), ["thread_id", "key"])
        batch_op.create_index(batch_op.f("ix_thread_tag_key"), ["key"], unique=False)
    op.drop_table("topic_merge")
    op.drop_table("topic_synonym")
    op.drop_table("topic")
