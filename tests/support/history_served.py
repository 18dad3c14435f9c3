"""A world behind a real server, on a port of this machine, for programs that test APIs."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from tests.support.history import make_settings
from tests.support.history_world import World, running_world

#: Seconds for the server to be there, and to be gone.
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class ServedWorld:
    """A world, and where it is served."""

    world: World
    url: str


@contextmanager
def served_world(folder: Path) -> Iterator[ServedWorld]:
    """Give a world on an SQLite file in a folder, served by a thread until the block ends."""
    serving = _Serving(folder)
    thread = threading.Thread(target=serving.run, name="served world")
    thread.start()
    try:
        yield serving.wait()
    finally:
        serving.server.should_exit = True
        thread.join(PATIENCE)


class _Server(uvicorn.Server):
    """A server that leaves the process's signals alone, and says when it is there."""

    def __init__(self, config: uvicorn.Config, is_there: threading.Event) -> None:
        super().__init__(config)
        self._is_there = is_there

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]  # none are given
        """Start, and say so."""
        await super().startup()
        self._is_there.set()


class _Serving:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._is_there = threading.Event()
        self._world: World | None = None
        # The application is put in once its world is there.
        self._config = uvicorn.Config("none", port=0, lifespan="off", log_config=None)
        self.server = _Server(self._config, self._is_there)

    def run(self) -> None:
        asyncio.run(self._serve())

    def wait(self) -> ServedWorld:
        assert self._is_there.wait(PATIENCE), "the server did not start"
        assert self._world is not None
        port = self.server.servers[0].sockets[0].getsockname()[1]
        return ServedWorld(self._world, f"http://127.0.0.1:{port}")

    async def _serve(self) -> None:
        async with running_world(make_settings(self._folder)) as world:
            self._world = world
            self._config.app = world.app
            await self.server.serve()
