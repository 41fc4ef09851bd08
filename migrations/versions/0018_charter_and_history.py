"""projects: a fuller charter, parts and places of the team, the history of every field, templates

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TEXTS = ("scope_out", "risks", "equality", "ethics")
PARTS = ("sponsor", "care", "improvement", "measurement", "lived_experience", "member")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _part(name, **options):
    return sa.Column("part", sa.Enum(*PARTS, name=name, native_enum=False, create_constraint=True, length=40), **options)


def _id(table, column, target, on_delete="CASCADE", **options):
    key = sa.ForeignKey(f"{target}.id", name=op.f(f"fk_{table}_{column}_{target}"), ondelete=on_delete)
    return sa.Column(column, sa.Integer(), key, **options)


def upgrade():
    with op.batch_alter_table("project") as batch_op:
        for name in TEXTS:
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
            batch_op.add_column(sa.Column(f"{name}_html", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("aim_where", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("aim_measure_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("starts_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("ends_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("hints", JSON, nullable=False, server_default="{}"))
    with op.batch_alter_table("project") as batch_op:
        for name in (*TEXTS, *(f"{name}_html" for name in TEXTS), "aim_where", "hints"):
            batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table("team_member") as batch_op:
        batch_op.add_column(_part("teampart", nullable=False, server_default="member"))
    with op.batch_alter_table("team_member") as batch_op:
        batch_op.alter_column("part", server_default=None)
    # Whoever said it in words keeps the words; the list only learns what they plainly mean.
    op.execute("UPDATE team_member SET part = 'sponsor' WHERE lower(role) LIKE '%sponsor%'")
    op.execute(
        "UPDATE team_member SET part = 'lived_experience' WHERE part = 'member' AND (lower(role) LIKE '%carer%'"
        " OR lower(role) LIKE '%patient partner%' OR lower(role) LIKE '%lived experience%')"
    )
    op.create_table(
        "team_place",
        sa.Column("id", sa.Integer(), nullable=False),
        _id("team_place", "project_id", "project", nullable=False),
        _part("placepart", nullable=False),
        sa.Column("words", sa.String(length=120), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_place")),
    )
    op.create_index(op.f("ix_team_place_project_id"), "team_place", ["project_id"])
    op.create_table(
        "project_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        _id("project_revision", "project_id", "project", nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        _id("project_revision", "changed_by_id", "person", "SET NULL", nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _id("project_revision", "put_back_id", "project_revision", "SET NULL", nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_revision")),
    )
    op.create_index("ix_project_revision_project_id", "project_revision", ["project_id", "id"])
    op.create_index("ix_project_revision_thing", "project_revision", ["kind", "thing_id", "id"])
    op.create_index(op.f("ix_project_revision_changed_by_id"), "project_revision", ["changed_by_id"])
    op.create_index(op.f("ix_project_revision_put_back_id"), "project_revision", ["put_back_id"])
    op.create_table(
        "project_template",
        sa.Column("id", sa.Integer(), nullable=False),
        _id("project_template", "community_id", "community", nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("outline", JSON, nullable=False),
        _id("project_template", "saved_by_id", "person", "SET NULL", nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_template")),
        sa.UniqueConstraint("community_id", "title", name=op.f("uq_project_template_community_id_title")),
    )
    op.create_index(op.f("ix_project_template_saved_by_id"), "project_template", ["saved_by_id"])
    op.create_table(
        "suggested_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        _id("suggested_measure", "project_id", "project", nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("definition", sa.String(length=600), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggested_measure")),
    )
    op.create_index(op.f("ix_suggested_measure_project_id"), "suggested_measure", ["project_id"])


def downgrade():
    for table in ("suggested_measure", "project_template", "project_revision", "team_place"):
        op.drop_table(table)
    with op.batch_alter_table("team_member") as batch_op:
        batch_op.drop_column("part")
    with op.batch_alter_table("project") as batch_op:
        for name in ("hints", "ends_on", "starts_on", "aim_measure_id", "aim_where"):
            batch_op.drop_column(name)
        for name in TEXTS:
            batch_op.drop_column(f"{name}_html")
            batch_op.drop_column(name)
