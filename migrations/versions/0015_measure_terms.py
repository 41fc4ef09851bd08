"""measures: which chart, numerator and denominator, period, target date and baseline window

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

CHART_KINDS = ("xmr", "run", "c", "u", "u_prime", "p", "p_prime", "g", "t")
PERIODS = ("day", "week", "month", "quarter", "year", "other")
TEXTS = {"numerator": 300, "denominator": 300, "exclusions": 500, "sampling": 300, "collected_by": 200}


def _choice(column, name, values, **options):
    return sa.Column(column, sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40), **options)


def upgrade():
    with op.batch_alter_table("measure") as batch_op:
        batch_op.add_column(_choice("chart_kind", "chartkind", CHART_KINDS, nullable=False, server_default="xmr"))
        for name, length in TEXTS.items():
            batch_op.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("per", sa.Double(), nullable=False, server_default="1"))
        batch_op.add_column(_choice("period", "period", PERIODS, nullable=True))
        batch_op.add_column(sa.Column("target_by", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("baseline_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("baseline_until", sa.Date(), nullable=True))
    with op.batch_alter_table("measure") as batch_op:
        for name in ("chart_kind", "per", *TEXTS):
            batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table("measure_reading") as batch_op:
        batch_op.add_column(sa.Column("numerator", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("denominator", sa.Double(), nullable=True))


def downgrade():
    with op.batch_alter_table("measure_reading") as batch_op:
        batch_op.drop_column("denominator")
        batch_op.drop_column("numerator")
    with op.batch_alter_table("measure") as batch_op:
        for name in ("baseline_until", "baseline_from", "target_by", "period", "per", *TEXTS, "chart_kind"):
            batch_op.drop_column(name)
