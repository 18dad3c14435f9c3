"""Backups and restores that are ended in the middle: nothing half is left behind."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert

from layerproof.history.archive.columns import reflect
from layerproof.history.archive.files import open_archive
from layerproof.history.migrate import OUR_TABLES, run_step, upgrade
from layerproof.history.settings import HistorySettings
from tests.support.filled_history import (
    Snapshot,
    fill_every_table,
    open_beside,
    read_everything,
)
from tests.support.history import make_settings
from tests.support.history_servers import LAYERPROOF, SECONDS, address_of, run_layerproof

DOCUMENTS = 300
BYTES = 100_000

#: On a server whoever watches may be late; so each document takes 10 ms to be stored.
DAWDLE = """
    CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(0.01); RETURN NEW; END $$;
    CREATE TRIGGER dawdle BEFORE INSERT ON run_documents
        FOR EACH ROW EXECUTE FUNCTION dawdle();
"""


@pytest.fixture
def large(tmp_path: Path) -> HistorySettings:
    """Give a history of some tens of megabytes that cannot be compressed."""
    settings = make_settings(tmp_path)
    run_step(settings, upgrade)
    fill_every_table(settings)
    with open_beside(settings).begin() as connection:
        tables = reflect(connection).tables
        row = dict(connection.execute(tables["runs"].select()).mappings().first() or {})
        runs = [
            row | {"id": number, "run_id": str(number)} for number in range(100, 100 + DOCUMENTS)
        ]
        connection.execute(insert(tables["runs"]), runs)
        bodies = [{"run_id": run["id"], "body": os.urandom(BYTES)} for run in runs]
        connection.execute(insert(tables["run_documents"]), bodies)
    return settings


def _start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*LAYERPROOF, "history", *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _end_when(
    process: subprocess.Popen[str], begun: Callable[[], bool], sent: int
) -> tuple[int, str]:
    deadline = time.monotonic() + SECONDS
    while not begun():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.002)
    process.send_signal(sent)
    _, complained = process.communicate(timeout=SECONDS)
    return process.returncode, complained


def _size(paths: list[Path]) -> int:
    return sum(path.stat().st_size for path in paths if path.exists())


@pytest.mark.parametrize(
    ("sent", "code", "left"),
    [(signal.SIGINT, 130, 0), (signal.SIGKILL, -signal.SIGKILL, 1)],
)
def test_a_backup_that_was_ended(
    large: HistorySettings, tmp_path: Path, sent: int, code: int, left: int
) -> None:
    """The older backup stays whole; Ctrl-C leaves nothing beside it, and kill -9 a partial file."""
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "all.zip").write_text("an older one")
    process = _start(tmp_path, "backup", "backups/all.zip", "--database", address_of(large))

    def begun() -> bool:
        return _size(list(folder.glob(".all.zip.*.partial"))) > BYTES * 20

    ended, complained = _end_when(process, begun, sent)
    assert ended == code
    assert "Traceback" not in complained
    assert (folder / "all.zip").read_text() == "an older one"
    assert len(list(folder.glob(".*.partial"))) == left

    again = run_layerproof(
        tmp_path, "history", "backup", "backups/all.zip", "--database", address_of(large)
    )
    assert again.returncode == 0, again.stderr
    with open_archive(folder / "all.zip") as archive:
        rows = {table.name: table.rows for table in archive.manifest.tables}
    assert rows["run_documents"] == DOCUMENTS + 3


def _begun_to_restore(target: HistorySettings) -> Callable[[], bool]:
    if target.file is not None:
        log = target.file.with_name(f"{target.file.name}-wal")
        return lambda: _size([log]) > BYTES * 20
    engine = open_beside(target)
    with engine.begin() as connection:
        connection.exec_driver_sql(DAWDLE)

    def rows_are_written() -> bool:
        with engine.connect() as connection:
            found = connection.exec_driver_sql(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND query LIKE 'INSERT INTO run_documents%%' AND pid <> pg_backend_pid()"
            ).scalar_one()
        return bool(found)

    return rows_are_written


@pytest.mark.isolation("clone")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_a_restore_that_was_ended(
    large: HistorySettings, settings: HistorySettings, tmp_path: Path, sent: int
) -> None:
    """What the database held is there as it was, and the next restore is a whole one."""
    target = settings
    if settings.file is not None:
        target = make_settings(tmp_path / "target")
    run_step(target, upgrade)
    fill_every_table(target)
    before: Snapshot = read_everything(target)
    made = run_layerproof(tmp_path, "history", "backup", "all.zip", "--database", address_of(large))
    assert made.returncode == 0, made.stderr
    arguments = ("restore", "all.zip", "--replace", "--database", address_of(target))

    ended, complained = _end_when(_start(tmp_path, *arguments), _begun_to_restore(target), sent)
    assert ended == (130 if sent == signal.SIGINT else -signal.SIGKILL)
    assert "Traceback" not in complained
    assert read_everything(target) == before
    assert set(before) == OUR_TABLES

    again = run_layerproof(tmp_path, "history", *arguments)
    assert again.returncode == 0, again.stderr
    assert read_everything(target) == read_everything(large)


def test_a_disk_without_room(large: HistorySettings, tmp_path: Path) -> None:
    """A backup for which there is no room ends with 3 and one message, and the older one stays."""
    (tmp_path / "all.zip").write_text("an older one")
    room = BYTES * 30

    def leave_little_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    ended = subprocess.run(
        [*LAYERPROOF, "history", "backup", "all.zip", "--database", address_of(large)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        preexec_fn=leave_little_room,
    )
    assert ended.returncode == 3
    assert ended.stderr == (
        "error[history-archive]: the archive all.zip cannot be written: File too large\n"
        "  do: name a file in a folder that this user may write, on a disk with room\n"
    )
    assert (tmp_path / "all.zip").read_text() == "an older one"
    assert list(tmp_path.glob(".*.partial")) == []
