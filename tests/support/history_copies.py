"""Worlds that begin alike, one after another, for tests that change them over and over."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from layerproof.history.settings import HistorySettings
from tests.support.history import make_settings, running_app
from tests.support.history_document import Operation
from tests.support.history_operations import request_of
from tests.support.history_world import World, running_world


@dataclass
class Worlds:
    """Copies of one world, each a file of its own."""

    model: World
    folder: Path
    count: int = 0

    async def ask_each(self, cases: Iterable[tuple[Operation, str | None]]) -> list[httpx.Response]:
        """Return how good requests of somebody (or nobody) are answered, each in a fresh world."""
        remaining = list(cases)
        answers: list[httpx.Response] = []
        while remaining:
            async with self.another() as world:
                changed = False
                while remaining and not changed:
                    operation, as_ = remaining.pop(0)
                    answer = await world.client(as_).request(**request_of(operation, world))
                    answers.append(answer)
                    changed = operation.changes and answer.is_success
        return answers

    @asynccontextmanager
    async def another(self) -> AsyncIterator[World]:
        """Give a copy of the world that nobody has changed."""
        self.count += 1
        folder = self.folder / str(self.count)
        folder.mkdir()
        settings = replace(self.model.settings, database=make_settings(folder).database)
        shutil.copyfile(_file_of(self.model.settings), _file_of(settings))
        async with running_app(settings) as app:
            world = replace(self.model, app=app, settings=settings, _clients={})
            try:
                yield world
            finally:
                await world.close()


@pytest.fixture
async def worlds(tmp_path: Path) -> Worlds:
    """Give as many worlds as a test asks for, on SQLite files, which can be copied."""
    async with running_world(make_settings(tmp_path)) as world:
        model = world
    return Worlds(model, tmp_path)


def _file_of(settings: HistorySettings) -> Path:
    assert settings.file is not None
    return settings.file
