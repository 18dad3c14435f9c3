"""Worlds that begin alike, one after another, for tests that change them over and over."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from layerproof.history.settings import HistorySettings
from tests.support.history import make_settings, running_app
from tests.support.history_world import World, running_world


@dataclass
class Worlds:
    """Copies of one world, each a file of its own."""

    model: World
    folder: Path
    count: int = 0

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
