"""What a connection of a test's engine is like, over each driver."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from layerproof.core.config.values import Database
from layerproof.database.engines import make_async_engine, make_engine
from layerproof.database.errors import DatabaseUnfitError
from layerproof.database.values import SqlitePlace
from layerproof.errors import ConfigError
from tests.support.isolated import scratch_database, settings_for

LIMITED = Database(engine="postgresql", statement_timeout=1.5, lock_timeout=0)
SHOWN = text(
    "SELECT current_setting('statement_timeout'), current_setting('lock_timeout'),"
    " current_setting('application_name')"
)
PRAGMAS = ("busy_timeout", "journal_mode", "foreign_keys", "synchronous", "cache_size")


@pytest.mark.parametrize("driver", ["psycopg", "psycopg2"])
def test_a_connection_has_its_limits_and_name(driver: str, tmp_path: Path) -> None:
    """The table's timeouts and the worker's name are in force, and RESET ALL returns to them."""
    with scratch_database(driver, tmp_path) as place:
        engine = make_engine(place, settings_for(driver, tmp_path, LIMITED))
        with engine.connect() as connection:
            connection.execute(text("SET statement_timeout = 7"))
            connection.execute(text("RESET ALL"))
            assert tuple(connection.execute(SHOWN).one()) == ("1500ms", "0", "layerproof gw7")
        engine.dispose()


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
async def test_an_async_connection_has_its_limits_and_name(driver: str, tmp_path: Path) -> None:
    """The same holds for async drivers."""
    with scratch_database(driver, tmp_path) as place:
        engine = make_async_engine(place, settings_for(driver, tmp_path, LIMITED))
        async with engine.connect() as connection:
            await connection.execute(text("SET statement_timeout = 7"))
            await connection.execute(text("RESET ALL"))
            row = (await connection.execute(SHOWN)).one()
        await engine.dispose()
    assert tuple(row) == ("1500ms", "0", "layerproof gw7")


def test_sqlite_is_set_up_as_in_production(tmp_path: Path) -> None:
    """The ready PRAGMAs and those of the table are in force; the table's win."""
    table = Database(pragmas={"cache_size": "-4000", "Synchronous": "FULL"})
    settings = settings_for("pysqlite", tmp_path, table)
    engine = make_engine(SqlitePlace(tmp_path / "it.db"), settings)
    with engine.connect() as connection:
        got = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS]
    engine.dispose()
    assert got == [5000, "wal", 1, 2, -4000]


@pytest.mark.parametrize(
    ("begin", "waits"), [("deferred", False), ("immediate", True), ("exclusive", True)]
)
def test_transactions_on_sqlite_begin_as_the_table_says(
    begin: str, tmp_path: Path, *, waits: bool
) -> None:
    """Readers let each other be unless the backend's own transactions take the write lock."""
    table = Database(begin=begin, pragmas={"busy_timeout": "0"})
    engine = make_engine(SqlitePlace(tmp_path / "it.db"), settings_for("pysqlite", tmp_path, table))
    refused = pytest.raises(OperationalError, match="is locked") if waits else nullcontext()
    with engine.connect() as first, engine.connect() as second:
        assert first.scalar(text("SELECT 1")) == 1
        with refused:
            second.scalar(text("SELECT 1"))
    engine.dispose()


async def test_async_sqlite_is_set_up_as_in_production(tmp_path: Path) -> None:
    """The same holds over aiosqlite."""
    settings = settings_for("aiosqlite", tmp_path)
    engine = make_async_engine(SqlitePlace(tmp_path / "it.db"), settings)
    async with engine.connect() as connection:
        got = [(await connection.exec_driver_sql(f"PRAGMA {name}")).scalar() for name in PRAGMAS]
    await engine.dispose()
    assert got == [5000, "wal", 1, 1, -2000]


@pytest.mark.parametrize(
    ("pragmas", "message"),
    [
        ({"page_size": "4097"}, "PRAGMA page_size was set to 4097 and reads back as 4096"),
        ({"foreign_kys": "ON"}, "PRAGMA foreign_kys was set to ON and .+ does not know it"),
    ],
)
def test_a_pragma_that_did_not_take_is_named(
    pragmas: dict[str, str], message: str, tmp_path: Path
) -> None:
    """A PRAGMA that reads back otherwise stops the first connection, with both values."""
    settings = settings_for("pysqlite", tmp_path, Database(pragmas=pragmas))
    engine = make_engine(SqlitePlace(tmp_path / "it.db"), settings)
    with pytest.raises(DatabaseUnfitError, match=f"^{message}$"):
        engine.connect()


@pytest.mark.parametrize("driver", ["pysqlite", "aiosqlite"])
async def test_a_database_in_memory_is_refused(driver: str, tmp_path: Path) -> None:
    """An in-memory database is not in WAL mode, whatever it was told, and the error says so."""
    place, settings = SqlitePlace(Path(":memory:")), settings_for(driver, tmp_path)
    message = "reads back as memory: an in-memory database cannot be in WAL mode"
    if driver == "pysqlite":
        with pytest.raises(DatabaseUnfitError, match=message):
            make_engine(place, settings).connect()
    else:
        with pytest.raises(DatabaseUnfitError, match=message):
            await make_async_engine(place, settings).connect()


def test_no_async_driver_is_a_clear_error(tmp_path: Path) -> None:
    """Without an async driver the error says what to install."""
    settings = settings_for("pysqlite", tmp_path)
    object.__setattr__(settings, "async_driver", None)
    with pytest.raises(ConfigError, match="needs an async driver for sqlite"):
        make_async_engine(SqlitePlace(tmp_path / "it.db"), settings)


def test_a_savepoint_on_sqlite_goes_with_its_transaction(tmp_path: Path) -> None:
    """A savepoint before any change belongs to the transaction, and its release commits nothing."""
    settings = settings_for("pysqlite", tmp_path)
    engine = make_engine(SqlitePlace(tmp_path / "it.db"), settings)
    with engine.connect() as connection:
        with connection.begin_nested():
            connection.execute(text("CREATE TABLE thing (n int)"))
        connection.rollback()
        names = connection.execute(text("SELECT name FROM sqlite_schema")).all()
    engine.dispose()
    assert names == []


def test_autocommit_on_sqlite_begins_nothing(tmp_path: Path) -> None:
    """Who asks for AUTOCOMMIT gets it: statements that refuse a transaction work."""
    settings = settings_for("pysqlite", tmp_path)
    engine = make_engine(SqlitePlace(tmp_path / "it.db"), settings)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE TABLE thing (n int)"))
        connection.execute(text("VACUUM"))
        connection.rollback()
        names = connection.execute(text("SELECT name FROM sqlite_schema")).scalars().all()
    engine.dispose()
    assert names == ["thing"]
