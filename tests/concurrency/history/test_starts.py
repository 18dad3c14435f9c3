"""Servers that start at one moment on one new database."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

from layerproof.database.servers.borrowed import read_url
from layerproof.database.values import RunningServer
from layerproof.history.database import VERSION_TABLE
from layerproof.history.migrate import migrate
from layerproof.history.settings import HistorySettings, read_settings
from tests.factories.reports import make_report
from tests.support.history import RUNS, execute, make_settings, push, running_client
from tests.support.postgres import scratch_place

#: Forks after the imports, so that the children do reach the database at one moment.
START = """
import asyncio, os, pathlib, sys
from layerproof.history.migrate import migrate
from layerproof.history.settings import read_settings
settings = read_settings(sys.argv[1], {}, folder=pathlib.Path())
gate, opener = os.pipe()
children = []
for _ in range(6):
    child = os.fork()
    if child == 0:
        os.close(opener)
        os.read(gate, 1)
        asyncio.run(migrate(settings))
        os._exit(0)
    children.append(child)
os.close(opener)
print([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children])
"""


def _revisions(settings: HistorySettings) -> list[tuple[object, ...]]:
    return execute(settings, f"SELECT * FROM {VERSION_TABLE}")


async def test_in_one_process(new_settings: HistorySettings) -> None:
    """Eight upgrades at once in one process leave one database at the newest revision."""
    async with asyncio.TaskGroup() as tasks:
        for _ in range(8):
            tasks.create_task(migrate(new_settings))
    assert _revisions(new_settings) == [("0002",)]


async def test_different_files_in_one_process(tmp_path: Path) -> None:
    """Upgrades of different SQLite files at one moment do not get into each other's way."""
    files = [make_settings(tmp_path / str(number)) for number in range(8)]
    async with asyncio.TaskGroup() as tasks:
        for file in files:
            tasks.create_task(migrate(file))
    assert [_revisions(file) for file in files] == [[("0002",)]] * 8


async def test_different_databases_in_one_process(
    server_settings: HistorySettings, tmp_path: Path
) -> None:
    """Upgrades of different PostgreSQL databases at one moment do not either."""
    address = server_settings.database.render_as_string(hide_password=False)
    place, _ = read_url(address)
    server = RunningServer("ours", place, version=0, owned=True)
    with ExitStack() as stack:
        places = [stack.enter_context(scratch_place(server)) for _ in range(4)]
        databases = [read_settings(place.url("psycopg"), {}, folder=tmp_path) for place in places]
        async with asyncio.TaskGroup() as tasks:
            for database in databases:
                tasks.create_task(migrate(database))
        assert [_revisions(database) for database in databases] == [[("0002",)]] * 4


def test_in_many_processes(new_settings: HistorySettings) -> None:
    """Six processes that upgrade a new database at one moment all succeed."""
    address = new_settings.database.render_as_string(hide_password=False)
    command = [sys.executable, "-c", START, address]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.stderr, ended.stdout) == ("", "[0, 0, 0, 0, 0, 0]\n")
    assert _revisions(new_settings) == [("0002",)]


async def test_two_servers_of_one_empty_database(new_settings: HistorySettings) -> None:
    """Two servers that start at once on an empty database both answer, each what is there."""
    async with AsyncExitStack() as stack:
        starting = [stack.enter_async_context(running_client(new_settings)) for _ in range(2)]
        clients = await asyncio.gather(*starting)
        pushed = await push(clients[0], make_report(run_id="first"))
        found = await clients[1].get(f"{RUNS}/first")
    assert (pushed.status_code, found.status_code) == (201, 200)
