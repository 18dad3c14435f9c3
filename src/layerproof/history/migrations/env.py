"""Run by Alembic: takes the connection that ``migrate`` has opened, and opens none itself."""

from __future__ import annotations

from alembic import context

from layerproof.history.database import VERSION_TABLE
from layerproof.history.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
