"""Where a snippet was forked from, and how often it ran."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("snippets") as batch:
        batch.add_column(sa.Column("forked_from_id", sa.Integer))
        batch.add_column(sa.Column("run_count", sa.Integer, nullable=False, server_default="0"))
        batch.create_foreign_key(
            "fk_snippets_forked_from_id",
            "snippets",
            ["forked_from_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch.create_check_constraint(op.f("ck_snippets_run_count"), "run_count >= 0")
        batch.create_index("ix_snippets_forked_from_id", ["forked_from_id"])
    with op.batch_alter_table("snippets") as batch:
        batch.alter_column("run_count", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("snippets") as batch:
        batch.drop_index("ix_snippets_forked_from_id")
        batch.drop_constraint("fk_snippets_forked_from_id", type_="foreignkey")
        batch.drop_constraint(op.f("ck_snippets_run_count"), type_="check")
        batch.drop_column("run_count")
        batch.drop_column("forked_from_id")
