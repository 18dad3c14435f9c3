"""Running the project's ``env.py`` as it is, with work of ours where Alembic's commands put theirs.

``env.py`` opens the connection, sync or async, and configures; then Alembic asks for the steps to
run. The steps come from a generator, which looks at the database between them: so a walk through
all revisions is one run of ``env.py`` and one connection, however many revisions there are.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, MetaData, create_engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from layerproof.testing.migrations.values import Order

#: What runs inside of ``context.run_migrations()``, between whose steps it may use the connection.
Work = Callable[[MigrationContext], Iterator[MigrationStep]]


class ElsewhereError(Exception):
    """``env.py`` has opened another database than the one that was made for the check."""


class Backend:
    """The project's migrations on one database."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.root = Path(order.root)
        self.config = _configure(order)
        self.scripts = ScriptDirectory.from_config(self.config)
        self._env_py = Path(self.scripts.env_py_location).read_text(encoding="utf-8")
        address = _choose_url(order, self.config, self._env_py)
        self.config.set_main_option("sqlalchemy.url", address.replace("%", "%%"))
        #: What the last ``env.py`` gave as its models.
        self.metadata: list[MetaData] = []
        #: The models' tables that its filter has left out of the last comparison.
        self.left_out: set[str] = set()
        #: Where Alembic keeps the revision of the database.
        self.version_table = "alembic_version"
        #: Whether it began a transaction of its own around all that runs.
        self.is_outer = False
        #: Whether a step that fails leaves nothing behind.
        self.is_transactional = False

    def list_revisions(self) -> list[Script]:
        """Return every revision, each after those that it comes after."""
        return list(reversed(list(self.scripts.walk_revisions("base", "heads"))))

    def run(self, work: Work, *, stepwise: bool, **options: Any) -> None:
        """Run ``env.py`` with our work in it.

        :param stepwise: each step in a transaction of its own, as if released one by one.

        Raises what ``env.py``, a step or the work raises.
        """
        environment = EnvironmentContext(
            self.config,
            self.scripts,
            fn=lambda _, context: work(context),
            as_sql=False,
            **options,
        )
        configure = environment.configure

        def watch(connection: Connection | None = None, *rest: Any, **given: Any) -> None:
            if connection is not None:
                self._refuse_elsewhere(connection)
                self.is_outer = connection.in_transaction()
            metadata = given.get("target_metadata")
            given_all = metadata if isinstance(metadata, list | tuple) else (metadata,)
            self.metadata = [one for one in given_all if one is not None]
            if stepwise:
                given["transaction_per_migration"] = True
            given.setdefault("compare_server_default", True)
            if given.get("include_object"):
                given["include_object"] = self._watch_filter(given["include_object"])
            configure(connection, *rest, **given)
            self.version_table = given.get("version_table") or "alembic_version"
            impl = environment.get_context().impl
            self.is_transactional = impl.transactional_ddl and not self.is_outer

        # ``from alembic import context`` hands every call on to this very object.
        vars(environment)["configure"] = watch
        with ExitStack() as stack:
            self._lend_connection(stack)
            stack.enter_context(environment)
            self.scripts.run_env()

    def _watch_filter(self, include: Callable[..., bool]) -> Callable[..., bool]:
        """Return the filter of ``env.py``, with a note of each table of the models it refuses."""
        self.left_out = set()

        def watched(thing: Any, name: str | None, kind: str, reflected: bool, *rest: Any) -> bool:  # noqa: FBT001 - Alembic's own order
            included = include(thing, name, kind, reflected, *rest)
            if kind == "table" and not reflected and not included:
                self.left_out.add(thing.fullname)
            return included

        return watched

    def _lend_connection(self, stack: ExitStack) -> None:
        """Give a connection to an ``env.py`` that looks for one among the attributes."""
        if "attributes" not in self._env_py:
            return
        engine = create_engine(self.order.url, poolclass=NullPool)
        stack.callback(engine.dispose)
        connection = stack.enter_context(engine.connect())
        self.config.attributes["connection"] = connection
        stack.callback(self.config.attributes.pop, "connection", None)

    def _refuse_elsewhere(self, connection: Connection) -> None:
        wanted = make_url(self.order.url)
        found = connection.engine.url
        if found.get_backend_name() == wanted.get_backend_name():
            if wanted.get_backend_name() == "sqlite":
                here = Path(found.database or ":memory:").resolve()
                if here == Path(wanted.database or "").resolve():
                    return
            elif found.database == wanted.database:
                return
        raise ElsewhereError(
            f"env.py has opened {found.render_as_string()}, which is not the database that was "
            f"made for this check ({wanted.render_as_string()})"
        )


def step_up(scripts: ScriptDirectory, revision: Script) -> MigrationStep:
    """Return the step that upgrades to a revision."""
    return MigrationStep.upgrade_from_script(scripts.revision_map, revision)


def step_down(scripts: ScriptDirectory, revision: Script) -> MigrationStep:
    """Return the step that undoes a revision."""
    return MigrationStep.downgrade_from_script(scripts.revision_map, revision)


def open_connection(context: MigrationContext) -> Connection:
    """Return the connection that ``env.py`` has opened.

    Raises ``RuntimeError`` when it runs offline, without any.
    """
    if context.connection is None:
        raise RuntimeError("env.py has configured no connection")
    return context.connection


def settle(connection: Connection, *, outer: bool) -> None:
    """End the transaction that our own looks at the database have begun.

    :param outer: whether ``env.py`` holds a transaction around everything, which stays.
    """
    if not outer and connection.in_transaction():
        connection.commit()


def _configure(order: Order) -> Config:
    config = Config(toml_file=order.ini) if order.ini.endswith(".toml") else Config(order.ini)
    config.cmd_opts = argparse.Namespace(autogenerate=True, x=None, sql=False, tag=None)
    return config


def _choose_url(order: Order, config: Config, env_py: str) -> str:
    """Return the address with the driver that the ini file names, else the kind env.py uses."""
    given = config.get_main_option("sqlalchemy.url") or ""
    ours = make_url(order.url)
    try:
        driver = make_url(given).drivername
    except ArgumentError:
        driver = ""
    if "+" in driver and driver.partition("+")[0] == ours.get_backend_name():
        return ours.set(drivername=driver).render_as_string(hide_password=False)
    is_async = "async_engine" in env_py and bool(order.async_url)
    return order.async_url if is_async else order.url
