"""Rows that somebody committed past a test's isolation are told, with the module and the tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.database_projects import ENGINES, Project, write_project

HEAD = """
import pytest
from sqlalchemy import create_engine, func, select, text
from shop.models import Item

COUNT = select(func.count()).select_from(Item)

def write(database, statement):
    engine = create_engine(database.url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
"""
LEAK = "def test_leak(database): write(database, \"INSERT INTO items (name) VALUES ('x')\")\n"
QUIET = "def test_quiet(db): db.add(Item(name='y')); db.commit()\n"
TOLD = "left in the tests' database"


def a_project(root: Path, engine: str) -> Project:
    """Return a project with the suites that the tests here write."""
    return write_project(root, engine).configure(
        rest="[tool.layerproof.suites]\nintegration = {}\napi = {}"
    )


def told(text: str) -> list[str]:
    """Return the lines that name what was left, without the advice."""
    after = text.partition(f" {TOLD} =")[2].splitlines()[1:]
    return [line for line in after if line.startswith(("after ", "before "))]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_commit_past_the_rollback_is_told_once(tmp_path: Path, engine: str) -> None:
    """The module that left rows is named, and no other; what was undone is not."""
    project = a_project(tmp_path, engine).write(
        integration_a=HEAD + QUIET, integration_b=HEAD + LEAK, integration_c=HEAD + QUIET
    )
    ran = project.run()
    assert (ran.code, told(ran.text)) == (0, ["after tests/integration/test_b.py: items"])


@pytest.mark.parametrize("engine", ENGINES)
def test_a_run_that_left_nothing_tells_nothing(tmp_path: Path, engine: str) -> None:
    """Tests that are undone, and tests with real commits, leave nothing to be told."""
    real = "def test_real(committed_db): committed_db.add(Item(name='x')); committed_db.commit()\n"
    ran = a_project(tmp_path, engine).write(integration_a=HEAD + QUIET + real).run()
    assert (ran.code, TOLD in ran.text) == (0, False), ran.text


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_reset_undoes_is_told_with_it(tmp_path: Path, engine: str) -> None:
    """A test with real commits puts the database right, and says what it found."""
    real = "def test_real(committed_db): assert committed_db.scalar(COUNT) == 0\n"
    ran = a_project(tmp_path, engine).write(integration_a=HEAD + LEAK + real + QUIET).run()
    line = "before tests/integration/test_a.py::test_real: items"
    assert (ran.code, told(ran.text)) == (0, [line]), ran.text


def test_what_a_modules_own_fixture_removes_is_not_told(tmp_path: Path) -> None:
    """The look is taken after the module's fixtures have ended."""
    fixture = """
@pytest.fixture(scope="module")
def addresses():
    found = []
    yield found
    write(found[0], "DELETE FROM items")

def test_leak(addresses, database):
    addresses.append(database)
    write(database, "INSERT INTO items (name) VALUES ('x')")
"""
    ran = a_project(tmp_path, "postgresql").write(integration_a=HEAD + fixture).run()
    assert (ran.code, TOLD in ran.text) == (0, False), ran.text


def test_a_changed_schema_is_told(tmp_path: Path) -> None:
    """A table that somebody made over another connection is there for later tests."""
    made = 'def test_make(database): write(database, "CREATE TABLE more (n int)")\n'
    ran = (
        a_project(tmp_path, "postgresql")
        .write(integration_a=HEAD + made, integration_b=HEAD + QUIET)
        .run()
    )
    (line,) = told(ran.text)
    assert line == (
        "after tests/integration/test_a.py: the test changed the schema of a shared database: "
        "made table public.more"
    )


def test_workers_tell_through_the_controller(tmp_path: Path) -> None:
    """Under xdist each worker's lines arrive at the terminal."""
    project = a_project(tmp_path, "postgresql").write(
        integration_a=HEAD + LEAK, integration_b=HEAD + LEAK
    )
    ran = project.run("-n2", "--dist=loadfile")
    lines = [f"after tests/integration/test_{name}.py: items" for name in ("a", "b")]
    assert (ran.code, sorted(told(ran.text))) == (0, lines), ran.text


@pytest.mark.parametrize("more", [(), ("-n2",)], ids=["alone", "workers"])
def test_the_record_has_it(tmp_path: Path, more: tuple[str, ...]) -> None:
    """What was left stands in the run's record, from which the verdict is made."""
    project = a_project(tmp_path, "sqlite").write(integration_a=HEAD + LEAK)
    record = tmp_path / "record.json"
    project.run("--layerproof-suites=integration", f"--layerproof-record={record}", *more)
    notes = json.loads(record.read_text(encoding="utf-8"))["notes"]
    assert notes == [f"{TOLD} after tests/integration/test_a.py: items"]
