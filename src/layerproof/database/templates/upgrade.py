"""Runs ``alembic upgrade heads`` in the building database, with env.py as its author wrote it.

env.py is lent an address and may ignore it, so that afterwards the database itself is asked
whether it was the one. Neighbours: ``create``, ``fill``; ``guard`` refuses other databases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import to_tuple
from sqlalchemy import URL, Connection, NullPool, create_engine, inspect, make_url, text
from sqlalchemy.exc import ArgumentError

from layerproof.database.errors import TemplateFailedError
from layerproof.database.templates.order import Order

_ASYNC_DRIVERS = frozenset({"asyncpg", "aiosqlite", "psycopg_async"})
_ASYNC_MARKS = re.compile(
    r"\b(async_engine_from_config|create_async_engine|AsyncEngine|AsyncConnection|asyncio\.run)\b"
)
_LENT_MARKS = re.compile(r"attributes\b[^\n]*[\"']connection[\"']")
_ADVICE = (
    "let env.py take the address from its configuration"
    ' (config.get_main_option("sqlalchemy.url")), or name the variable that it reads in'
    ' database.env, such as DATABASE_URL = "{async_url}"'
)


def upgrade(order: Order, setting: str) -> int:
    """Run every migration, and return how many there were.

    :param setting: the path of ``alembic.ini``, or of a ``pyproject.toml``.

    Raises ``TemplateFailedError`` when the migrations went somewhere else; what env.py or a
    migration raises is passed on.
    """
    config = _read_config(setting)
    script = ScriptDirectory.from_config(config)
    config.set_main_option("sqlalchemy.url", _choose_url(order, config, script).replace("%", "%%"))
    with _lend_connection(order, config, script):
        command.upgrade(config, "heads")
    _verify(order, _find_written_heads(script))
    return sum(1 for _revision in script.walk_revisions())


def _read_config(setting: str) -> Config:
    return Config(toml_file=setting) if setting.endswith(".toml") else Config(setting)


def _choose_url(order: Order, config: Config, script: ScriptDirectory) -> str:
    """Return the address with the driver that env.py expects.

    An env.py that speaks of asynchronous engines needs an asynchronous driver; otherwise the
    driver of the address that its author wrote is the one.
    """
    env = Path(script.dir, "env.py")
    asynchronous = bool(_ASYNC_MARKS.search(_read_environment(script)))
    written = _written_url(config)
    driver = written.drivername.partition("+")[2] if written else ""
    url = make_url(order.url)
    both = driver == "psycopg"
    if written and driver and written.get_backend_name() == url.get_backend_name():
        if both or not asynchronous or driver in _ASYNC_DRIVERS:
            url = url.set(drivername=written.drivername)
            return url.render_as_string(hide_password=False)
    elif driver in _ASYNC_DRIVERS:
        asynchronous = True
    if not asynchronous:
        return order.url
    if order.async_url is None:
        raise TemplateFailedError(
            f"{env} uses an asynchronous engine, and no asynchronous driver is installed",
            advice="install asyncpg (aiosqlite for SQLite), or name one in database.async_driver",
        )
    return order.async_url


@contextmanager
def _lend_connection(order: Order, config: Config, script: ScriptDirectory) -> Iterator[None]:
    """Lend env.py an open connection where it asks for one, as Alembic's cookbook has it.

    Any other env.py connects by itself, as it does in production.
    """
    if not _LENT_MARKS.search(_read_environment(script)):
        yield
        return
    engine = create_engine(order.url, poolclass=NullPool)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        yield
    engine.dispose()


def _read_environment(script: ScriptDirectory) -> str:
    env = Path(script.dir, "env.py")
    return env.read_text(encoding="utf-8") if env.exists() else ""


def _written_url(config: Config) -> URL | None:
    """Return the address in the configuration itself, if it is one."""
    try:
        return make_url(str(config.get_main_option("sqlalchemy.url") or ""))
    except (ArgumentError, ValueError):
        return None


def _find_written_heads(script: ScriptDirectory) -> frozenset[str]:
    """Return the heads that Alembic writes down.

    One that another branch names in ``depends_on`` is implied by that branch.
    """
    implied = {
        each.revision
        for revision in script.walk_revisions()
        for name in to_tuple(revision.dependencies, default=())
        for each in script.get_revisions(name)
    }
    return frozenset(script.get_heads()) - implied


def _verify(order: Order, heads: frozenset[str]) -> None:
    """Ask the building database which revision it is at."""
    if not heads:
        return
    engine = create_engine(order.url, poolclass=NullPool)
    with engine.connect() as connection:
        found = _read_revisions(connection)
    if heads not in found:
        reached = " or ".join(", ".join(sorted(rows)) or "none" for rows in found) or "none"
        raise TemplateFailedError(
            f"the migrations ran without an error, but not in the database that was to be built:"
            f" it is at revision {reached}, and the newest is {', '.join(sorted(heads))}."
            " env.py does not read the address that Layerproof sets",
            advice=_ADVICE,
        )


def _read_revisions(connection: Connection) -> list[frozenset[str]]:
    """Return the revisions of each table that is made as Alembic's, whatever its name."""
    inspector = inspect(connection)
    skipped = {"information_schema"}
    schemas = [name for name in inspector.get_schema_names() if name not in skipped]
    found = []
    for schema in schemas:
        for (_schema, table), columns in inspector.get_multi_columns(schema=schema).items():
            if [column["name"] for column in columns] == ["version_num"]:
                quote = connection.dialect.identifier_preparer.quote
                name = f"{quote(schema)}.{quote(table)}"
                rows = connection.execute(text(f"SELECT version_num FROM {name}"))  # noqa: S608 - both are quoted
                found.append(frozenset(str(row[0]) for row in rows))
    return found
