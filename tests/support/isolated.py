"""A small shop's tables in a scratch database, over each driver, for tests of isolation.

``tests.support.postgres`` has the server. Nothing here knows the plugin.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy import Engine, ForeignKey, func, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from layerproof.core.config.values import Database
from layerproof.database.engines import make_async_engine, make_engine
from layerproof.database.values import Place, Settings, SqlitePlace
from tests.support.postgres import running_server, scratch_place

SYNC = ("psycopg", "psycopg2", "pysqlite")
ASYNC = ("asyncpg", "psycopg", "aiosqlite")


class Base(DeclarativeBase):
    """Of the tables below."""


class User(Base):
    """Somebody with a unique name."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class Order(Base):
    """Something of a user."""

    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))


COUNT_USERS = select(func.count()).select_from(User)


def settings_for(driver: str, root: Path, table: Database | None = None) -> Settings:
    """Return settings in which ``driver`` is both the sync and the async one, as far as it can."""
    lite = "sqlite" in driver
    return Settings(
        root=root,
        home=root,
        table=table or Database(engine="sqlite" if lite else "postgresql"),
        providers=(),
        worker="gw7",
        driver={"aiosqlite": "pysqlite", "asyncpg": "psycopg"}.get(driver, driver),
        async_driver=driver,
    )


@contextmanager
def scratch_database(driver: str, root: Path) -> Iterator[Place]:
    """Give a database without tables that the driver can reach."""
    if "sqlite" in driver:
        yield SqlitePlace(root / "scratch.db")
    else:
        with scratch_place(running_server()) as place:
            yield place


@contextmanager
def shop_engine(driver: str, root: Path, table: Database | None = None) -> Iterator[Engine]:
    """Give an engine on a scratch database with the shop's tables."""
    with scratch_database(driver, root) as place:
        engine = make_engine(place, settings_for(driver, root, table))
        Base.metadata.create_all(engine)
        try:
            yield engine
        finally:
            engine.dispose()


@asynccontextmanager
async def async_shop_engine(driver: str, root: Path) -> AsyncIterator[AsyncEngine]:
    """Give an async engine on a scratch database with the shop's tables."""
    with scratch_database(driver, root) as place:
        engine = make_async_engine(place, settings_for(driver, root))
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        try:
            yield engine
        finally:
            await engine.dispose()
