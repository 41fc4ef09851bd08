"""cycles: the data plan, what they should move, where they came from; figures, comparison, next move; steps taken back

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOVES = ("scale_up", "run_again", "next_cycle")
STEPS = ("started", "done", "studied", "acted")
LINES = {"data_what": 300, "data_who": 200, "data_when": 200, "data_where": 200}
TEXTS = ("collected", "compared")
HTML = tuple(f"{name}_html" for name in TEXTS)


def _choice(column, name, values, **options):
    return sa.Column(column, sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40), **options)


def upgrade():
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    with op.batch_alter_table("cycle") as batch_op:
        for name, length in LINES.items():
            batch_op.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
        for name in (*TEXTS, *HTML):
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("measures", json, nullable=False, server_default="[]"))
        batch_op.add_column(_choice("next_move", "nextmove", MOVES, nullable=True))
        batch_op.add_column(sa.Column("came_from_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("cycle") as batch_op:
        for name in (*LINES, *TEXTS, *HTML, "measures"):
            batch_op.alter_column(name, server_default=None)
        batch_op.create_foreign_key(
            op.f("fk_cycle_came_from_id_cycle"), "cycle", ["came_from_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index(batch_op.f("ix_cycle_came_from_id"), ["came_from_id"])
    # What the next cycle was, until now: the one after it in its ramp.
    op.execute(
        "UPDATE cycle SET came_from_id = (SELECT earlier.id FROM cycle AS earlier WHERE earlier.idea_id = cycle.idea_id"
        " AND earlier.number = cycle.number - 1 AND earlier.state = 'acted')"
    )
    op.create_table(
        "cycle_step_back",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        _choice("undone", "step", STEPS, nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_cycle_step_back_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_cycle_step_back_cycle_id_cycle"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle_step_back")),
    )
    op.create_index(op.f("ix_cycle_step_back_cycle_id"), "cycle_step_back", ["cycle_id"])
    op.create_index(op.f("ix_cycle_step_back_by_id"), "cycle_step_back", ["by_id"])


def downgrade():
    op.drop_table("cycle_step_back")
    with op.batch_alter_table("cycle") as batch_op:
        batch_op.drop_index(batch_op.f("ix_cycle_came_from_id"))
        batch_op.drop_constraint(op.f("fk_cycle_came_from_id_cycle"), type_="foreignkey")
    with op.batch_alter_table("cycle") as batch_op:
        for name in ("came_from_id", "next_move", "measures", *HTML, *TEXTS, *LINES):
            batch_op.drop_column(name)
