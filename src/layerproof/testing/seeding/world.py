"""Running one scenario on a database, in one transaction: all of it, or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from layerproof.testing.factories.binding import bind_factories
from layerproof.testing.scenarios import Scenario, ScenarioError, run_on
from layerproof.testing.seeding.drivers import is_asynchronous, open_async_engine, open_engine
from layerproof.testing.seeding.rows import count_rows, empty_tables, subtract_counts

#: The scenario's own commits end a savepoint, not the transaction around it.
_INSIDE: Any = {"join_transaction_mode": "create_savepoint", "expire_on_commit": False}


@dataclass(frozen=True, slots=True)
class Seeded:
    """What a scenario did: by how many rows each table grew, and what its function returned."""

    created: Mapping[str, int]
    result: Any


def seed_database(found: Scenario, url: URL) -> Seeded:
    """Build a scenario's world in a database, and commit it as a whole.

    What the scenario raises is passed on, and the database is as it was. No event loop may run
    in this thread.
    """
    if _is_awaited(found, url):
        return asyncio.run(seed_database_async(found, url))
    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            before = count_rows(connection)
            with Session(connection, **_INSIDE) as session, bind_factories(sync=lambda: session):
                made = found.call(session)
                session.commit()
            return Seeded(subtract_counts(count_rows(connection), before), made)
    finally:
        engine.dispose()


async def seed_database_async(found: Scenario, url: URL) -> Seeded:
    """Build a scenario's world, as ``seed_database`` does, from where an event loop runs."""
    if not _is_awaited(found, url):
        return await asyncio.to_thread(seed_database, found, url)
    engine = open_async_engine(url)
    try:
        async with engine.begin() as connection:
            before = await connection.run_sync(count_rows)
            async with AsyncSession(connection, **_INSIDE) as session:
                with bind_factories(asynchronous=lambda: session):
                    made = await run_on(found, session)
                await session.commit()
            after = await connection.run_sync(count_rows)
            return Seeded(subtract_counts(after, before), made)
    finally:
        await engine.dispose()


def empty_database(url: URL, keep: Iterable[str]) -> list[str]:
    """Empty all tables but the kept ones, in one transaction; return the names of the emptied.

    Raises ``ScenarioError`` where a kept table refers to one that would be emptied.
    """
    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            return empty_tables(connection, keep)
    except DBAPIError as error:
        raise ScenarioError(
            f"the tables cannot be emptied: {error.orig}",
            advice="keep the tables that a kept table refers to as well",
        ) from error
    finally:
        engine.dispose()


def _is_awaited(found: Scenario, url: URL) -> bool:
    """Whether the scenario is asynchronous, or may as well be, since the address's driver is."""
    return found.is_async or found.wants == "async_session" or is_asynchronous(url)
