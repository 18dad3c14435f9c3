"""Bringing a database file up to date: what only files are asked for."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from layerproof.history.errors.problem import DatabaseUnfitError
from layerproof.history.migrate import SCRIPTS, migrate, run_migration
from layerproof.history.settings import HistorySettings, read_settings
from tests.support.history import execute, make_settings


@pytest.fixture
def settings(tmp_path: Path) -> HistorySettings:
    """Give the settings of a file that is not there yet."""
    return make_settings(tmp_path)


async def test_the_file_keeps_a_write_ahead_log(migrated: HistorySettings) -> None:
    """The file itself is in WAL mode, for whoever opens it."""
    assert execute(migrated, "PRAGMA journal_mode") == [("wal",)]


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


async def test_a_file_that_cannot_be_written(
    migrated: HistorySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file with nothing to upgrade is refused too if it is read-only: no push could be stored."""
    monkeypatch.setattr("os.access", lambda path, mode: (path, mode) != (migrated.file, os.W_OK))
    with pytest.raises(DatabaseUnfitError, match=r"history\.db cannot be written$"):
        await migrate(migrated)


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
    assert execute(make_settings(odd), "SELECT count(*) FROM runs") == [(0,)]


async def test_loose_ends_undo_a_step(migrated: HistorySettings) -> None:
    """A step that leaves a row without what it refers to is undone and refused."""
    with pytest.raises(DatabaseUnfitError, match="a row of run_documents refers to a row of runs"):
        await run_migration(
            migrated,
            lambda connection: connection.exec_driver_sql(
                "INSERT INTO run_documents VALUES (7, x'00')"
            ).close(),
        )
    assert execute(migrated, "SELECT count(*) FROM run_documents") == [(0,)]
