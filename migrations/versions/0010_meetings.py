"""meetings

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-26 11:33:47.940505
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('calendar_feed',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('community_id', sa.Integer(), nullable=True),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_calendar_feed_community_id_community'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_calendar_feed_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_calendar_feed_token_hash'))
    )
    with op.batch_alter_table('calendar_feed', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_feed_person_id'), ['person_id'], unique=False)

    op.create_table('meeting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('community_id', sa.Integer(), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=True),
    sa.Column('uid', sa.String(length=64), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('purpose_html', sa.Text(), nullable=False),
    sa.Column('kind', sa.Enum('huddle', 'webinar', 'learning_set', 'other', name='meetingkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('time_zone', sa.String(length=60), nullable=False),
    sa.Column('wall_time', sa.String(length=16), nullable=False),
    sa.Column('is_second_hour', sa.Boolean(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('joining_link', sa.String(length=500), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('access_note', sa.Text(), nullable=False),
    sa.Column('access_note_html', sa.Text(), nullable=False),
    sa.Column('arranged_by_id', sa.Integer(), nullable=False),
    sa.Column('arranged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_why', sa.String(length=500), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('notes_html', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_by_id', sa.Integer(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['arranged_by_id'], ['person.id'], name=op.f('fk_meeting_arranged_by_id_person')),
    sa.ForeignKeyConstraint(['changed_by_id'], ['person.id'], name=op.f('fk_meeting_changed_by_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_meeting_community_id_community'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['series_id'], ['meeting.id'], name=op.f('fk_meeting_series_id_meeting'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting')),
    sa.UniqueConstraint('uid', name=op.f('uq_meeting_uid'))
    )
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.create_index('ix_meeting_community_starts_at', ['community_id', 'starts_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_meeting_ends_at'), ['ends_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_meeting_series_id'), ['series_id'], unique=False)
        batch_op.create_index('ix_meeting_starts_at', ['starts_at', 'id'], unique=False)

    op.create_table('agenda_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=True),
    sa.Column('subject_kind', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('note_html', sa.Text(), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('notes_html', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['person.id'], name=op.f('fk_agenda_item_lead_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_agenda_item_meeting_id_meeting'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_item'))
    )
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agenda_item_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index('ix_agenda_item_subject', ['subject_kind', 'subject_id'], unique=False)

    op.create_table('meeting_host',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_meeting_host_meeting_id_meeting'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_meeting_host_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_host')),
    sa.UniqueConstraint('meeting_id', 'person_id', name=op.f('uq_meeting_host_meeting_id_person_id'))
    )
    with op.batch_alter_table('meeting_host', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meeting_host_person_id'), ['person_id'], unique=False)

    op.create_table('meeting_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('recording', 'slides', 'other', name='meetinglinkkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('url', sa.String(length=500), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['added_by_id'], ['person.id'], name=op.f('fk_meeting_link_added_by_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_meeting_link_meeting_id_meeting'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_link'))
    )
    with op.batch_alter_table('meeting_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meeting_link_meeting_id'), ['meeting_id'], unique=False)

    op.create_table('meeting_sign_up',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('answer', sa.Enum('yes', 'waiting', 'maybe', 'no', name='answer', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('place_number', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("place_number IS NULL OR (place_number > 0 AND answer = 'yes')", name=op.f('ck_meeting_sign_up_place')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_meeting_sign_up_meeting_id_meeting'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_meeting_sign_up_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_sign_up')),
    sa.UniqueConstraint('meeting_id', 'person_id', name=op.f('uq_meeting_sign_up_meeting_id_person_id')),
    sa.UniqueConstraint('meeting_id', 'place_number', name=op.f('uq_meeting_sign_up_meeting_id_place_number'))
    )
    with op.batch_alter_table('meeting_sign_up', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meeting_sign_up_person_id'), ['person_id'], unique=False)

    op.create_table('meeting_task',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['added_by_id'], ['person.id'], name=op.f('fk_meeting_task_added_by_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_item.id'], name=op.f('fk_meeting_task_item_id_agenda_item'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_meeting_task_meeting_id_meeting'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_meeting_task_owner_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_task'))
    )
    with op.batch_alter_table('meeting_task', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meeting_task_item_id'), ['item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_meeting_task_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index('ix_meeting_task_owner', ['owner_id', 'done_at'], unique=False)



def downgrade():
    with op.batch_alter_table('meeting_task', schema=None) as batch_op:
        batch_op.drop_index('ix_meeting_task_owner')
        batch_op.drop_index(batch_op.f('ix_meeting_task_meeting_id'))
        batch_op.drop_index(batch_op.f('ix_meeting_task_item_id'))

    op.drop_table('meeting_task')
    with op.batch_alter_table('meeting_sign_up', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_meeting_sign_up_person_id'))

    op.drop_table('meeting_sign_up')
    with op.batch_alter_table('meeting_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_meeting_link_meeting_id'))

    op.drop_table('meeting_link')
    with op.batch_alter_table('meeting_host', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_meeting_host_person_id'))

    op.drop_table('meeting_host')
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.drop_index('ix_agenda_item_subject')
        batch_op.drop_index(batch_op.f('ix_agenda_item_meeting_id'))

    op.drop_table('agenda_item')
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.drop_index('ix_meeting_starts_at')
        batch_op.drop_index(batch_op.f('ix_meeting_series_id'))
        batch_op.drop_index(batch_op.f('ix_meeting_ends_at'))
        batch_op.drop_index('ix_meeting_community_starts_at')

    op.drop_table('meeting')
    with op.batch_alter_table('calendar_feed', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calendar_feed_person_id'))

    op.drop_table('calendar_feed')
