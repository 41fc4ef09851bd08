"""running a community

Revision ID: 0011
Revises: 0010
Create Date: 2026-11-26 11:40:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

# Columns are added and dropped without copying the table: on SQLite a copy would take along what hangs on it.


def _add(table, name, kind, default):
    """Rows that exist get what new ones begin with; the default does not stay in the table."""
    op.add_column(table, sa.Column(name, kind, nullable=False, server_default=default))
    if op.get_bind().dialect.name != 'sqlite':
        op.alter_column(table, name, server_default=None)


def _add_person(table, name):
    constraint = op.f(f'fk_{table}_{name}_person')
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(
            f'ALTER TABLE {table} ADD COLUMN {name} INTEGER CONSTRAINT {constraint} REFERENCES person (id)'
        )
    else:
        op.add_column(table, sa.Column(name, sa.Integer(), nullable=True))
        op.create_foreign_key(constraint, table, 'person', [name], ['id'])


def upgrade():
    op.create_table('charter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('community_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=500), nullable=False),
    sa.Column('principles', sa.Text(), nullable=False),
    sa.Column('principles_html', sa.Text(), nullable=False),
    sa.Column('good', sa.Text(), nullable=False),
    sa.Column('good_html', sa.Text(), nullable=False),
    sa.Column('work', sa.Text(), nullable=False),
    sa.Column('work_html', sa.Text(), nullable=False),
    sa.Column('review_on', sa.Date(), nullable=True),
    sa.Column('written_by_id', sa.Integer(), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_charter_community_id_community'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['written_by_id'], ['person.id'], name=op.f('fk_charter_written_by_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_charter')),
    sa.UniqueConstraint('community_id', 'number', name=op.f('uq_charter_community_id_number'))
    )
    # What was one text becomes the first version: how the community works.
    op.execute("""
        INSERT INTO charter (community_id, number, purpose, principles, principles_html, good, good_html, work, work_html,
                             review_on, written_by_id, written_at)
        SELECT id, 1, purpose, '', '', '', '', charter, charter_html, charter_review_on, NULL, created_at FROM community
        WHERE charter <> '' OR purpose <> ''
    """)
    op.drop_column('community', 'charter')
    op.drop_column('community', 'charter_html')
    op.create_index(op.f('ix_community_charter_review_on'), 'community', ['charter_review_on'], unique=False)
    _add('community', 'is_review_told', sa.Boolean(), sa.false())
    _add('community', 'join_question', sa.String(length=200), 'What brings you here?')
    _add_person('community', 'welcomer_id')
    op.create_index(op.f('ix_community_welcomer_id'), 'community', ['welcomer_id'], unique=False)

    op.add_column('membership', sa.Column('welcomed_at', sa.DateTime(timezone=True), nullable=True))
    _add_person('membership', 'welcomed_by_id')
    _add('membership', 'welcome_note', sa.String(length=500), '')
    # Whoever is here already need not be greeted as new.
    op.execute('UPDATE membership SET welcomed_at = joined_at')
    op.create_index('ix_membership_welcome', 'membership', ['community_id', 'welcomed_at'], unique=False)

    _add('invitation', 'name', sa.String(length=120), '')
    _add('invitation', 'note', sa.String(length=500), '')
    _add('invitation', 'sent_at', sa.DateTime(timezone=True), '1970-01-01 00:00:00+00:00')
    op.execute('UPDATE invitation SET sent_at = created_at')
    op.create_table('invitation_list',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('community_id', sa.Integer(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lines', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('is_external', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_invitation_list_community_id_community'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_invitation_list_made_by_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation_list'))
    )
    for column in ('community_id', 'made_by_id', 'made_at'):
        op.create_index(op.f(f'ix_invitation_list_{column}'), 'invitation_list', [column], unique=False)

    op.add_column('join_request', sa.Column('declined_at', sa.DateTime(timezone=True), nullable=True))
    _add('join_request', 'decline_reason', sa.String(length=500), '')

    op.create_table('handover',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('community_id', sa.Integer(), nullable=False),
    sa.Column('from_id', sa.Integer(), nullable=False),
    sa.Column('to_id', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('note_html', sa.Text(), nullable=False),
    sa.Column('steps_down', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Enum('offered', 'accepted', 'declined', 'withdrawn', name='handoverstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_handover_community_id_community'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['from_id'], ['person.id'], name=op.f('fk_handover_from_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['to_id'], ['person.id'], name=op.f('fk_handover_to_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handover'))
    )
    op.create_index('ix_handover_community_state', 'handover', ['community_id', 'state'], unique=False)
    for column in ('from_id', 'to_id'):
        op.create_index(op.f(f'ix_handover_{column}'), 'handover', [column], unique=False)


def downgrade():
    op.drop_table('handover')
    for column in ('decline_reason', 'declined_at'):
        op.drop_column('join_request', column)
    op.drop_table('invitation_list')
    for column in ('sent_at', 'note', 'name'):
        op.drop_column('invitation', column)
    op.drop_index('ix_membership_welcome', table_name='membership')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        for column in ('welcome_note', 'welcomed_by_id', 'welcomed_at'):
            batch_op.drop_column(column)
    op.drop_index(op.f('ix_community_welcomer_id'), table_name='community')
    op.drop_index(op.f('ix_community_charter_review_on'), table_name='community')
    with op.batch_alter_table('community', schema=None) as batch_op:
        for column in ('welcomer_id', 'join_question', 'is_review_told'):
            batch_op.drop_column(column)
    _add('community', 'charter', sa.Text(), '')
    _add('community', 'charter_html', sa.Text(), '')
    op.execute("""
        UPDATE community SET
            charter = COALESCE((SELECT work FROM charter WHERE community_id = community.id ORDER BY number DESC LIMIT 1), ''),
            charter_html = COALESCE((SELECT work_html FROM charter WHERE community_id = community.id ORDER BY number DESC LIMIT 1), '')
    """)
    op.drop_table('charter')
