"""What a backup holds is what a restored database has, on whichever kind of database."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from layerproof.errors import LayerproofError
from layerproof.history.archive.backup import back_up
from layerproof.history.archive.columns import reflect
from layerproof.history.archive.document import Manifest
from layerproof.history.archive.files import open_archive
from layerproof.history.archive.progress import Progress
from layerproof.history.archive.restore import restore
from layerproof.history.database import VERSION_TABLE
from layerproof.history.errors.operation import ArchiveError
from layerproof.history.errors.problem import DatabaseUnfitError
from layerproof.history.migrate import (
    OUR_TABLES,
    known_revisions,
    newest_revision,
    run_step,
    upgrade,
)
from layerproof.history.settings import HistorySettings
from tests.support.filled_history import (
    ROWS,
    fill_every_table,
    open_beside,
    read_everything,
    upgrade_to,
)
from tests.support.history import execute, make_settings, running_app
from tests.support.history_fixtures import EMPTYING

QUIET = Progress(lambda _: None)


def _restore(settings: HistorySettings, file: Path, *, replace: bool = False) -> Manifest:
    return restore(settings, file, QUIET, replace=replace)


@pytest.fixture(params=["to-sqlite", "to-postgresql"])
def target_kind(request: pytest.FixtureRequest) -> str:
    """Give the kind of database that is restored to."""
    kind: str = request.param.removeprefix("to-")
    return kind


def _empty_target(
    source: HistorySettings, request: pytest.FixtureRequest, kind: str, folder: Path
) -> HistorySettings:
    """Return the settings of an empty database; the source's own one, once it was emptied."""
    if kind == "sqlite":
        (folder / "restored").mkdir()
        return make_settings(folder / "restored")
    target: HistorySettings = (
        source if source.file is None else request.getfixturevalue("server_settings")
    )
    execute(target, *EMPTYING)
    return target


@pytest.mark.isolation("clone")
def test_every_table_goes_there_and_back(
    new_settings: HistorySettings,
    target_kind: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    """Every row of every table arrives as it was, and new rows are numbered after the old ones."""
    run_step(new_settings, upgrade)
    fill_every_table(new_settings)
    before = read_everything(new_settings)
    written = back_up(new_settings, tmp_path / "all.zip", QUIET)
    target = _empty_target(new_settings, request, target_kind, tmp_path)

    restored = _restore(target, tmp_path / "all.zip")

    assert read_everything(target) == before
    assert set(before) == OUR_TABLES
    assert {len(rows) for rows in before.values()} == {ROWS}
    assert restored == written
    assert restored.rows == ROWS * len(OUR_TABLES)
    assert _add_organization(target) == ROWS * 10 + 1


def _add_organization(settings: HistorySettings) -> int:
    with open_beside(settings).begin() as connection:
        table = reflect(connection).tables["organizations"]
        values = {"slug": "new", "name": "New", "created_at": func.now()}
        connection.execute(insert(table).values(values))
        return int(connection.execute(select(func.max(table.c.id))).scalar_one())


@pytest.mark.isolation("clone")
@pytest.mark.parametrize("revision", known_revisions()[:-1])
def test_a_backup_of_an_older_revision(
    new_settings: HistorySettings,
    revision: str,
    target_kind: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    """A backup of older tables is restored as they would be had they been upgraded in place."""
    upgrade_to(new_settings, revision)
    fill_every_table(new_settings)
    back_up(new_settings, tmp_path / "old.zip", QUIET)
    run_step(new_settings, upgrade)
    expected = read_everything(new_settings)
    target = _empty_target(new_settings, request, target_kind, tmp_path)

    restored = _restore(target, tmp_path / "old.zip")

    found = read_everything(target)
    assert restored.revision == revision
    assert execute(target, f"SELECT version_num FROM {VERSION_TABLE}") == [(newest_revision(),)]
    # When a migration makes a row it writes down that moment: those rows are counted only.
    assert {name: len(rows) for name, rows in found.items()} == {
        name: len(rows) for name, rows in expected.items()
    }
    assert found["runs"] == expected["runs"]
    assert found["test_results"] == expected["test_results"]


def test_a_backup_is_one_moment(settings: HistorySettings, tmp_path: Path) -> None:
    """What is stored while a backup is written is not in it, in no table."""
    run_step(settings, upgrade)
    fill_every_table(settings)
    before = {name: len(rows) for name, rows in read_everything(settings).items()}
    later: list[str] = []

    def store_more(line: str) -> None:
        if not later:
            later.append(line)
            fill_every_table(settings, rows=ROWS + 2)

    written = back_up(settings, tmp_path / "all.zip", Progress(store_more, every=0))

    assert len(later) == 1
    assert {table.name: table.rows for table in written.tables} == before
    assert {len(rows) for rows in read_everything(settings).values()} == {ROWS + 2}


def test_a_backup_is_for_its_owner_alone(settings: HistorySettings, tmp_path: Path) -> None:
    """A backup can be read by its owner only, takes an older one's place, and leaves no rest."""
    run_step(settings, upgrade)
    place = tmp_path / "backups" / "all.zip"
    place.parent.mkdir()
    place.write_text("an older one")
    back_up(settings, place, QUIET)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert [path.name for path in place.parent.iterdir()] == ["all.zip"]
    with open_archive(place) as archive:
        assert archive.manifest.revision == newest_revision()


def test_a_database_without_a_history(tmp_path: Path) -> None:
    """Where there is no history there is nothing to back up, and no file is made anywhere."""
    settings = make_settings(tmp_path)
    with pytest.raises(ArchiveError, match=r"there is no history in sqlite.*history\.db"):
        back_up(settings, tmp_path / "all.zip", QUIET)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.isolation("clone")
def test_an_empty_database_has_no_history(new_settings: HistorySettings, tmp_path: Path) -> None:
    """A database without our tables is told from an empty history, and an older file stays."""
    if new_settings.file is not None:
        execute(new_settings, "CREATE TABLE other (id INTEGER)")
    (tmp_path / "all.zip").write_text("an older one")
    with pytest.raises(ArchiveError, match="there is no history in"):
        back_up(new_settings, tmp_path / "all.zip", QUIET)
    assert (tmp_path / "all.zip").read_text() == "an older one"
    assert list(tmp_path.glob(".*.partial")) == []


@pytest.mark.isolation("clone")
def test_a_database_of_a_newer_layerproof(settings: HistorySettings, tmp_path: Path) -> None:
    """Tables that this code does not know are not backed up, nor replaced."""
    run_step(settings, upgrade)
    back_up(settings, tmp_path / "all.zip", QUIET)
    execute(settings, f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    with pytest.raises(DatabaseUnfitError, match="at revision 9999, which this Layerproof does"):
        back_up(settings, tmp_path / "new.zip", QUIET)
    with pytest.raises(DatabaseUnfitError, match="at revision 9999, which this Layerproof does"):
        _restore(settings, tmp_path / "all.zip", replace=True)
    assert not (tmp_path / "new.zip").exists()


@pytest.mark.isolation("clone")
async def test_a_database_that_a_server_has_only_opened(
    settings: HistorySettings, tmp_path: Path
) -> None:
    """What every server makes at its start is no reason not to restore, and is not mixed in."""
    filled = make_settings(tmp_path / "filled")
    run_step(filled, upgrade)
    fill_every_table(filled)
    back_up(filled, tmp_path / "all.zip", QUIET)
    async with running_app(settings):
        pass
    await asyncio.to_thread(_restore, settings, tmp_path / "all.zip")
    assert read_everything(settings) == read_everything(filled)


@pytest.mark.isolation("clone")
def test_a_database_that_has_rows(settings: HistorySettings, tmp_path: Path) -> None:
    """A database with rows is left alone unless it is to be replaced, and then nothing stays."""
    run_step(settings, upgrade)
    back_up(settings, tmp_path / "empty.zip", QUIET)
    fill_every_table(settings)
    before = read_everything(settings)
    back_up(settings, tmp_path / "full.zip", QUIET)

    with pytest.raises(ArchiveError, match=r"is not empty: [a-z_]+ has rows") as caught:
        _restore(settings, tmp_path / "full.zip")
    assert "--replace" in caught.value.advice
    assert read_everything(settings) == before

    _restore(settings, tmp_path / "empty.zip", replace=True)
    assert {len(rows) for rows in read_everything(settings).values()} == {0}
    _restore(settings, tmp_path / "full.zip")
    assert read_everything(settings) == before


@pytest.mark.isolation("clone")
def test_other_tables_of_the_database_stay(settings: HistorySettings, tmp_path: Path) -> None:
    """Neither backup nor restore touches a table that is not ours."""
    run_step(settings, upgrade)
    execute(settings, "CREATE TABLE other (id INTEGER)", "INSERT INTO other VALUES (7)")
    written = back_up(settings, tmp_path / "all.zip", QUIET)
    _restore(settings, tmp_path / "all.zip", replace=True)
    assert {table.name for table in written.tables} == OUR_TABLES
    assert execute(settings, "SELECT id FROM other") == [(7,)]


@pytest.mark.isolation("clone")
def test_a_table_of_the_same_name(new_settings: HistorySettings, tmp_path: Path) -> None:
    """A database with a table of one of our names that we did not make is not replaced."""
    ours = make_settings(tmp_path / "ours")
    run_step(ours, upgrade)
    back_up(ours, tmp_path / "all.zip", QUIET)
    execute(new_settings, "CREATE TABLE runs (id INTEGER)", "INSERT INTO runs VALUES (7)")
    with pytest.raises(LayerproofError, match="holds a table 'runs' that Layerproof did not make"):
        _restore(new_settings, tmp_path / "all.zip", replace=True)
    assert execute(new_settings, "SELECT id FROM runs") == [(7,)]
