"""A database with the tables of ``factory_models``, of either engine, and engines for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from layerproof.core.config.values import Database
from layerproof.database.values import Place, Settings, SqlitePlace
from tests.support.factory_models import Base
from tests.support.postgres import running_server, scratch_place

ENGINES = ("sqlite", "postgresql")


@contextmanager
def filled_place(engine: str, folder: Path) -> Iterator[Place]:
    """Give a database with all tables and no row."""
    if engine == "sqlite":
        place = SqlitePlace(folder / "factories.db")
        make_tables(place.url())
        yield place
        return
    with scratch_place(running_server()) as scratch:
        make_tables(scratch.url("psycopg"))
        yield scratch


def make_tables(url: str) -> None:
    """Make all tables in an empty database."""
    engine = create_engine(url, poolclass=NullPool)
    Base.metadata.create_all(engine)
    engine.dispose()


def settings_for(engine: str, folder: Path) -> Settings:
    """Return the settings of a project with this engine."""
    drivers = {"sqlite": ("pysqlite", "aiosqlite"), "postgresql": ("psycopg", "asyncpg")}
    driver, async_driver = drivers[engine]
    return Settings(
        root=folder,
        home=folder / ".layerproof" / "database",
        table=Database(engine=engine),
        providers=(),
        driver=driver,
        async_driver=async_driver,
    )
