"""Bringing a database file up to date when a server starts."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from layerproof.history.database import VERSION_TABLE
from layerproof.history.errors import DatabaseUnfitError
from layerproof.history.migrate import SCRIPTS, migrate, run_migration
from layerproof.history.settings import HistorySettings, read_settings
from tests.support.history import make_settings


def _execute(path: Path, *statements: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection, connection:
        rows = [connection.execute(statement).fetchall() for statement in statements]
    return rows[-1]


async def test_migrating_twice_changes_nothing(settings: HistorySettings) -> None:
    """A database that is up to date stays as it is."""
    assert settings.file is not None
    _execute(settings.file, "INSERT INTO projects (name) VALUES ('kept')")
    await migrate(settings)
    assert _execute(settings.file, "SELECT name FROM projects") == [("kept",)]


async def test_the_file_keeps_a_write_ahead_log(settings: HistorySettings) -> None:
    """The file itself is in WAL mode, for whoever opens it."""
    assert settings.file is not None
    assert _execute(settings.file, "PRAGMA journal_mode") == [("wal",)]


async def test_a_database_of_a_newer_layerproof(settings: HistorySettings) -> None:
    """A revision that this code does not know is refused by name, and left alone."""
    assert settings.file is not None
    _execute(settings.file, f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    with pytest.raises(
        DatabaseUnfitError, match=r"at revision 9999, .* does not know \(newest: 0001\)"
    ):
        await migrate(settings)
    assert _execute(settings.file, f"SELECT * FROM {VERSION_TABLE}") == [("9999",)]


async def test_a_database_of_somebody_else(tmp_path: Path) -> None:
    """A file with a table of ours that we did not make is refused, and left alone."""
    settings = make_settings(tmp_path)
    _execute(tmp_path / "history.db", "CREATE TABLE runs (speed REAL)")
    with pytest.raises(DatabaseUnfitError, match="table 'runs' that Layerproof did not make"):
        await migrate(settings)
    tables = _execute(tmp_path / "history.db", "SELECT name FROM sqlite_master")
    assert tables == [("runs",)]


async def test_a_database_beside_other_tables(tmp_path: Path) -> None:
    """Tables with other names do not matter."""
    settings = make_settings(tmp_path)
    _execute(tmp_path / "history.db", "CREATE TABLE orders (id)", "SELECT 1")
    await migrate(settings)
    assert _execute(tmp_path / "history.db", "SELECT count(*) FROM orders, runs") == [(0,)]


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    """A file with something else in it is refused with what SQLite says."""
    settings = make_settings(tmp_path)
    (tmp_path / "history.db").write_text("not a database " * 100, encoding="utf-8")
    with pytest.raises(DatabaseUnfitError, match="cannot be used: file is not a database"):
        await migrate(settings)


async def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """Where a file stands in the way of the folder, that is told."""
    (tmp_path / "file").touch()
    settings = read_settings("file/deeper/history.db", {}, folder=tmp_path)
    with pytest.raises(DatabaseUnfitError, match=r"the folder .*deeper .* cannot be made"):
        await migrate(settings)


async def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    """A folder where the database should be is refused."""
    (tmp_path / "history.db").mkdir()
    with pytest.raises(DatabaseUnfitError, match="cannot be used: unable to open database file"):
        await migrate(make_settings(tmp_path))


async def test_our_own_folder_is_ignored_by_git(tmp_path: Path) -> None:
    """The folder ``.layerproof`` is made, and ignores itself; an ignore file there is kept."""
    settings = read_settings(None, {}, folder=tmp_path)
    await migrate(settings)
    ignore = tmp_path / ".layerproof" / ".gitignore"
    assert ignore.read_text(encoding="utf-8") == "*\n"
    ignore.write_text("mine\n", encoding="utf-8")
    await migrate(settings)
    assert ignore.read_text(encoding="utf-8") == "mine\n"


async def test_other_folders_are_left_as_they_are(tmp_path: Path) -> None:
    """A folder of the user's own gets no ignore file."""
    await migrate(read_settings("mine/history.db", {}, folder=tmp_path))
    names = {path.name for path in (tmp_path / "mine").iterdir()}
    assert names == {"history.db"}


async def test_signs_in_paths_mean_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs that a URL or a configuration gives a meaning to can stand in any path."""
    odd = tmp_path / "100% (a:b?c#d) %(here)s"
    shutil.copytree(SCRIPTS, odd / "migrations")
    monkeypatch.setattr("layerproof.history.migrate.SCRIPTS", odd / "migrations")
    await migrate(make_settings(odd))
    assert _execute(odd / "history.db", "SELECT count(*) FROM runs") == [(0,)]


async def test_loose_ends_undo_a_step(settings: HistorySettings) -> None:
    """A step that leaves a row without what it refers to is undone and refused."""
    assert settings.file is not None
    with pytest.raises(DatabaseUnfitError, match="a row of run_documents refers to a row of runs"):
        await run_migration(
            settings,
            lambda connection: connection.exec_driver_sql(
                "INSERT INTO run_documents VALUES (7, x'00')"
            ).close(),
        )
    assert _execute(settings.file, "SELECT count(*) FROM run_documents") == [(0,)]


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
async def test_a_server_that_is_not_there(tmp_path: Path, driver: str) -> None:
    """A PostgreSQL server that does not answer is told without its password."""
    pytest.importorskip(driver)
    url = f"postgresql+{driver}://user:secret@127.0.0.1:1/runs"
    settings = read_settings(url, {}, folder=tmp_path)
    with pytest.raises(DatabaseUnfitError, match=r"@127.0.0.1:1/runs cannot be used: ") as caught:
        await migrate(settings)
    assert "secret" not in caught.value.explain()


@pytest.mark.parametrize("driver", ["unknown", "pg8000"])
async def test_a_driver_that_does_not_fit(tmp_path: Path, driver: str) -> None:
    """A driver that is unknown, not installed or not async is named, with the one to take."""
    settings = read_settings(f"postgresql+{driver}://h/runs", {}, folder=tmp_path)
    with pytest.raises(DatabaseUnfitError, match=f"driver '{driver}' cannot be used") as caught:
        await migrate(settings)
    assert "psycopg" in caught.value.advice
