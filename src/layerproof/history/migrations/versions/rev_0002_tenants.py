"""People, organizations and tokens; projects belong to an organization, runs may come in pieces.

What was there before belongs to the organization ``local``, which needs no log-in on one machine.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NAME = sa.String(255)
WORD = sa.String(16)
HASH = sa.String(64)
SLUG = sa.String(64)
PUBLIC_ID = sa.String(32)
ADDRESS = sa.String(320)

LOCAL = "local"
MAIN_BRANCH = "main"

CONSPICUOUS = "result IN ('failed', 'error') OR retries > 0"


def upgrade() -> None:
    """Make the new tables, and give what is there its place in them."""
    _create_people()
    _create_organizations()
    _add_local_organization()
    _widen_projects()
    _create_project_tokens()
    _widen_runs()
    _create_pieces()
    _widen_results()


def downgrade() -> None:
    """Go back; what no longer fits is refused before anything is changed.

    :raises ValueError: two projects share a name, or two runs an id.
    """
    _refuse_twins("projects", "name")
    _refuse_twins("runs", "run_id")
    _narrow_results()
    op.drop_table("run_pieces")
    _narrow_runs()
    op.drop_table("project_tokens")
    _narrow_projects()
    for name in (
        "invitations",
        "memberships",
        "organizations",
        "server_secrets",
        "login_failures",
        "refresh_tokens",
        "logins",
        "users",
    ):
        op.drop_table(name)


def _needed(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _refers(
    table: str, column: str, to: str, *, ondelete: str = "CASCADE"
) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{to}"
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*(columns or ("id",)), name=f"pk_{table}")


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _create_people() -> None:
    op.create_table(
        "users",
        _needed("id", KEY),
        _needed("public_id", PUBLIC_ID),
        _needed("address", ADDRESS),
        _needed("address_key", ADDRESS),
        _needed("name", NAME),
        _needed("password_hash", NAME),
        _needed("created_at", MOMENT),
        _key("users"),
        _unique("users", "public_id"),
        _unique("users", "address_key"),
    )
    op.create_table(
        "logins",
        _needed("id", KEY),
        _needed("public_id", PUBLIC_ID),
        _needed("user_id", KEY),
        _needed("kind", WORD),
        _needed("created_at", MOMENT),
        _needed("expires_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        _refers("logins", "user_id", "users"),
        _key("logins"),
        _unique("logins", "public_id"),
    )
    _index("logins", "user_id")
    op.create_table(
        "refresh_tokens",
        _needed("id", KEY),
        _needed("login_id", KEY),
        _needed("token_hash", HASH),
        _needed("created_at", MOMENT),
        _needed("expires_at", MOMENT),
        sa.Column("used_at", MOMENT),
        _refers("refresh_tokens", "login_id", "logins"),
        _key("refresh_tokens"),
        _unique("refresh_tokens", "token_hash"),
    )
    _index("refresh_tokens", "login_id")
    op.create_table(
        "login_failures",
        _needed("id", KEY),
        _needed("subject", HASH),
        _needed("failed_at", MOMENT),
        _key("login_failures"),
    )
    _index("login_failures", "subject", "failed_at")
    _index("login_failures", "failed_at")
    op.create_table(
        "server_secrets",
        _needed("name", sa.String(64)),
        _needed("value", NAME),
        _needed("created_at", MOMENT),
        _key("server_secrets", "name"),
    )


def _create_organizations() -> None:
    op.create_table(
        "organizations",
        _needed("id", KEY),
        _needed("slug", SLUG),
        _needed("name", NAME),
        _needed("created_at", MOMENT),
        _key("organizations"),
        _unique("organizations", "slug"),
    )
    op.create_table(
        "memberships",
        _needed("organization_id", KEY),
        _needed("user_id", KEY),
        _needed("role", WORD),
        _needed("created_at", MOMENT),
        _refers("memberships", "organization_id", "organizations"),
        _refers("memberships", "user_id", "users"),
        _key("memberships", "organization_id", "user_id"),
    )
    _index("memberships", "user_id")
    op.create_table(
        "invitations",
        _needed("id", KEY),
        _needed("public_id", PUBLIC_ID),
        _needed("organization_id", KEY),
        _needed("address", ADDRESS),
        _needed("address_key", ADDRESS),
        _needed("role", WORD),
        sa.Column("invited_by", KEY),
        _needed("token_hash", HASH),
        _needed("created_at", MOMENT),
        _needed("expires_at", MOMENT),
        sa.Column("accepted_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
        _refers("invitations", "organization_id", "organizations"),
        _refers("invitations", "invited_by", "users", ondelete="SET NULL"),
        _key("invitations"),
        _unique("invitations", "public_id"),
        _unique("invitations", "token_hash"),
    )
    _index("invitations", "organization_id", "id")
    _index("invitations", "invited_by")


def _add_local_organization() -> None:
    organizations = sa.table(
        "organizations",
        sa.column("slug", SLUG),
        sa.column("name", NAME),
        sa.column("created_at", MOMENT),
    )
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM projects")):
        row = {"slug": LOCAL, "name": "This machine", "created_at": _now()}
        op.bulk_insert(organizations, [row])


def _now() -> datetime:
    moment = datetime.now(UTC)
    return moment.replace(tzinfo=None) if op.get_bind().dialect.name == "sqlite" else moment


def _widen_projects() -> None:
    with op.batch_alter_table("projects") as batch:
        batch.add_column(sa.Column("organization_id", KEY))
        batch.add_column(sa.Column("slug", SLUG))
        batch.add_column(sa.Column("main_branch", NAME))
        batch.add_column(sa.Column("keep_runs", sa.Integer()))
        batch.add_column(sa.Column("keep_days", sa.Integer()))
        batch.add_column(sa.Column("layers", sa.JSON()))
        batch.add_column(sa.Column("created_at", MOMENT))
    _fill_projects()
    with op.batch_alter_table("projects") as batch:
        for name, kind in (
            ("organization_id", KEY),
            ("slug", SLUG),
            ("main_branch", NAME),
            ("layers", sa.JSON()),
            ("created_at", MOMENT),
        ):
            batch.alter_column(name, existing_type=kind, nullable=False)
        batch.drop_constraint("uq_projects_name", type_="unique")
        batch.create_foreign_key(
            "fk_projects_organization_id_organizations",
            "organizations",
            ["organization_id"],
            ["id"],
            ondelete="CASCADE",
        )
        for column in ("slug", "name"):
            name = f"uq_projects_organization_id_{column}"
            batch.create_unique_constraint(name, ["organization_id", column])


def _fill_projects() -> None:
    bind = op.get_bind()
    projects = sa.table(
        "projects",
        sa.column("id", KEY),
        sa.column("name", NAME),
        sa.column("organization_id", KEY),
        sa.column("slug", SLUG),
        sa.column("main_branch", NAME),
        sa.column("layers", sa.JSON()),
        sa.column("created_at", MOMENT),
    )
    local = bind.scalar(sa.text("SELECT id FROM organizations"))
    taken: set[str] = set()
    for key, name in bind.execute(sa.select(projects.c.id, projects.c.name)).all():
        slug = _free_slug(name, taken)
        taken.add(slug)
        values = {
            "organization_id": local,
            "slug": slug,
            "main_branch": MAIN_BRANCH,
            "layers": {},
            "created_at": _now(),
        }
        bind.execute(sa.update(projects).where(projects.c.id == key).values(values))


def _free_slug(name: str, taken: set[str]) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:55].strip("-") or "project"
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free


def _create_project_tokens() -> None:
    op.create_table(
        "project_tokens",
        _needed("id", KEY),
        _needed("public_id", PUBLIC_ID),
        _needed("project_id", KEY),
        _needed("name", NAME),
        _needed("scopes", WORD),
        _needed("token_hash", HASH),
        _needed("created_at", MOMENT),
        sa.Column("expires_at", MOMENT),
        sa.Column("last_used_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
        _refers("project_tokens", "project_id", "projects"),
        _key("project_tokens"),
        _unique("project_tokens", "public_id"),
        _unique("project_tokens", "token_hash"),
    )
    _index("project_tokens", "project_id", "id")


def _widen_runs() -> None:
    op.drop_index("ix_runs_created_at_id", "runs")
    with op.batch_alter_table("runs") as batch:
        batch.add_column(sa.Column("complete", sa.Boolean(), server_default=sa.true()))
        batch.add_column(sa.Column("pieces", sa.Integer(), server_default="0"))
        batch.drop_constraint("uq_runs_run_id", type_="unique")
        batch.create_unique_constraint("uq_runs_project_id_run_id", ["project_id", "run_id"])
    with op.batch_alter_table("runs") as batch:
        batch.alter_column(
            "complete", existing_type=sa.Boolean(), nullable=False, server_default=None
        )
        batch.alter_column(
            "pieces", existing_type=sa.Integer(), nullable=False, server_default=None
        )
    _index("runs", "project_id", "commit")


def _create_pieces() -> None:
    op.create_table(
        "run_pieces",
        _needed("run_id", KEY),
        _needed("suite", NAME),
        _needed("matter", WORD),
        _needed("variant", sa.String(32)),
        sa.Column("shard", sa.Integer(), autoincrement=False, nullable=False),
        _needed("shards", sa.Integer()),
        _needed("digest", HASH),
        sa.Column("created_at", MOMENT),
        _needed("received_at", MOMENT),
        _needed("body", sa.LargeBinary()),
        _refers("run_pieces", "run_id", "runs"),
        _key("run_pieces", "run_id", "suite", "matter", "variant", "shard"),
    )


def _widen_results() -> None:
    # On SQLite a column with a constant default is added without touching the rows; the table is
    # not made anew, since it is by far the largest.
    op.add_column(
        "test_results", sa.Column("variant", sa.String(32), nullable=False, server_default="")
    )
    op.add_column(
        "test_results", sa.Column("retries", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_index(
        "ix_test_results_conspicuous",
        "test_results",
        ["run_id", "test_id"],
        sqlite_where=sa.text(CONSPICUOUS),
        postgresql_where=sa.text(CONSPICUOUS),
    )


def _refuse_twins(table: str, column: str) -> None:
    counted = sa.text(f"SELECT count({column}) - count(DISTINCT {column}) FROM {table}")  # noqa: S608  (names from this file)
    if op.get_bind().scalar(counted):
        message = f"{table} of two organizations share a {column}, which was not possible before"
        raise ValueError(message)


def _narrow_results() -> None:
    op.drop_index("ix_test_results_conspicuous", "test_results")
    op.drop_column("test_results", "retries")
    op.drop_column("test_results", "variant")


def _narrow_runs() -> None:
    op.drop_index("ix_runs_project_id_commit", "runs")
    with op.batch_alter_table("runs") as batch:
        batch.drop_constraint("uq_runs_project_id_run_id", type_="unique")
        batch.create_unique_constraint("uq_runs_run_id", ["run_id"])
        batch.drop_column("pieces")
        batch.drop_column("complete")
    _index("runs", "created_at", "id")


def _narrow_projects() -> None:
    with op.batch_alter_table("projects") as batch:
        for column in ("slug", "name"):
            batch.drop_constraint(f"uq_projects_organization_id_{column}", type_="unique")
        batch.drop_constraint("fk_projects_organization_id_organizations", type_="foreignkey")
        batch.create_unique_constraint("uq_projects_name", ["name"])
        for column in (
            "created_at",
            "layers",
            "keep_days",
            "keep_runs",
            "main_branch",
            "slug",
            "organization_id",
        ):
            batch.drop_column(column)
