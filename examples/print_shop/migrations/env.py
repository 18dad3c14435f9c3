"""How Alembic reaches the database: at ``sqlalchemy.url`` where it is set, else by the settings."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, pool

from print_shop.models import Model
from print_shop.settings import read_settings

url = context.config.get_main_option("sqlalchemy.url") or read_settings().database_url
engine = create_engine(url, poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        # Each revision gives its locks back before the next one begins.
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
