"""Asynchronous engines of the code under test, whose connections must end with their loop.

A backend often keeps one engine in a module. Its pool would carry connections of one test's loop
into the next test, where they fail. The pytest plugin opens this around each client.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakSet

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import greenlet_spawn

#: The execution option of an engine that a test's case opens and closes itself.
OURS = "layerproof_case"


class LoopEngines:
    """The asynchronous engines that were used while this watched."""

    def __init__(self) -> None:
        self._engines: WeakSet[Engine] = WeakSet()

    def note(self, connection: Connection) -> None:
        """Remember the engine of a connection; SQLAlchemy calls this."""
        engine = connection.engine
        if engine.dialect.is_async and not engine.get_execution_options().get(OURS):
            self._engines.add(engine)

    async def release(self) -> None:
        """Close what these engines keep, on the loop that it was opened on."""
        for engine in list(self._engines):
            await greenlet_spawn(engine.dispose)
        self._engines.clear()


@contextmanager
def watch_loop_engines() -> Iterator[LoopEngines]:
    """Watch every engine of the process until the block ends."""
    engines = LoopEngines()
    event.listen(Engine, "engine_connect", engines.note)
    try:
        yield engines
    finally:
        event.remove(Engine, "engine_connect", engines.note)
