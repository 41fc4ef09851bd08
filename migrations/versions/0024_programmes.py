"""programmes: their projects, shared definitions and who uses which version; measures name their site

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

CHART_KINDS = ("xmr", "run", "c", "u", "u_prime", "p", "p_prime", "g", "t")
PERIODS = ("day", "week", "month", "quarter", "year", "other")
KINDS = ("outcome", "process", "balancing")
DIRECTIONS = ("increase", "decrease", "neutral")
STATES = ("invited", "joined", "declined", "left")
TEXTS = {"numerator": 300, "denominator": 300, "exclusions": 500, "sampling": 300}


def _choice(name, values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _key(table, column, target, ondelete):
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), ondelete=ondelete
    )


def _index(table, *columns):
    for column in columns:
        with op.batch_alter_table(table) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def upgrade():
    with op.batch_alter_table("measure") as batch_op:
        batch_op.add_column(sa.Column("site", sa.String(length=80), nullable=False, server_default=""))
    with op.batch_alter_table("measure") as batch_op:
        batch_op.alter_column("site", server_default=None)
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("aim", sa.Text(), nullable=False),
        sa.Column("aim_html", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _key("programme", "community_id", "community", "CASCADE"),
        _key("programme", "started_by_id", "person", "SET NULL"),
        _key("programme", "changed_by_id", "person", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
    )
    _index("programme", "community_id", "started_by_id", "changed_by_id")
    op.create_table(
        "programme_lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        _key("programme_lead", "programme_id", "programme", "CASCADE"),
        _key("programme_lead", "person_id", "person", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_lead")),
        sa.UniqueConstraint("programme_id", "person_id", name=op.f("uq_programme_lead_programme_id_person_id")),
    )
    _index("programme_lead", "person_id")
    op.create_table(
        "programme_child",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("state", _choice("childstate", STATES), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        _key("programme_child", "programme_id", "programme", "CASCADE"),
        _key("programme_child", "project_id", "project", "CASCADE"),
        _key("programme_child", "invited_by_id", "person", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_child")),
        sa.UniqueConstraint("programme_id", "project_id", name=op.f("uq_programme_child_programme_id_project_id")),
    )
    _index("programme_child", "project_id", "invited_by_id")
    op.create_table(
        "definition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("definition", "programme_id", "programme", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition")),
    )
    _index("definition", "programme_id")
    op.create_table(
        "definition_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("definition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("kind", _choice("measurekind", KINDS), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        *(sa.Column(name, sa.String(length=length), nullable=False) for name, length in TEXTS.items()),
        sa.Column("per", sa.Double(), nullable=False),
        sa.Column("period", _choice("period", PERIODS), nullable=True),
        sa.Column("unit", sa.String(length=30), nullable=False),
        sa.Column("direction", _choice("direction", DIRECTIONS), nullable=False),
        sa.Column("chart_kind", _choice("chartkind", CHART_KINDS), nullable=False),
        sa.Column("target", sa.Double(), nullable=True),
        sa.Column("target_by", sa.Date(), nullable=True),
        sa.Column("lowest", sa.Double(), nullable=True),
        sa.Column("highest", sa.Double(), nullable=True),
        sa.Column("is_screened", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        _key("definition_version", "definition_id", "definition", "CASCADE"),
        _key("definition_version", "written_by_id", "person", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition_version")),
        sa.UniqueConstraint("definition_id", "number", name=op.f("uq_definition_version_definition_id_number")),
    )
    _index("definition_version", "written_by_id")
    op.create_table(
        "definition_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("definition_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("declined", sa.Integer(), nullable=True),
        sa.Column("decline_reason", sa.String(length=500), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        _key("definition_use", "definition_id", "definition", "CASCADE"),
        _key("definition_use", "measure_id", "measure", "CASCADE"),
        _key("definition_use", "answered_by_id", "person", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition_use")),
        sa.UniqueConstraint("measure_id", name=op.f("uq_definition_use_measure_id")),
    )
    with op.batch_alter_table("definition_use") as batch_op:
        batch_op.create_index("ix_definition_use_definition", ["definition_id", "measure_id"], unique=False)
    _index("definition_use", "answered_by_id")


def downgrade():
    for table in ("definition_use", "definition_version", "definition", "programme_child", "programme_lead", "programme"):
        op.drop_table(table)
    with op.batch_alter_table("measure") as batch_op:
        batch_op.drop_column("site")
