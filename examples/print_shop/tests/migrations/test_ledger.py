"""The data migration: what is in stock when the ledger comes opens it."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.orm import Session

from layerproof.testing import TestDatabase


def test_the_ledger_adds_up_to_the_stock_that_was_there(
    fresh_db: Session, database: TestDatabase
) -> None:
    """Each item and product with stock is booked once; those without are not."""
    config = Config("alembic.ini")
    config.set_main_option("sqlalchemy.url", database.url)
    fresh_db.rollback()
    command.downgrade(config, "0004")
    fresh_db.execute(text("INSERT INTO items (sku, name, stock) VALUES ('a', '', 7), ('b', '', 0)"))
    products = "INSERT INTO products (sku, name, price_cents, stock) VALUES ('c', '', 1, 3)"
    fresh_db.execute(text(products))
    fresh_db.commit()

    command.upgrade(config, "0005")

    ledger = """
        SELECT coalesce(items.sku, products.sku), quantity, reason
        FROM inventory_transactions
        LEFT JOIN items ON items.id = item_id LEFT JOIN products ON products.id = product_id
        ORDER BY 1
    """
    booked = [tuple(row) for row in fresh_db.execute(text(ledger))]
    assert booked == [("a", 7, "opening"), ("c", 3, "opening")]
