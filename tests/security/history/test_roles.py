"""What each role may do, as one table: a route that is not in it fails until somebody decides.

The table is written out here and derived from nothing. Each column is somebody who asks for the
thing in ``acme/shop``; each cell is the status of a good request.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest

from layerproof.history.settings import HistorySettings
from tests.support.history import make_settings, running_app
from tests.support.history_document import Operation, operations
from tests.support.history_operations import request_of
from tests.support.history_world import World, running_world

ACTORS = ("owner", "admin", "member", "viewer", "outsider", "push", "read", "nobody")

#: What the table's addresses begin with.
BEGINNINGS = {
    "@project": "/organizations/{organization}/projects/{project}",
    "@organization": "/organizations/{organization}",
}

TABLE = """
GET  /health                         200 200 200 200 200 200 200 200
POST /runs                           403 403 403 403 403 201 403 401
GET  @project/runs                   200 200 200 200 404 403 200 401
GET  @project/runs/{run_id}          200 200 200 200 404 403 200 401
GET  @project/runs/{run_id}/report   200 200 200 200 404 403 200 401
"""


@dataclass
class Worlds:
    """Worlds that begin alike, one after another: a new one where the last was changed."""

    model: World
    folder: Path
    count: int = 0
    opened: list[World] = field(default_factory=list)

    @asynccontextmanager
    async def another(self) -> AsyncIterator[World]:
        """Give a copy of the world that nobody has changed."""
        self.count += 1
        folder = self.folder / str(self.count)
        folder.mkdir()
        settings = replace(self.model.settings, database=make_settings(folder).database)
        assert settings.file is not None
        shutil.copyfile(_file_of(self.model.settings), settings.file)
        async with running_app(settings) as app:
            world = replace(self.model, app=app, settings=settings, _clients={})
            try:
                yield world
            finally:
                await world.close()


def _file_of(settings: HistorySettings) -> Path:
    assert settings.file is not None
    return settings.file


@pytest.fixture
async def worlds(tmp_path: Path) -> Worlds:
    """Give worlds on SQLite files; who may do what is decided without the database's help."""
    async with running_world(make_settings(tmp_path)) as world:
        model = world
    return Worlds(model, tmp_path)


async def _ask(world: World, operation: Operation, actor: str) -> httpx.Response:
    client = world.client(None if actor == "nobody" else actor)
    return await client.request(**request_of(operation, world))


async def _row(worlds: Worlds, operation: Operation) -> list[int]:
    row: list[int] = []
    remaining = list(ACTORS)
    while remaining:
        async with worlds.another() as world:
            changed = False
            while remaining and not changed:
                answer = await _ask(world, operation, remaining.pop(0))
                row.append(answer.status_code)
                changed = operation.changes and answer.is_success
    return row


def _expected() -> dict[str, list[int]]:
    table = TABLE
    for short, beginning in BEGINNINGS.items():
        table = table.replace(short, beginning)
    lines = [line.split() for line in table.strip().splitlines()]
    return {f"{line[0]} {line[1]}": [int(cell) for cell in line[2:]] for line in lines}


async def test_every_role_may_do_what_the_table_says(worlds: Worlds) -> None:
    """The whole table, measured, is the table that is written here."""
    measured = {operation.name: await _row(worlds, operation) for operation in operations()}
    assert measured == _expected()
