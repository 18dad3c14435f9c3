"""A member has a role. With a constant default the new column rewrites no row."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ROLE = sa.Enum("member", "admin", "owner", name="role")


def upgrade() -> None:
    _ROLE.create(op.get_bind())
    op.add_column("memberships", sa.Column("role", _ROLE, nullable=False, server_default="member"))


def downgrade() -> None:
    op.drop_column("memberships", "role")
    _ROLE.drop(op.get_bind())
