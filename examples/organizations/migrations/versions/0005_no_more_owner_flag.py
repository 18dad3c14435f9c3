"""The flag has gone: the role says it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("memberships", "is_owner")


def downgrade() -> None:
    flag = sa.Column("is_owner", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("memberships", flag)
