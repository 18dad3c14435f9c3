"""Migrates the database that the application's settings name."""

from alembic import context

from playground.database import make_migration_engine
from playground.models import Base
from playground.settings import load_settings

engine = make_migration_engine(load_settings().database_url)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        # SQLite can undo DDL, once the driver's own transactions are out of the way.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
