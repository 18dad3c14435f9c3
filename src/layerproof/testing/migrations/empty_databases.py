"""Empty databases for the checks, from the same place where tests get theirs.

``laboratory`` opens one for each process that it starts; below are ``database.templates``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from layerproof.database.ports import Say
from layerproof.database.templates import open_databases, read_recipe
from layerproof.database.values import Place, RunningServer, Settings


class EmptyDatabases:
    """Makes databases that hold the table's extensions and nothing else.

    :param server: ``None`` for SQLite.

    Raises ``ServerUnavailableError`` when the server does not answer.
    """

    def __init__(self, settings: Settings, server: RunningServer | None, say: Say) -> None:
        bare = replace(settings.table, migrations=None, metadata=None, seed=None, inputs=(), env={})
        self._settings = replace(settings, table=bare)
        self._server = server
        self._databases = open_databases(self._settings, server, say)

    @contextmanager
    def open(self, word: str) -> Iterator[Place]:
        """Give an empty database until the block ends; ``word`` names it."""
        recipe = read_recipe(self._settings, self._server)
        place = self._databases.clone(self._databases.ensure_template(recipe), word)
        try:
            yield place
        finally:
            self._databases.drop(place)

    def close(self) -> None:
        """Drop what is left, and end the connections."""
        self._databases.close()
