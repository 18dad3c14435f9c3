"""One process's share of the databases: its server, its template, its own clone, made when needed.

Above it: the pytest plugin and the commands. Below: ``servers``, ``templates``, ``isolation``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from layerproof.database.engines import make_async_engine, make_engine
from layerproof.database.errors import DatabaseUnfitError
from layerproof.database.isolation.reset import Baseline, take_baseline
from layerproof.database.ports import Databases, Lease, Say
from layerproof.database.servers import acquire_server
from layerproof.database.templates import open_databases, read_recipe
from layerproof.database.values import Place, PostgresPlace, RunningServer, Settings, Template
from layerproof.errors import LayerproofError

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.ext.asyncio import AsyncEngine


class Provision:
    """Provides on first use, keeps, and takes everything back on ``close``.

    :param say: tells the user what takes long.
    :param meet: is told of the server before anybody connects to it.

    Every property raises what its step raises: ``ServerUnavailableError``,
    ``TemplateFailedError`` or ``DatabaseUnfitError``.
    """

    def __init__(
        self, settings: Settings, say: Say, meet: Callable[[RunningServer], None] | None = None
    ) -> None:
        self.settings = settings
        self._say = say
        self._meet = meet
        self._held = ExitStack()
        self._refusal: LayerproofError | None = None

    @cached_property
    def server(self) -> RunningServer | None:
        """The server, held from now on; ``None`` for SQLite, which needs none."""
        if self.settings.engine == "sqlite":
            return None
        with self._once():
            lease: Lease = acquire_server(self.settings, self._say)
        self._held.callback(lease.release)
        if self._meet:
            self._meet(lease.server)
        return lease.server

    @cached_property
    def databases(self) -> Databases:
        """What databases are made with."""
        databases = open_databases(self.settings, self.server, self._say)
        self._held.callback(databases.close)
        return databases

    @cached_property
    def template(self) -> Template:
        """The template as the project is now; built at this moment if it never was."""
        databases = self.databases
        with self._once():
            template = databases.ensure_template(read_recipe(self.settings, self.server))
        # Not before: the template may have been unused for long, and is in use from now on.
        databases.sweep()
        return template

    @contextmanager
    def _once(self) -> Iterator[None]:
        """Fail again as the first time, at once: a second try would cost each test as much."""
        if self._refusal is not None:
            raise self._refusal.with_traceback(None)
        try:
            yield
        except LayerproofError as error:
            self._refusal = error
            raise

    @cached_property
    def worker(self) -> WorkerDatabase:
        """The database that this process's tests share, one after the other."""
        place = self.databases.clone(self.template, "tests")
        worker = WorkerDatabase(place, self.settings)
        self._held.callback(worker.dispose)
        worker.take_baseline()
        return worker

    @property
    def is_used(self) -> bool:
        """Whether this process has a database at all by now."""
        return "worker" in self.__dict__

    def renew(self) -> None:
        """Take another database for the tests to come, as this one cannot be brought back.

        A backend that was given the address by its environment goes on with the old one, whose
        next reset fails in the same way.
        """
        if self.is_used and not self.settings.table.env:
            used = self.worker
            del self.__dict__["worker"]
            self.drop(used)

    def make_fresh(self, word: str) -> WorkerDatabase:
        """Return a new database made from the template, for one test; ``word`` names it."""
        return WorkerDatabase(self.databases.clone(self.template, word), self.settings)

    def drop(self, database: WorkerDatabase) -> None:
        """Drop a database that ``make_fresh`` made."""
        database.dispose()
        self.databases.drop(database.place)

    def keep(self, database: WorkerDatabase) -> Place:
        """Leave a database that ``make_fresh`` made when this process ends."""
        database.dispose()
        self.databases.keep(database.place)
        return database.place

    def snapshot(self, database: WorkerDatabase, word: str) -> Place:
        """Return a copy of a database as it is now, which stays when this process ends.

        Whoever is still connected to the original is cut off.
        """
        database.cut_off()
        original = Template(database.place, self.template.recipe, self.template.strategy)
        copy = self.databases.clone(original, word)
        self.databases.keep(copy)
        return copy

    def close(self) -> None:
        """Drop this process's databases and let go of the server."""
        self._held.close()


class WorkerDatabase:
    """A database with the engines that tests use, one after the other."""

    def __init__(self, place: Place, settings: Settings) -> None:
        self.place = place
        self.settings = settings
        self._baseline: Baseline | None = None

    @cached_property
    def engine(self) -> Engine:
        """The pooled engine."""
        return make_engine(self.place, self.settings)

    @cached_property
    def async_engine(self) -> AsyncEngine:
        """The asynchronous engine, whose pool is to be emptied at the end of each loop.

        One for all tests: a new one would ask the server again who it is, and compile anew.
        Raises ``DatabaseUnfitError`` where no asynchronous driver is installed.
        """
        return self._make_async_engine(pooled=True)

    @cached_property
    def loose_engine(self) -> AsyncEngine:
        """An asynchronous engine for any loop, which keeps no connection; raises likewise."""
        return self._make_async_engine(pooled=False)

    def _make_async_engine(self, *, pooled: bool) -> AsyncEngine:
        if self.settings.async_driver is None:
            raise DatabaseUnfitError(
                "an asynchronous session needs an asynchronous driver, and none is installed",
                advice="install asyncpg or psycopg (PostgreSQL), aiosqlite (SQLite)",
            )
        return make_async_engine(self.place, self.settings, pooled=pooled)

    def take_baseline(self) -> Baseline:
        """Return the state to which ``reset`` returns: the one at the first call."""
        if self._baseline is None:
            self._baseline = take_baseline(self.engine, self.settings)
        return self._baseline

    def dispose(self) -> None:
        """Close every connection of this object; a later use opens new ones."""
        if self._baseline is not None:
            self._baseline.close()
            self._baseline = None
        if "engine" in self.__dict__:
            self.engine.dispose()
            del self.__dict__["engine"]

    def cut_off(self) -> None:
        """End every connection to this database; what ``take_baseline`` remembered stays."""
        if self._baseline is not None:
            self._baseline.let_go()
        if "engine" in self.__dict__:
            self.engine.dispose()
        if not isinstance(self.place, PostgresPlace):
            return
        others = (
            "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        engine = make_engine(self.place, self.settings)
        with engine.connect() as connection:
            connection.exec_driver_sql(others)
        engine.dispose()
