"""bookings"""
import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    op.create_table(
        'bookings',
        sa.Column('id', sa.Integer, primary_key=True),
        sa.Column('room_id', sa.Integer, sa.ForeignKey('rooms.id', ondelete='CASCADE'), nullable=False),
        sa.Column('guest', sa.String(80), nullable=False),
        sa.Column('starts', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ends', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('starts < ends', name='ck_bookings_order'),
    )
    op.create_index('ix_bookings_room_starts', 'bookings', ['room_id', 'starts'])


def downgrade() -> None:
    op.drop_table('bookings')
