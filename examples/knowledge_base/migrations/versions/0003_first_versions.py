"""What documents say now becomes their first recorded version.

A revision of its own: rows are copied without a lock that the table before it took.
"""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute(
        """
        INSERT INTO document_versions
            (tenant_id, document_id, number, title, body, editor_id, created_at)
        SELECT tenant_id, id, version, title, body, author_id, updated_at FROM documents
        ON CONFLICT DO NOTHING
        """
    )


def downgrade() -> None:
    """Leave the versions: the next step down drops their table."""
