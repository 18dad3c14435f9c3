"""Runs the migrations, on the address in ``alembic.ini`` or else in the environment."""

import asyncio

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from knowledge_base.models import Model
from knowledge_base.settings import Settings


def run_on(connection: Connection) -> None:
    """Run each migration in a transaction of its own: locks of one are gone before the next."""
    context.configure(
        connection=connection, target_metadata=Model.metadata, transaction_per_migration=True
    )
    with context.begin_transaction():
        context.run_migrations()


async def connect_and_run() -> None:
    """Run the migrations on a connection of the asynchronous driver."""
    url = context.config.get_main_option("sqlalchemy.url")
    engine = create_async_engine(
        url or Settings.from_environment().database_url, poolclass=NullPool
    )
    async with engine.connect() as connection:
        await connection.run_sync(run_on)
    await engine.dispose()


asyncio.run(connect_and_run())
