"""chat: rooms, direct talk, muting and refusing; notifications: protected time

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def _key(table, column, target, **options):
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}_{target.split('.')[0]}", **options)


def upgrade():
    # Communities that exist get what new ones begin with; the default does not stay in the table.
    op.add_column("community", sa.Column("members_start_rooms", sa.Boolean(), nullable=False, server_default=sa.true()))
    if op.get_bind().dialect.name != "sqlite":  # there it would mean copying the table, and cascades with it
        op.alter_column("community", "members_start_rooms", server_default=None)
    with op.batch_alter_table("channel") as batch_op:
        batch_op.alter_column("community_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_check_constraint(
            op.f("ck_channel_direct_has_no_community"), "(subject_kind = 'direct') = (community_id IS NULL)"
        )
    _rooms()
    _direct()
    _peace()


def _rooms():
    op.create_table(
        "chat_room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sa.String(length=120), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        _key("chat_room", "community_id", "community.id", ondelete="CASCADE"),
        _key("chat_room", "started_by_id", "person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_room")),
        sa.UniqueConstraint("community_id", "name_key", name=op.f("uq_chat_room_community_id_name_key")),
    )
    op.create_index(op.f("ix_chat_room_started_by_id"), "chat_room", ["started_by_id"])


def _direct():
    op.create_table(
        "direct_talk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("people_key", sa.String(length=240), nullable=True),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        _key("direct_talk", "started_by_id", "person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_direct_talk")),
        sa.UniqueConstraint("people_key", name=op.f("uq_direct_talk_people_key")),
    )
    op.create_index(op.f("ix_direct_talk_started_by_id"), "direct_talk", ["started_by_id"])
    op.create_table(
        "direct_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        _key("direct_person", "talk_id", "direct_talk.id", ondelete="CASCADE"),
        _key("direct_person", "person_id", "person.id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_direct_person")),
        sa.UniqueConstraint("talk_id", "person_id", name=op.f("uq_direct_person_talk_id_person_id")),
    )
    op.create_index(op.f("ix_direct_person_person_id"), "direct_person", ["person_id"])


def _peace():
    op.create_table(
        "chat_settings",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("shows_presence", sa.Boolean(), nullable=False),
        sa.Column("accepts_direct", sa.Boolean(), nullable=True),
        _key("chat_settings", "person_id", "person.id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_chat_settings")),
    )
    op.create_table(
        "chat_refusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("refused_id", sa.Integer(), nullable=False),
        _key("chat_refusal", "person_id", "person.id", ondelete="CASCADE"),
        _key("chat_refusal", "refused_id", "person.id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_refusal")),
        sa.UniqueConstraint("person_id", "refused_id", name=op.f("uq_chat_refusal_person_id_refused_id")),
    )
    op.create_index(op.f("ix_chat_refusal_refused_id"), "chat_refusal", ["refused_id"])
    op.create_table(
        "chat_mute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        _key("chat_mute", "person_id", "person.id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_mute")),
        sa.UniqueConstraint(
            "person_id", "subject_kind", "subject_id", name=op.f("uq_chat_mute_person_id_subject_kind_subject_id")
        ),
    )
    op.create_index("ix_chat_mute_subject", "chat_mute", ["subject_kind", "subject_id"])
    op.create_table(
        "protected_time",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("whole_days", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "starts BETWEEN 0 AND 1439 AND ends BETWEEN 0 AND 1439", name=op.f("ck_protected_time_minutes")
        ),
        sa.CheckConstraint(
            "days BETWEEN 0 AND 127 AND whole_days BETWEEN 0 AND 127", name=op.f("ck_protected_time_days")
        ),
        _key("protected_time", "person_id", "person.id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_protected_time")),
    )


def downgrade():
    op.execute(sa.text("DELETE FROM channel WHERE subject_kind = 'direct'"))
    for table in ("protected_time", "chat_mute", "chat_refusal", "chat_settings", "direct_person", "direct_talk", "chat_room"):
        op.drop_table(table)
    with op.batch_alter_table("channel") as batch_op:
        batch_op.drop_constraint(op.f("ck_channel_direct_has_no_community"), type_="check")
        batch_op.alter_column("community_id", existing_type=sa.Integer(), nullable=False)
    op.drop_column("community", "members_start_rooms")
