"""expertise

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-26 12:35:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('expertise_profile',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('ask_about', sa.String(length=400), nullable=False),
    sa.Column('hides_evidence', sa.Boolean(), nullable=False),
    sa.Column('takes_questions', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_expertise_profile_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_expertise_profile'))
    )
    op.create_table('evidence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('answer', 'reply', 'leads', 'worked', 'lesson', 'measure', name='evidencekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('subject_kind', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('community_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_evidence_community_id_community'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_evidence_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence')),
    sa.UniqueConstraint('person_id', 'kind', 'subject_kind', 'subject_id', name=op.f('uq_evidence_person_id_kind_subject_kind_subject_id'))
    )
    op.create_index('ix_evidence_subject', 'evidence', ['subject_kind', 'subject_id'], unique=False)
    op.create_index(op.f('ix_evidence_community_id'), 'evidence', ['community_id'], unique=False)
    op.create_table('evidence_word',
    sa.Column('evidence_id', sa.Integer(), nullable=False),
    sa.Column('word', sa.String(length=40), nullable=False),
    sa.Column('community_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['evidence_id'], ['evidence.id'], name=op.f('fk_evidence_word_evidence_id_evidence'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('evidence_id', 'word', name=op.f('pk_evidence_word'))
    )
    op.create_index('ix_evidence_word_word', 'evidence_word', ['word', 'community_id', 'evidence_id'], unique=False)
    op.create_table('routing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('thread_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_routing_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['thread_id'], ['thread.id'], name=op.f('fk_routing_thread_id_thread'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_routing')),
    sa.UniqueConstraint('thread_id', 'person_id', name=op.f('uq_routing_thread_id_person_id'))
    )
    op.create_index('ix_routing_person', 'routing', ['person_id', 'asked_at'], unique=False)


def downgrade():
    for table in ('routing', 'evidence_word', 'evidence', 'expertise_profile'):
        op.drop_table(table)
