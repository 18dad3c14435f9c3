"""Who sees a snippet, in a word instead of a flag: there may be more than two, one day."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

snippets = sa.table("snippets", sa.column("visibility"), sa.column("public"))


def upgrade() -> None:
    with op.batch_alter_table("snippets") as batch:
        batch.add_column(sa.Column("visibility", sa.String(7), server_default="private"))
    op.execute(
        snippets.update().values(
            visibility=sa.case((snippets.c.public.is_(sa.true()), "shared"), else_="private")
        )
    )
    with op.batch_alter_table("snippets") as batch:
        batch.alter_column("visibility", nullable=False, server_default=None)
        batch.create_check_constraint(
            op.f("ck_snippets_visibility"), "visibility IN ('private', 'shared')"
        )
        batch.drop_column("public")


def downgrade() -> None:
    with op.batch_alter_table("snippets") as batch:
        batch.add_column(sa.Column("public", sa.Boolean))
    op.execute(snippets.update().values(public=snippets.c.visibility == "shared"))
    with op.batch_alter_table("snippets") as batch:
        batch.alter_column("public", existing_type=sa.Boolean, nullable=False)
        batch.drop_constraint(op.f("ck_snippets_visibility"), type_="check")
        batch.drop_column("visibility")
