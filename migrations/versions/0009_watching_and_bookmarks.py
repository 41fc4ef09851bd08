"""Watching, and bookmarks

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-26 11:45:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

NARROW = sa.Enum('follow', 'mute', name='followlevel', native_enum=False, create_constraint=True, length=40)
WIDE = sa.Enum('follow', 'watch', 'mute', name='followlevel', native_enum=False, create_constraint=True, length=40)


def upgrade():
    with op.batch_alter_table('following', schema=None) as batch_op:
        batch_op.alter_column('level', existing_type=NARROW, type_=WIDE, existing_nullable=False)
    op.create_table('bookmark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('subject_kind', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('remind_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_bookmark_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bookmark')),
    sa.UniqueConstraint('person_id', 'subject_kind', 'subject_id', name=op.f('uq_bookmark_person_id_subject_kind_subject_id'))
    )
    op.create_index('ix_bookmark_due', 'bookmark', ['reminded_at', 'remind_at'], unique=False)


def downgrade():
    op.drop_table('bookmark')
    op.execute("UPDATE following SET level = 'follow' WHERE level = 'watch'")
    with op.batch_alter_table('following', schema=None) as batch_op:
        batch_op.alter_column('level', existing_type=WIDE, type_=NARROW, existing_nullable=False)
