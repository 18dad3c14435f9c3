"""Servers that start at one moment on one new file."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from layerproof.history.migrate import migrate
from tests.support.history import make_settings

#: Forks after the imports, so that the children do reach the file at one moment.
START = """
import asyncio, os, pathlib, sys
from layerproof.history.migrate import migrate
from layerproof.history.settings import read_settings
settings = read_settings("history.db", {}, folder=pathlib.Path(sys.argv[1]))
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


def _revisions(folder: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(folder / "history.db")) as connection:
        return connection.execute("SELECT * FROM layerproof_history_version").fetchall()


async def test_in_one_process(tmp_path: Path) -> None:
    """Eight upgrades at once in one process leave one database at the newest revision."""
    async with asyncio.TaskGroup() as tasks:
        for _ in range(8):
            tasks.create_task(migrate(make_settings(tmp_path)))
    assert _revisions(tmp_path) == [("0001",)]


async def test_different_files_in_one_process(tmp_path: Path) -> None:
    """Upgrades of different files at one moment do not get into each other's way."""
    folders = [tmp_path / str(number) for number in range(8)]
    async with asyncio.TaskGroup() as tasks:
        for folder in folders:
            tasks.create_task(migrate(make_settings(folder)))
    assert [_revisions(folder) for folder in folders] == [[("0001",)]] * 8


def test_in_many_processes(tmp_path: Path) -> None:
    """Six processes that upgrade a new file at one moment all succeed."""
    command = [sys.executable, "-c", START, str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.stderr, ended.stdout) == ("", "[0, 0, 0, 0, 0, 0]\n")
    assert _revisions(tmp_path) == [("0001",)]
