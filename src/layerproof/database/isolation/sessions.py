"""Sessions on a test's connection, in which commit and rollback of the code under test work.

``rollback`` gives the connection; ``testing.wiring`` hands the same options to the session
factories of a backend.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.orm import Session

from layerproof.database.isolation.lent import LentConnection

#: What a sync session, an async one, can be bound to.
Bind: TypeAlias = Connection | Engine
AsyncBind: TypeAlias = AsyncConnection | AsyncEngine


def session_options(bind: Bind | AsyncBind) -> dict[str, Any]:
    """Return what binds a session, or a ``sessionmaker`` by ``configure``, to a test's database.

    On a connection every transaction of the session becomes a savepoint. An
    ``async_sessionmaker`` on a sync connection is given ``lend(connection)``.
    """
    return {"bind": bind, "binds": None, "join_transaction_mode": "create_savepoint"}


def make_session(bind: Bind, **options: Any) -> Session:
    """Return a session on a connection whose transaction somebody else ends, or on an engine.

    :param options: of ``Session``; they win.
    """
    return Session(**(session_options(bind) | options))


def make_async_session(bind: AsyncBind | Connection, **options: Any) -> AsyncSession:
    """Return the async session of the same kind.

    Its objects stay readable after a commit unless ``expire_on_commit`` says otherwise: an
    expired attribute cannot be awaited. A sync connection is lent (``isolation.lent``).

    :param options: of ``AsyncSession``; they win.
    """
    ours = session_options(lend(bind)) | {"expire_on_commit": False}
    return AsyncSession(**(ours | options))


def lend(bind: AsyncBind | Connection) -> AsyncBind:
    """Return an async face of a sync connection; anything async as it is."""
    return LentConnection(bind) if isinstance(bind, Connection) else bind
