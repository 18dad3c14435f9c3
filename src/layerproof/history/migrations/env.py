"""Run by Alembic: on the connection that ``migrate`` has opened, else on the configured address."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, NullPool, create_engine

from layerproof.history.database import VERSION_TABLE
from layerproof.history.tables import metadata


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        version_table=VERSION_TABLE,
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _run_on_address(address: str) -> None:
    """Open a connection of our own, as Alembic's command and test templates need it."""
    engine = create_engine(address, poolclass=NullPool)
    with engine.connect() as connection:
        _run(connection)


_lent = context.config.attributes.get("connection")
if _lent is None:
    _run_on_address(context.config.get_main_option("sqlalchemy.url") or "")
else:
    _run(_lent)
