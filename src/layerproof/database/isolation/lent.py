"""A sync connection lent to async code, so that both see one transaction.

Nothing is ever awaited on it: what SQLAlchemy runs in its greenlet returns at once. An
``AsyncSession`` that is bound to one needs no changes. ``sessions`` and ``rollback`` use it.
"""

from __future__ import annotations

from typing import Any, NoReturn

from sqlalchemy import Connection, CursorResult
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.util import greenlet_spawn

_ONE_CONNECTION = (
    "this async connection is lent from a sync one, as the test uses both: {what}. "
    "Use async_db alone in this test"
)


class LentEngine(AsyncEngine):
    """The engine of a lent connection. It opens nothing: a second connection sees nothing."""

    def __init__(self, connection: Connection) -> None:
        # Not the inherited one, which takes none but an async driver.
        self.sync_engine = connection.engine
        self._proxied = connection.engine  # type: ignore[misc] # written by AsyncEngine as well

    def connect(self) -> NoReturn:
        """Raise ``InvalidRequestError``."""
        raise InvalidRequestError(_ONE_CONNECTION.format(what="it opens no other"))

    def begin(self) -> NoReturn:
        """Raise ``InvalidRequestError``."""
        self.connect()


class LentConnection(AsyncConnection):
    """An async face of a sync connection that is already in use."""

    __slots__ = ()

    def __init__(self, connection: Connection) -> None:
        super().__init__(LentEngine(connection), connection)

    async def execute(self, statement: Any, parameters: Any = None, **options: Any) -> Any:
        """Execute on the sync connection; the result is complete."""
        return await greenlet_spawn(self._proxied.execute, statement, parameters, **options)

    async def exec_driver_sql(
        self, statement: str, parameters: Any = None, execution_options: Any = None
    ) -> CursorResult[Any]:
        """Execute a string as it is."""
        run = self._proxied.exec_driver_sql
        return await greenlet_spawn(run, statement, parameters, execution_options)

    def stream(self, *_arguments: Any, **_options: Any) -> NoReturn:
        """Raise ``InvalidRequestError``: a sync driver cannot stream to async code."""
        raise InvalidRequestError(_ONE_CONNECTION.format(what="it cannot stream"))

    async def close(self) -> None:
        """Do nothing: who lent it closes it."""

    aclose = close
