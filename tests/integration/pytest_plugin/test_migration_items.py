"""The checks of migrations are tests of their suite, without a file, and of no other run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.migrating_backends import GOOD, MODELS, revision, write_backend

TABLE = """
[tool.pytest.ini_options]
asyncio_default_fixture_loop_scope = "function"

[tool.layerproof]
source = ["src"]

[tool.layerproof.layers]
service = { paths = ["src/*.py"] }

[tool.layerproof.database]
engine = "sqlite"
migrations = "alembic.ini"
"""

Pytester = pytest.Pytester
NAMES = [
    "single_head",
    "upgrade",
    "models_match",
    "models_imported",
    "down_and_up",
    "data_survives",
    "locks",
]
NOTES = "op.create_table('notes', sa.Column('id', sa.Integer, primary_key=True))"
OWN = {
    "tests/unit/test_own.py": "def test_own(): pass\n",
    "tests/migrations/test_mine.py": "def test_mine(): pass\n",
}


@pytest.fixture
def project(pytester: Pytester) -> Path:
    """A backend with sound migrations and a table."""
    write_backend(pytester.path, GOOD, {"pyproject.toml": TABLE}, models=MODELS)
    return pytester.path


def _collect(pytester: Pytester, *words: str) -> list[str]:
    result = pytester.runpytest_subprocess("--collect-only", "-q", *words)
    return [line for line in result.outlines if "::" in line]


def _account(pytester: Pytester, *words: str) -> dict[str, Any]:
    record = pytester.path / "session.json"
    pytester.runpytest_subprocess(f"--layerproof-record={record}", *words)
    found: dict[str, Any] = json.loads(record.read_text())["accounts"][0]
    return found


def _checks(*names: str) -> list[str]:
    return [f"migrations::{name}" for name in names or NAMES]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            ["--layerproof-suites=migrations"],
            ["tests/migrations/test_mine.py::test_mine", *_checks()],
        ),
        (["-m", "migrations"], ["tests/migrations/test_mine.py::test_mine", *_checks()]),
        (["-m", "not unit"], ["tests/migrations/test_mine.py::test_mine"]),
        (["--layerproof-suites=unit"], ["tests/unit/test_own.py::test_own"]),
        (
            ["tests/unit", "--layerproof-migrations"],
            ["tests/unit/test_own.py::test_own", *_checks()],
        ),
        (["tests/unit"], ["tests/unit/test_own.py::test_own"]),
        (
            ["--layerproof-suites=migrations", "tests/migrations/test_mine.py::test_mine"],
            ["tests/migrations/test_mine.py::test_mine"],
        ),
        (["--layerproof-suites=migrations", "-k", "locks"], _checks("locks")),
        (
            ["-m", "migrations", "--deselect", "migrations::locks", "-k", "not mine"],
            _checks(*NAMES[:-1]),
        ),
    ],
    ids=["suite", "marker", "negated", "other", "forced", "plain", "single", "word", "deselect"],
)
def test_the_checks_are_in_runs_of_their_suite(
    pytester: Pytester, project: Path, words: list[str], expected: list[str]
) -> None:
    """By the suite's name or marker, or when asked for; selections work as on any test."""
    for name, text in OWN.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert _collect(pytester, *words) == expected


def test_the_checks_run_without_any_test_file(pytester: Pytester, project: Path) -> None:
    """They pass or are skipped with a reason, and the suite has run tests."""
    record = project / "session.json"
    result = pytester.runpytest_subprocess(
        "--layerproof-suites=migrations", f"--layerproof-record={record}", "-rs"
    )
    result.assert_outcomes(passed=6, skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED*locks are watched on PostgreSQL*"])
    account = json.loads(record.read_text())["accounts"][0]
    kept = ("selected", "assigned", "dropped", "census", "orphans", "narrowing", "homes", "modules")
    assert {name: account[name] for name in kept} == {
        "selected": 7,
        "assigned": 7,
        "dropped": 0,
        "census": {"migrations": 7},
        "orphans": [],
        "narrowing": [],
        "homes": [],
        "modules": [],
    }
    rows = json.loads(record.read_text())["tests"]
    assert {str(cell) for row in rows for cell in row} >= {*_checks(), "alembic.ini"}


def test_every_record_counts_the_checks(pytester: Pytester, project: Path) -> None:
    """A run of another suite knows of them, so that leaving the suite out is noticed."""
    (project / "tests").mkdir()
    (project / "tests/test_unit.py").write_text("def test_own(): pass\n", encoding="utf-8")
    account = _account(pytester, "--layerproof-suites=unit")
    assert (account["census"], account["selected"]) == ({"migrations": 7, "unit": 1}, 1)


@pytest.mark.parametrize("shard", ["1/2", "2/2"])
def test_shards_take_the_checks_once(pytester: Pytester, project: Path, shard: str) -> None:
    """All of them are one file's, and a file is one shard's."""
    account = _account(
        pytester, "--layerproof-suites=migrations", f"--layerproof-shard={shard}", "--collect-only"
    )
    assert (account["selected"], account["assigned"]) == (7, 7 if shard == "1/2" else 0)


def test_workers_share_the_checks(pytester: Pytester, project: Path) -> None:
    """Each runs in one of the workers, whose answers agree."""
    result = pytester.runpytest_subprocess("--layerproof-suites=migrations", "-n", "2")
    result.assert_outcomes(passed=6, skipped=1)


def test_a_fault_is_told_without_a_traceback(pytester: Pytester) -> None:
    """The report holds what was found and what to do, and no line of Layerproof's own."""
    forgetful = revision("0003", "0002", NOTES, "pass")
    write_backend(pytester.path, GOOD, forgetful, {"pyproject.toml": TABLE})
    result = pytester.runpytest_subprocess("--layerproof-suites=migrations", "-k", "down_and_up")
    result.assert_outcomes(failed=1, deselected=6)
    result.stdout.fnmatch_lines(
        [
            "* migrations::down_and_up *",
            "down_and_up: revision 0003 (migrations/versions/0003.py): *does not lead back:",
            "    left behind: table notes",
            "  do: let the downgrade undo everything*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    again = _collect(pytester, "--layerproof-suites=migrations", "--lf")
    assert again == _checks("down_and_up")


def test_what_was_not_looked_at_is_told(pytester: Pytester) -> None:
    """A check that passes says beside it what it could not measure, with workers too."""
    one_way = revision("0003", "0002", "pass", "raise NotImplementedError")
    write_backend(pytester.path, GOOD, one_way, {"pyproject.toml": TABLE})
    words = ["--layerproof-suites=migrations", "-k", "down_and_up", "-n", "1"]
    result = pytester.runpytest_subprocess(*words)
    result.stdout.fnmatch_lines(
        [
            "*migrations: not measured*",
            "migrations::down_and_up: no way back from 0003, by their own word: not gone back",
        ]
    )


def test_a_missing_configuration_is_an_error_with_advice(pytester: Pytester, project: Path) -> None:
    """What cannot be read is told as a fault of the table."""
    (project / "alembic.ini").unlink()
    result = pytester.runpytest_subprocess("--layerproof-suites=migrations", "-k", "upgrade")
    result.assert_outcomes(failed=1, deselected=6)
    result.stdout.fnmatch_lines(["*alembic.ini*", "  do: *"])


def test_a_project_without_migrations_has_no_checks(pytester: Pytester, project: Path) -> None:
    """A table without the setting adds nothing, and counts nothing."""
    table = TABLE.replace('migrations = "alembic.ini"\n', "")
    (project / "pyproject.toml").write_text(table, encoding="utf-8")
    account = _account(pytester, "--layerproof-suites=migrations")
    assert (account["census"], account["selected"]) == ({}, 0)
