"""Backends of which templates are built: models, migrations, seeds, written into a folder.

``Workshop`` opens Layerproof's databases on such a folder, on either engine. Each migration
writes a line to ``ran.log`` where it runs, so that a test counts them by what they did.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine, text

from layerproof.core.config.values import Database
from layerproof.database.ports import Databases
from layerproof.database.settings import read_settings
from layerproof.database.templates import open_databases, read_recipe
from layerproof.database.values import Place, RunningServer, Settings, Template

INI = """\
[alembic]
script_location = %(here)s/migrations
sqlalchemy.url = {url}
"""

_RUN = """
def run(connection):
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()
"""

#: env.py as ``alembic init`` means it: the address comes from the configuration.
SYNC_ENV = (
    """
from alembic import context
from sqlalchemy import engine_from_config, pool
"""
    + _RUN
    + """
section = context.config.get_section("alembic", {})
with engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool).connect() as opened:
    run(opened)
"""
)

#: The asynchronous kind.
ASYNC_ENV = (
    """
import asyncio
from alembic import context
from sqlalchemy import pool
from sqlalchemy.ext.asyncio import async_engine_from_config
"""
    + _RUN
    + """
async def main():
    section = context.config.get_section("alembic", {})
    engine = async_engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool)
    async with engine.connect() as opened:
        await opened.run_sync(run)
    await engine.dispose()

asyncio.run(main())
"""
)

#: One that knows only the connection that it is lent.
LENT_ENV = "from alembic import context\n" + _RUN + 'run(context.config.attributes["connection"])\n'

#: One that takes its address from a variable of the environment.
VARIABLE_ENV = (
    """
import os
from alembic import context
from sqlalchemy import create_engine
"""
    + _RUN
    + """
with create_engine(os.environ["SHOP_DATABASE"]).connect() as opened:
    run(opened)
"""
)

_MIGRATION = """\
from pathlib import Path
import sqlalchemy as sa
from alembic import op

revision = "r{number:04}"
down_revision = {before}

def upgrade():
    with Path({log!r}).open("a") as log:
        log.write("{number}\\n")
    op.create_table("t{number}", sa.Column("id", sa.Integer, primary_key=True))

def downgrade():
    op.drop_table("t{number}")
"""


def write_migrations(
    root: Path, count: int = 1, *, env: str = SYNC_ENV, url: str = "driver://user@host/name"
) -> None:
    """Write an ``alembic.ini`` with so many migrations, each of which makes a table."""
    versions = root / "migrations" / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    (root / "alembic.ini").write_text(INI.format(url=url), encoding="utf-8")
    (root / "migrations" / "env.py").write_text(env, encoding="utf-8")
    for number in range(1, count + 1):
        before = f'"r{number - 1:04}"' if number > 1 else None
        body = _MIGRATION.format(number=number, before=before, log=str(root / "ran.log"))
        (versions / f"r{number:04}.py").write_text(body, encoding="utf-8")


def write_models(root: Path, more: str = "") -> None:
    """Write ``shop_models.py`` with one table, and what a test adds."""
    source = """
    from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

    class Base(DeclarativeBase):
        pass

    class Article(Base):
        __tablename__ = "articles"
        id: Mapped[int] = mapped_column(primary_key=True)
    """
    whole = textwrap.dedent(source) + textwrap.dedent(more)
    (root / "shop_models.py").write_text(whole, encoding="utf-8")


def ran(root: Path) -> list[str]:
    """Return the number of each migration that ran, in order, since the folder was written."""
    log = root / "ran.log"
    return log.read_text(encoding="utf-8").split() if log.exists() else []


@dataclass
class Workshop:
    """A backend's folder, the engine to build on, and what was said meanwhile."""

    root: Path
    engine: str
    server: RunningServer | None
    said: list[str] = field(default_factory=list)

    def settings(self, *, run: str = "run1", worker: str = "main", **table: Any) -> Settings:
        """Return the settings of one process, from the keys of the database table."""
        whole = Database(engine=self.engine, **table)
        return read_settings(whole, self.root, run=run, worker=worker, environment={})

    @contextmanager
    def databases(self, settings: Settings) -> Iterator[Databases]:
        """Open the databases as a process with these settings does, and close them."""
        opened = open_databases(settings, self.server, self.said.append)
        try:
            yield opened
        finally:
            opened.close()

    def build(self, **table: Any) -> Template:
        """Return the template of the folder as it is now, as one process does and ends."""
        settings = self.settings(**table)
        with self.databases(settings) as databases:
            return databases.ensure_template(read_recipe(settings, self.server))

    def build_left(self) -> list[str]:
        """Return what is left of databases that are neither templates nor kept."""
        if self.server:
            return [name for name in list_names(self.server) if not name.startswith("lp_t_")]
        return sorted(str(path) for path in (self.root / ".layerproof").rglob("runs/*/*/*"))

    @contextmanager
    def copy(self, **table: Any) -> Iterator[Place]:
        """Lend a copy of the template of the folder as it is now."""
        settings = self.settings(**table)
        with self.databases(settings) as databases:
            template = databases.ensure_template(read_recipe(settings, self.server))
            yield databases.clone(template, "tests")


def query(place: Place, statement: str) -> list[Any]:
    """Return the first column of what a statement answers, over a connection of its own."""
    driver = "psycopg" if place.url().startswith("postgresql") else "pysqlite"
    with create_engine(place.url(driver), poolclass=NullPool).connect() as connection:
        found = connection.execute(text(statement))
        rows = [row[0] for row in found] if found.returns_rows else []
        connection.commit()
    return rows


def list_names(server: RunningServer, prefix: str = "lp_") -> list[str]:
    """Return the names of the server's databases that begin so."""
    statement = "SELECT datname FROM pg_database WHERE starts_with(datname, '{}') ORDER BY 1"
    return [str(name) for name in query(server.place, statement.format(prefix))]
