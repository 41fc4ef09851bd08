"""What people have read, to the post

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-26 11:30:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('read_range',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mark_id', sa.Integer(), nullable=False),
    sa.Column('first_number', sa.Integer(), nullable=False),
    sa.Column('last_number', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['mark_id'], ['read_mark.id'], name=op.f('fk_read_range_mark_id_read_mark'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_read_range')),
    sa.UniqueConstraint('mark_id', 'first_number', name=op.f('uq_read_range_mark_id_first_number'))
    )
    # Not in a batch: SQLite would make the table anew and, with foreign keys on, take the ranges with the old one.
    op.add_column('read_mark', sa.Column('read_count', sa.Integer(), nullable=False, server_default='0'))
    op.execute('UPDATE read_mark SET read_count = last_post_number')
    op.execute(
        'INSERT INTO read_range (mark_id, first_number, last_number) '
        'SELECT id, 1, last_post_number FROM read_mark WHERE last_post_number > 0'
    )
    op.drop_column('read_mark', 'last_post_number')
    op.create_index('ix_post_hidden', 'post', ['thread_id', 'is_hidden'], unique=False)


def downgrade():
    op.drop_index('ix_post_hidden', table_name='post')
    op.add_column('read_mark', sa.Column('last_post_number', sa.Integer(), nullable=False, server_default='0'))
    op.execute(
        'UPDATE read_mark SET last_post_number = coalesce('
        '(SELECT last_number FROM read_range WHERE mark_id = read_mark.id AND first_number = 1), 0)'
    )
    op.drop_column('read_mark', 'read_count')
    op.drop_table('read_range')
