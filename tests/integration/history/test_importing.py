"""Taking over the runs of a checkout, on each kind of database."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from layerproof.adapters.local_records import write_record
from layerproof.history import importing
from layerproof.history.database import Database
from layerproof.history.errors.problem import DatabaseUnavailableError
from layerproof.history.importing import TAKEN, LocalRecords, taking_over
from layerproof.history.settings import HistorySettings
from tests.factories.reports import write_report

LONGEST = 1_000_000
YESTERDAY = 1_700_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of the records, which is there."""
    made = tmp_path / "records"
    made.mkdir()
    return made


def record(folder: Path, number: int, **changes: object) -> str:
    """Write a run as ``layerproof coverage`` does; return its record's name."""
    name = f"20261121T1530{number:02}Z-run-{number}"
    write_record(folder, name, {}, write_report(run_id=f"run-{number}", **changes))
    return name


def settle(folder: Path) -> None:
    """Make the folder one that has not changed for a long time."""
    os.utime(folder, (YESTERDAY, YESTERDAY))


def records_of(folder: Path, database: Database) -> LocalRecords:
    """Return the records as a server that has just started finds them."""
    return LocalRecords(folder, database, longest=LONGEST)


async def runs_in(database: Database) -> list[str]:
    """Return the ids of the stored runs."""
    async with database.read() as session:
        return list(await session.scalars(text("SELECT run_id FROM runs ORDER BY run_id")))


async def wait_for(database: Database, *runs: str) -> None:
    """Wait until these runs are stored, and no others."""
    while await runs_in(database) != list(runs):  # noqa: ASYNC110 (another task's work, seen in the database alone)
        await asyncio.sleep(0.01)


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was warned of, a line each."""
    return [str(entry.msg) for entry in caplog.records if entry.levelno >= logging.WARNING]


async def test_what_is_there_and_what_comes(opened: Database, folder: Path) -> None:
    """Records are taken over when the server starts and later, each once."""
    record(folder, 1)
    record(folder, 2)
    records = records_of(folder, opened)
    assert [await records.take_over() for _ in range(2)] == [2, 0]
    record(folder, 3)
    assert [await records.take_over() for _ in range(2)] == [1, 0]
    assert await runs_in(opened) == ["run-1", "run-2", "run-3"]


async def test_a_run_that_was_pushed_besides(opened: Database, folder: Path) -> None:
    """Taking over again, on a server that forgot what it has, stores nothing twice."""
    record(folder, 1)
    await records_of(folder, opened).take_over()
    (folder / TAKEN).unlink()
    assert await records_of(folder, opened).take_over() == 1
    assert await runs_in(opened) == ["run-1"]


async def test_a_deleted_run_stays_deleted(opened: Database, folder: Path) -> None:
    """The next start does not bring back what somebody, or retention, has removed."""
    record(folder, 1)
    await records_of(folder, opened).take_over()
    async with opened.write() as session:
        await session.execute(text("DELETE FROM runs"))
        await session.commit()
    record(folder, 2)
    assert await records_of(folder, opened).take_over() == 1
    assert await runs_in(opened) == ["run-2"]


async def test_a_new_database_gets_everything(opened: Database, folder: Path) -> None:
    """What another database has, one at the same place included, says nothing of this one."""
    name = record(folder, 1)
    (folder / TAKEN).write_text(json.dumps({"database": "other", "records": [name]}))
    assert await records_of(folder, opened).take_over() == 1


@pytest.mark.parametrize("content", ["", "[]", '{"records": []}', "[" * 100_000])
async def test_a_broken_list_of_what_was_taken(
    opened: Database, folder: Path, content: str
) -> None:
    """It is as good as none, and written anew."""
    name = record(folder, 1)
    (folder / TAKEN).write_text(content)
    assert await records_of(folder, opened).take_over() == 1
    assert json.loads((folder / TAKEN).read_bytes())["records"] == [name]


async def test_the_list_holds_what_is_still_there(opened: Database, folder: Path) -> None:
    """Records that were removed leave the list."""
    first = record(folder, 1)
    records = records_of(folder, opened)
    await records.take_over()
    for kind in (".json", ".report.json.gz"):
        (folder / f"{first}{kind}").unlink()
    second = record(folder, 2)
    await records.take_over()
    assert json.loads((folder / TAKEN).read_bytes())["records"] == [second]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "malformed-report"),
        (b"no gzip", "BadGzipFile"),
        (gzip.compress(b"{}")[:-4], "EOFError"),
        (gzip.compress(b"{}")[:10] + b"\xff" * 20, "error"),
        (gzip.compress(b" " * (LONGEST + 1)), "ValueError"),
        (gzip.compress(b"{}"), "invalid-report"),
        (gzip.compress(write_report(schema_version=9)), "unknown-schema-version"),
    ],
    ids=["empty", "plain", "cut", "mangled", "long", "foreign", "newer"],
)
async def test_a_broken_record_is_named_once_and_left_alone(
    opened: Database,
    folder: Path,
    caplog: pytest.LogCaptureFixture,
    content: bytes,
    why: str,
) -> None:
    """The others are taken over all the same, and the broken one is tried by the next server."""
    name = record(folder, 1)
    record(folder, 2)
    (folder / f"{name}.report.json.gz").write_bytes(content)
    records = records_of(folder, opened)
    assert [await records.take_over() for _ in range(3)] == [1, 0, 0]
    assert await runs_in(opened) == ["run-2"]
    (warned,) = warnings(caplog)
    assert name in warned
    assert repr(why) in warned
    assert (folder / f"{name}.report.json.gz").read_bytes() == content
    await records_of(folder, opened).take_over()
    assert len(warnings(caplog)) == 2


async def test_half_a_run_is_no_record(
    opened: Database, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A report without its record, a record without its report and foreign files are no runs."""
    name = record(folder, 1)
    (folder / f"{name}.json").rename(folder / f"{name}.json.77.part")
    other = record(folder, 2)
    (folder / f"{other}.report.json.gz").unlink()
    (folder / "notes.json").write_text("{}")
    assert await records_of(folder, opened).take_over() == 0
    assert (await runs_in(opened), warnings(caplog)) == ([], [])


async def test_a_folder_that_is_not_there(opened: Database, tmp_path: Path) -> None:
    """A checkout of which nothing was judged yet is no fault."""
    records = records_of(tmp_path / "records", opened)
    assert await records.take_over() == 0
    record(tmp_path / "records", 1)
    assert await records.take_over() == 1


async def test_nothing_new_costs_one_look(
    opened: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that has not changed is not listed."""
    record(folder, 1)
    records = records_of(folder, opened)
    await records.take_over()
    settle(folder)
    await records.take_over()

    def listed(_: Path) -> None:
        pytest.fail("it was listed")

    monkeypatch.setattr(Path, "iterdir", listed)
    assert await records.take_over() == 0


@pytest.mark.parametrize(
    "error", [OperationalError("", {}, Exception("away")), DatabaseUnavailableError("away")]
)
async def test_a_push_that_failed_is_tried_again(
    opened: Database, folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """A database that does not answer for once keeps no record out for ever."""
    record(folder, 1)
    settle(folder)
    records = records_of(folder, opened)

    def away(_: Database) -> None:
        raise error

    monkeypatch.setattr(importing, "pushing", away)
    with pytest.raises(type(error), match="away"):
        await records.take_over()
    monkeypatch.undo()
    assert await records.take_over() == 1


async def test_a_folder_that_cannot_be_written(
    opened: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where what was taken cannot be written down it is taken again, which changes nothing."""
    record(folder, 1)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "write_text", refuse)
    assert await records_of(folder, opened).take_over() == 1
    assert await records_of(folder, opened).take_over() == 1
    assert await runs_in(opened) == ["run-1"]


async def test_two_servers_at_once(opened: Database, folder: Path) -> None:
    """Two that take over the same records at one moment store each run once."""
    for number in range(6):
        record(folder, number)
    servers = [records_of(folder, opened) for _ in range(2)]
    await asyncio.gather(*(server.take_over() for server in servers))
    assert await runs_in(opened) == [f"run-{number}" for number in range(6)]


async def test_it_goes_on_while_a_server_runs(
    migrated: HistorySettings, opened: Database, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It begins at the start, goes on whatever happens, and ends with the server."""
    settings = replace(migrated, local_records=folder)
    (folder / "20261121T153009Z-folder.report.json.gz").mkdir()
    (folder / "20261121T153009Z-folder.json").touch()
    record(folder, 1)
    async with asyncio.timeout(20), taking_over(settings, opened, every=0.01):
        await wait_for(opened, "run-1")
        record(folder, 2)
        await wait_for(opened, "run-1", "run-2")
    record(folder, 3)
    await asyncio.sleep(0.05)
    assert await runs_in(opened) == ["run-1", "run-2"]
    assert [line for line in warnings(caplog) if "IsADirectoryError" in line]


async def test_what_goes_wrong_stays_inside(
    migrated: HistorySettings,
    opened: Database,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A fault of the taking over is logged, and the next look comes all the same."""
    looks: list[int] = []
    enough = asyncio.Event()

    async def fail(_: LocalRecords) -> int:
        looks.append(1)
        if len(looks) == 3:
            enough.set()
        raise RuntimeError

    monkeypatch.setattr(LocalRecords, "take_over", fail)
    async with (
        asyncio.timeout(20),
        taking_over(replace(migrated, local_records=folder), opened, every=0.01),
    ):
        await enough.wait()
    assert [line for line in warnings(caplog) if "taking over records failed" in line]


@pytest.mark.parametrize(
    ("changes", "looks"), [({}, 1), ({"accounts": True}, 0), ({"local_records": None}, 0)]
)
async def test_servers_that_take_over_nothing(
    migrated: HistorySettings,
    opened: Database,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, Any],
    looks: int,
) -> None:
    """A server with accounts is nobody's checkout, and one on another database neither."""
    looked: list[int] = []

    async def look(_: LocalRecords) -> int:
        looked.append(1)
        return 0

    monkeypatch.setattr(LocalRecords, "take_over", look)
    settings = replace(migrated, **{"local_records": folder, **changes})
    async with taking_over(settings, opened, every=60):
        await asyncio.sleep(0.05)
    assert len(looked) == looks
