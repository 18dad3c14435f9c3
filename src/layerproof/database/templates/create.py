"""Makes the tables of a ``MetaData`` in the building database, as ``upgrade`` runs migrations."""

from __future__ import annotations

from sqlalchemy import MetaData, NullPool, create_engine
from sqlalchemy.schema import CreateSchema

from layerproof.database.errors import TemplateFailedError
from layerproof.database.templates.order import Order
from layerproof.database.templates.targets import load_target


def create_tables(order: Order, target: str) -> None:
    """Create every table, and on a server the schemas they name.

    :param target: leads to a ``MetaData``, or to a class that has one, as declarative bases do.

    Raises ``TemplateFailedError`` when there is no ``MetaData``, or not one table in it.
    """
    loaded = load_target(target)
    metadata = loaded if isinstance(loaded, MetaData) else getattr(loaded, "metadata", None)
    if not isinstance(metadata, MetaData):
        raise TemplateFailedError(
            f"database.metadata: {target} is no MetaData but {type(loaded).__name__}",
            advice='name the MetaData of the models, such as "shop.models:Base.metadata"',
        )
    if not metadata.tables:
        raise TemplateFailedError(
            f"database.metadata: {target} has no tables",
            advice="name it through a module that imports every model",
        )
    engine = create_engine(order.url, poolclass=NullPool)
    with engine.begin() as connection:
        if connection.dialect.name != "sqlite":
            for schema in sorted(
                {table.schema for table in metadata.tables.values()} - {None}, key=str
            ):
                connection.execute(CreateSchema(str(schema), if_not_exists=True))
        metadata.create_all(connection)
