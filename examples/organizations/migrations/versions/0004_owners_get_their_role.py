"""Those who were marked as owners get the role.

A revision of its own, so that no other statement's lock is held while the rows are written.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE memberships SET role = 'owner' WHERE is_owner")


def downgrade() -> None:
    op.execute("UPDATE memberships SET is_owner = (role = 'owner')")
