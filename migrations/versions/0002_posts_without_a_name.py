"""posts without a name

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-26 11:22:05
"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('sealed_author',
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('person', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['post_id'], ['post.id'], name=op.f('fk_sealed_author_post_id_post'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('post_id', name=op.f('pk_sealed_author'))
    )
    op.create_table('unsealing_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('ground', sa.Enum('danger', 'harassment', 'identifiable', 'law', name='ground', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('shows_post', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Enum('open', 'approved', 'declined', 'expired', name='requeststate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('note', sa.String(length=2000), nullable=False),
    sa.Column('shown_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asker_opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decider_opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_unsealing_request_asked_by_id_person')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_unsealing_request_decided_by_id_person')),
    sa.ForeignKeyConstraint(['post_id'], ['post.id'], name=op.f('fk_unsealing_request_post_id_post'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unsealing_request'))
    )
    with op.batch_alter_table('unsealing_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_unsealing_request_asked_by_id'), ['asked_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_unsealing_request_post_id'), ['post_id'], unique=False)
        batch_op.create_index('ix_unsealing_request_state', ['state', 'expires_at'], unique=False)
        batch_op.create_index('uq_unsealing_request_open', ['post_id'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    # Communities that exist get what new ones begin with; the default does not stay in the table.
    op.add_column('community', sa.Column('allows_anonymous', sa.Boolean(), nullable=False, server_default=sa.true()))
    if op.get_bind().dialect.name != 'sqlite':  # there it would mean copying the table, and cascades with it
        op.alter_column('community', 'allows_anonymous', server_default=None)

    for table in ('post', 'thread'):
        op.add_column(table, sa.Column('alias', sa.Integer(), nullable=True))
        op.add_column(table, sa.Column('author_mark', sa.String(length=80), nullable=True))

    # What was kept of a form named its sender. These rows live for two days only, so they are let go of.
    op.drop_table('submission')
    op.create_table('submission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('location', sa.String(length=2000), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submission')),
    sa.UniqueConstraint('key', name=op.f('uq_submission_key'))
    )
    op.create_index(op.f('ix_submission_sent_at'), 'submission', ['sent_at'], unique=False)


def downgrade():
    op.drop_table('submission')
    op.create_table('submission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=64), nullable=False),
    sa.Column('location', sa.String(length=2000), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_submission_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submission')),
    sa.UniqueConstraint('person_id', 'token', name=op.f('uq_submission_person_id_token'))
    )
    op.create_index(op.f('ix_submission_sent_at'), 'submission', ['sent_at'], unique=False)
    for table in ('thread', 'post'):
        op.drop_column(table, 'author_mark')
        op.drop_column(table, 'alias')
    op.drop_column('community', 'allows_anonymous')
    op.drop_table('unsealing_request')
    op.drop_table('sealed_author')
