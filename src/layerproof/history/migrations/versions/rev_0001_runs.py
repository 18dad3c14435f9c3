"""Projects, runs with their suites, layers and gates, and the results of single tests."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NAME = sa.String(255)
WORD = sa.String(16)


def upgrade() -> None:
    """Make every table."""
    _create_projects()
    _create_runs()
    _create_documents()
    _create_reasons()
    _create_suites()
    _create_layers()
    _create_gates()
    _create_tests()
    _create_results()


def downgrade() -> None:
    """Drop every table, those that refer to others first."""
    for name in (
        "test_results",
        "tests",
        "run_gates",
        "run_layer_suites",
        "run_layers",
        "run_suites",
        "run_reasons",
        "run_documents",
        "runs",
        "projects",
    ):
        op.drop_table(name)


def _needed(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _number(name: str) -> sa.Column[Any]:
    return _needed(name, sa.Integer())


def _place() -> sa.Column[int]:
    return sa.Column("position", sa.Integer(), autoincrement=False, nullable=False)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{to}"
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="CASCADE")


def _counts() -> list[sa.Column[Any]]:
    return [_number(name) for name in ("statements", "missing", "branches", "missing_branches")]


def _create_projects() -> None:
    op.create_table(
        "projects",
        _needed("id", KEY),
        _needed("name", NAME),
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
        sa.UniqueConstraint("name", name="uq_projects_name"),
    )


def _create_runs() -> None:
    op.create_table(
        "runs",
        _needed("id", KEY),
        _needed("run_id", sa.String(64)),
        _needed("project_id", KEY),
        _needed("created_at", MOMENT),
        _needed("received_at", MOMENT),
        _needed("commit", NAME),
        _needed("branch", NAME),
        _needed("dirty", sa.Boolean()),
        _needed("ruling", WORD),
        _number("exit_code"),
        _needed("partial", sa.Boolean()),
        _needed("branch_coverage", sa.Boolean()),
        _number("schema_version"),
        _needed("tool_version", NAME),
        _needed("digest", sa.String(64)),
        _needed("notes", sa.JSON()),
        _refers("runs", "project_id", "projects"),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sa.UniqueConstraint("run_id", name="uq_runs_run_id"),
    )
    for columns in (
        ["created_at", "id"],
        ["project_id", "created_at", "id"],
        ["project_id", "branch", "created_at", "id"],
    ):
        op.create_index(f"ix_runs_{'_'.join(columns)}", "runs", columns)


def _create_documents() -> None:
    op.create_table(
        "run_documents",
        _needed("run_id", KEY),
        _needed("body", sa.LargeBinary()),
        _refers("run_documents", "run_id", "runs"),
        sa.PrimaryKeyConstraint("run_id", name="pk_run_documents"),
    )


def _create_reasons() -> None:
    op.create_table(
        "run_reasons",
        _needed("run_id", KEY),
        _place(),
        _needed("ruling", WORD),
        _needed("code", NAME),
        _needed("message", sa.Text()),
        _needed("advice", sa.Text()),
        sa.Column("suite", NAME),
        sa.Column("layer", NAME),
        sa.Column("path", sa.Text()),
        sa.Column("line", sa.Integer()),
        _refers("run_reasons", "run_id", "runs"),
        sa.PrimaryKeyConstraint("run_id", "position", name="pk_run_reasons"),
    )


def _create_suites() -> None:
    tallies = ("selected", "passed", "failed", "error", "skipped", "xfailed", "xpassed")
    op.create_table(
        "run_suites",
        _needed("run_id", KEY),
        _needed("name", NAME),
        _number("position"),
        _needed("ruling", WORD),
        _needed("required", sa.Boolean()),
        _number("expected"),
        _number("arrived"),
        _needed("seconds", sa.Double()),
        *[_number(name) for name in tallies],
        _refers("run_suites", "run_id", "runs"),
        sa.PrimaryKeyConstraint("run_id", "name", name="pk_run_suites"),
    )


def _create_layers() -> None:
    op.create_table(
        "run_layers",
        _needed("run_id", KEY),
        _needed("name", NAME),
        _number("position"),
        _needed("measured", sa.Boolean()),
        _number("files"),
        *_counts(),
        _refers("run_layers", "run_id", "runs"),
        sa.PrimaryKeyConstraint("run_id", "name", name="pk_run_layers"),
    )
    op.create_table(
        "run_layer_suites",
        _needed("run_id", KEY),
        _needed("layer", NAME),
        _needed("suite", NAME),
        *_counts(),
        _refers("run_layer_suites", "run_id", "runs"),
        sa.PrimaryKeyConstraint("run_id", "layer", "suite", name="pk_run_layer_suites"),
    )


def _create_gates() -> None:
    op.create_table(
        "run_gates",
        _needed("run_id", KEY),
        _place(),
        _needed("scope", NAME),
        _needed("layer", NAME),
        _needed("kind", WORD),
        _number("threshold"),
        _number("covered"),
        _number("total"),
        _number("uncovered"),
        _needed("ruling", WORD),
        sa.Column("path", sa.Text()),
        _refers("run_gates", "run_id", "runs"),
        sa.PrimaryKeyConstraint("run_id", "position", name="pk_run_gates"),
    )


def _create_tests() -> None:
    op.create_table(
        "tests",
        _needed("id", KEY),
        _needed("project_id", KEY),
        _needed("name_hash", sa.LargeBinary(16)),
        _needed("suite", NAME),
        _needed("nodeid", sa.Text()),
        _refers("tests", "project_id", "projects"),
        sa.PrimaryKeyConstraint("id", name="pk_tests"),
        sa.UniqueConstraint("project_id", "name_hash", name="uq_tests_project_id_name_hash"),
    )


def _create_results() -> None:
    op.create_table(
        "test_results",
        _needed("run_id", KEY),
        _place(),
        _needed("test_id", KEY),
        _needed("part", NAME),
        _needed("result", sa.String(8)),
        _needed("seconds", sa.Double()),
        _needed("message", sa.Text()),
        _refers("test_results", "run_id", "runs"),
        _refers("test_results", "test_id", "tests"),
        sa.PrimaryKeyConstraint("run_id", "position", name="pk_test_results"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_test_results_test_id_run_id", "test_results", ["test_id", "run_id"])
