"""The ledger of stock. What is in stock already opens it, so that it adds up from the start."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CHECKS = {
    "ck_sales_order_lines_reserved_not_negative": "reserved >= 0",
    "ck_sales_order_lines_no_more_than_ordered": "reserved + shipped <= quantity",
}


def upgrade() -> None:
    for name in CHECKS:
        op.execute(f"ALTER TABLE sales_order_lines VALIDATE CONSTRAINT {name}")
    op.create_table(
        "inventory_transactions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("items.id"), index=True),
        sa.Column("product_id", sa.Integer, sa.ForeignKey("products.id"), index=True),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("reference", sa.String, nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(item_id IS NULL) <> (product_id IS NULL)", "item_or_product"),
        sa.CheckConstraint("quantity <> 0", "quantity_not_zero"),
    )
    for table, column in (("items", "item_id"), ("products", "product_id")):
        op.execute(
            f"INSERT INTO inventory_transactions ({column}, quantity, reason, reference, booked_at)"
            f" SELECT id, stock, 'opening', 'opening stock', now() FROM {table} WHERE stock > 0"
        )


def downgrade() -> None:
    op.drop_table("inventory_transactions")
    for name, condition in CHECKS.items():
        op.drop_constraint(op.f(name), "sales_order_lines")
        op.create_check_constraint(
            op.f(name), "sales_order_lines", condition, postgresql_not_valid=True
        )
