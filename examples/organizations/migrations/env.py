"""Run by Alembic: on the connection that it was lent, else on the configured address."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, NullPool, create_engine

from organizations.models import Base
from organizations.settings import Settings


def _run(connection: Connection) -> None:
    # Each revision in a transaction of its own: a lock lasts no longer than its revision.
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transaction_per_migration=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _run_on_address() -> None:
    address = context.config.get_main_option("sqlalchemy.url") or Settings.from_environment()
    url = address if isinstance(address, str) else address.database_url
    with create_engine(url, poolclass=NullPool).connect() as connection:
        _run(connection)


_lent = context.config.attributes.get("connection")
if _lent is None:
    _run_on_address()
else:
    _run(_lent)
