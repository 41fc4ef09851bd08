"""interpretations: what a signal on a chart means, read by several people

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

RELATIONS = "'led_to', 'kept_from', 'decided_in', 'tested_by', 'measured_by', 'taught', 'adopted_as'"
STATES = ("collecting", "shown", "agreed", "parted")
SURENESS = ("guess", "likely", "nearly_sure")


def _choice(column, name, values, **options):
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(column, kind, nullable=False, **options)


def _person(table, column, ondelete):
    return sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_{table}_{column}_person"), ondelete=ondelete)


def _texts(*names):
    return [
        sa.Column(f"{name}{ending}", sa.Text(), nullable=False) for name in names for ending in ("", "_html")
    ]


def _relations(values):
    with op.batch_alter_table("chain_link") as batch_op:
        batch_op.drop_constraint(op.f("ck_chain_link_relation"), type_="check")
        batch_op.create_check_constraint(op.f("ck_chain_link_relation"), f"relation IN ({values})")


def upgrade():
    _relations(f"{RELATIONS}, 'interpreted_in'")
    op.create_table(
        "interpretation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("finding", sa.String(length=40), nullable=False),
        sa.Column("finding_text", sa.String(length=200), nullable=False),
        sa.Column("signal_from", sa.Date(), nullable=False),
        sa.Column("signal_until", sa.Date(), nullable=False),
        _choice("state", "interpretation_state", STATES),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed", sa.String(length=200), nullable=False),
        *_texts("reasons", "differences"),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('agreed', 'parted')) = (settled_at IS NOT NULL)",
            name=op.f("ck_interpretation_settled_with_time"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_interpretation_community_id_community"), ondelete="CASCADE"
        ),
        _person("interpretation", "opened_by_id", "SET NULL"),
        _person("interpretation", "settled_by_id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpretation")),
        sa.UniqueConstraint("subject_kind", "subject_id", "finding", "signal_from", name="uq_interpretation_signal"),
    )
    with op.batch_alter_table("interpretation") as batch_op:
        for column in ("community_id", "opened_by_id", "settled_by_id"):
            batch_op.create_index(batch_op.f(f"ix_interpretation_{column}"), [column], unique=False)
        batch_op.create_index("ix_interpretation_state_due", ["state", "due_at"], unique=False)
    op.create_table(
        "interpretation_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interpretation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        *_texts("what_changed"),
        sa.Column("since", sa.String(length=100), nullable=False),
        *_texts("why"),
        _choice("sureness", "sureness", SURENESS),
        *_texts("evidence", "would_change"),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["interpretation_id"],
            ["interpretation.id"],
            name=op.f("fk_interpretation_reading_interpretation_id_interpretation"),
            ondelete="CASCADE",
        ),
        _person("interpretation_reading", "person_id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpretation_reading")),
        sa.UniqueConstraint(
            "interpretation_id", "person_id", "round", name=op.f("uq_interpretation_reading_interpretation_id_person_id_round")
        ),
    )
    with op.batch_alter_table("interpretation_reading") as batch_op:
        batch_op.create_index(batch_op.f("ix_interpretation_reading_person_id"), ["person_id"], unique=False)


def downgrade():
    op.drop_table("interpretation_reading")
    op.drop_table("interpretation")
    op.execute("DELETE FROM chain_link WHERE relation = 'interpreted_in'")
    _relations(RELATIONS)
