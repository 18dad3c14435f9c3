"""rooms"""
import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None


def upgrade() -> None:
    op.create_table(
        'rooms',
        sa.Column('id', sa.Integer, primary_key=True),
        sa.Column('name', sa.String(60), nullable=False, unique=True),
        sa.Column('seats', sa.Integer, nullable=False),
    )


def downgrade() -> None:
    op.drop_table('rooms')
