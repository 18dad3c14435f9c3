"""Small Alembic backends as files, and the ready-made checks put to them in this very process.

The models stand in ``env.py`` itself, so that backends of different tests share no module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent, indent

from layerproof.core.config.values import Database
from layerproof.database.settings import read_settings
from layerproof.database.values import Place, Settings, SqlitePlace
from layerproof.testing.migrations.inside.answering import answer
from layerproof.testing.migrations.inside.channel import Channel
from layerproof.testing.migrations.laboratory import GROUPS, Laboratory
from layerproof.testing.migrations.values import Answer, Order
from tests.support.postgres import running_server, scratch_place
from tests.support.session_projects import write_files

INI = "[alembic]\nscript_location = %(here)s/migrations\npath_separator = os\n"

ENV = """
from alembic import context
import sqlalchemy as sa

{models}

def run(connection):
    context.configure(connection=connection, target_metadata=metadata, {options})
    with context.begin_transaction():
        context.run_migrations()

"""

SYNC = """
from sqlalchemy.pool import NullPool

engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=NullPool)
with engine.connect() as connection:
    run(connection)
"""

ASYNC = """
import asyncio
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

async def go():
    address = context.config.get_main_option("sqlalchemy.url")
    engine = create_async_engine(address, poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(run)
    await engine.dispose()

asyncio.run(go())
"""

REVISION = """
import sqlalchemy as sa
from alembic import op

revision = {revision!r}
down_revision = {parent!r}

def upgrade():
{up}

def downgrade():
{down}
"""

NO_MODELS = "metadata = None"

#: Two tables, the second of which refers to the first.
USERS = (
    "op.create_table('users', sa.Column('id', sa.Integer), "
    "sa.Column('email', sa.String(40), nullable=False), "
    "sa.PrimaryKeyConstraint('id', name='pk_users'), "
    "sa.UniqueConstraint('email', name='uq_users_email'))"
)
ORDERS = (
    "op.create_table('orders', sa.Column('id', sa.Integer), "
    "sa.Column('user_id', sa.Integer, nullable=False), "
    "sa.Column('total', sa.Numeric(8, 2), nullable=False), "
    "sa.PrimaryKeyConstraint('id', name='pk_orders'), "
    "sa.ForeignKeyConstraint(['user_id'], ['users.id'], name='fk_orders_user_id_users'))"
)
MODELS = """
metadata = sa.MetaData()
sa.Table("users", metadata, sa.Column("id", sa.Integer),
    sa.Column("email", sa.String(40), nullable=False),
    sa.PrimaryKeyConstraint("id", name="pk_users"),
    sa.UniqueConstraint("email", name="uq_users_email"))
sa.Table("orders", metadata, sa.Column("id", sa.Integer),
    sa.Column("user_id", sa.Integer, nullable=False),
    sa.Column("total", sa.Numeric(8, 2), nullable=False),
    sa.PrimaryKeyConstraint("id", name="pk_orders"),
    sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_orders_user_id_users"))
"""


def revision(number: str, parent: str | None, up: str, down: str) -> Mapping[str, str]:
    """Return a revision's file by its path; ``up`` and ``down`` are its functions' bodies."""
    text = REVISION.format(
        revision=number,
        parent=parent,
        up=indent(dedent(up).strip(), "    "),
        down=indent(dedent(down).strip(), "    "),
    )
    return {f"migrations/versions/{number}.py": text}


#: Two revisions without a fault.
GOOD = {
    **revision("0001", None, USERS, "op.drop_table('users')"),
    **revision("0002", "0001", ORDERS, "op.drop_table('orders')"),
}


def write_backend(
    root: Path,
    *files: Mapping[str, str],
    models: str = NO_MODELS,
    connect: str = SYNC,
    options: str = "render_as_batch=True",
) -> Path:
    """Write a backend of those files, with an ``env.py`` and its configuration."""
    env = ENV.format(models=models, options=options) + connect
    known: dict[str, str] = {"alembic.ini": INI, "migrations/env.py": env}
    for each in files:
        known |= each
    return write_files(root, known)


@contextmanager
def empty_place(engine: str, folder: Path) -> Iterator[Place]:
    """Give an empty database of either kind."""
    if engine == "sqlite":
        with TemporaryDirectory(dir=folder) as fresh:
            yield SqlitePlace(Path(fresh) / "empty.db")
        return
    with scratch_place(running_server()) as place:
        yield place


def make_settings(root: Path, engine: str, **table: object) -> Settings:
    """Return the settings of a backend."""
    database = Database(engine=engine, migrations="alembic.ini", **table)  # type: ignore[arg-type]
    return read_settings(database, root, run="test", environment={})


def ask(root: Path, engine: str, check: str, *, threshold: float = 1.0) -> Answer:
    """Return what the checks of one group find, in this process."""
    settings = make_settings(root, engine)
    with empty_place(engine, root) as place:
        order = Order(
            checks=next(group for group in GROUPS if check in group),
            root=str(root),
            ini=str(root / "alembic.ini"),
            url=place.url(settings.driver),
            async_url=place.url(settings.async_driver) if settings.async_driver else "",
            lock_threshold=threshold,
        )
        return answer(order, Channel())


def problems(found: Answer, check: str) -> list[str]:
    """Return what a check has found, each with its revision in front."""
    return [
        f"{one.revision}: {one.problem}" if one.revision else one.problem
        for one in found.findings
        if one.check == check
    ]


def open_laboratory(
    root: Path, engine: str, *, source: tuple[str, ...] = (), **table: object
) -> Laboratory:
    """Return a laboratory as the plugin opens it, on databases of the tests' own."""
    settings = make_settings(root, engine, **table)
    return Laboratory(settings, source, lambda _: empty_place(engine, root), lambda _: None)
