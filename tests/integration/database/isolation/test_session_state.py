"""Nothing that a test leaves in a connection's session reaches the next test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import QueuePool

from layerproof.core.config.values import Database
from layerproof.database.isolation.rollback import async_rollback, rollback
from tests.support.isolated import async_shop_engine, shop_engine

LEFT = {
    "a setting": "SET search_path = nowhere",
    "a time zone": "SET TIME ZONE 'Asia/Tokyo'",
    "a timeout": "SET statement_timeout = 7",
    "a role": "SET ROLE pg_monitor",
    "an advisory lock": "SELECT pg_advisory_lock(41)",
    "a temporary table": "CREATE TEMP TABLE mine (n int)",
    "a channel": "LISTEN news",
    "a cursor": "DECLARE it CURSOR WITH HOLD FOR SELECT 1",
    "a sequence's last value": "SELECT nextval('users_id_seq')",
}
STATE = text(
    "SELECT current_setting('search_path'), current_setting('TimeZone'),"
    " current_setting('statement_timeout'), current_user, pg_backend_pid(),"
    " (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'),"
    " (SELECT count(*) FROM pg_class WHERE relname = 'mine'),"
    " (SELECT count(*) FROM pg_listening_channels()), (SELECT count(*) FROM pg_cursors)"
)
SQLITE_LEFT = {
    "a pragma": "PRAGMA case_sensitive_like = ON",
    "a deferral": "PRAGMA busy_timeout = 1",
    "a temporary table": "CREATE TEMP TABLE mine (n int)",
    "an attached file": "ATTACH ':memory:' AS more",
}


def _rolled_back(engine: Engine, statement: str) -> None:
    with rollback(engine) as connection:
        connection.exec_driver_sql(statement)


def _committed(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)


def _without_transaction(engine: Engine, statement: str) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(statement)


def _state(connection: Connection) -> tuple[object, ...]:
    return tuple(connection.execute(STATE).one())


@pytest.mark.parametrize("driver", ["psycopg", "psycopg2"])
@pytest.mark.parametrize("way", [_rolled_back, _committed, _without_transaction])
def test_a_session_is_as_new(
    driver: str, way: Callable[[Engine, str], None], tmp_path: Path
) -> None:
    """Settings, roles, locks, temporary tables and channels end with the use of a connection."""
    with shop_engine(driver, tmp_path) as engine:
        with engine.connect() as connection:
            before = _state(connection)
        for statement in LEFT.values():
            if way is _without_transaction and statement.startswith("DECLARE"):
                continue
            way(engine, statement)
            with engine.connect() as connection:
                assert _state(connection) == before, statement


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
async def test_an_async_session_is_as_new(driver: str, tmp_path: Path) -> None:
    """The same holds for async drivers, committed or not."""
    async with async_shop_engine(driver, tmp_path) as engine:
        before = await _async_state(engine)
        for statement in LEFT.values():
            async with async_rollback(engine) as connection:
                await connection.exec_driver_sql(statement)
            assert await _async_state(engine) == before, statement
            async with engine.begin() as connection:
                await connection.exec_driver_sql(statement)
            assert await _async_state(engine) == before, statement


async def _async_state(engine: AsyncEngine) -> tuple[object, ...]:
    async with engine.connect() as connection:
        return tuple((await connection.execute(STATE)).one())


@pytest.mark.parametrize("what", SQLITE_LEFT)
def test_a_sqlite_connection_is_as_new(what: str, tmp_path: Path) -> None:
    """What a PRAGMA, ATTACH or temporary table changed ends with the use of a connection."""
    with shop_engine("pysqlite", tmp_path, Database()) as engine:
        _without_transaction(engine, SQLITE_LEFT[what])
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT 'A' LIKE 'a'").scalar_one() == 1
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 5000
            assert connection.exec_driver_sql("PRAGMA database_list").all()[1:] == []
            assert connection.exec_driver_sql("SELECT * FROM sqlite_temp_schema").all() == []


def test_an_engine_of_the_backend_is_cleaned_too(tmp_path: Path) -> None:
    """``rollback`` cleans connections of an engine that was made elsewhere, once each time."""
    with shop_engine("psycopg", tmp_path) as ours:
        engine = create_engine(ours.url, poolclass=QueuePool)
        for _ in range(3):
            with rollback(engine) as connection:
                connection.execute(text("SELECT pg_advisory_lock(41)"))
        with engine.connect() as connection:
            held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
            assert connection.exec_driver_sql(held).scalar_one() == 0
        assert len(list(engine.pool.dispatch.reset)) == 1
        engine.dispose()
