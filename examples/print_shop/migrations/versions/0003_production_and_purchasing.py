"""Printers, production orders and purchase orders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "printers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
    )
    op.create_table(
        "production_orders",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String, nullable=False, unique=True),
        sa.Column("product_id", sa.Integer, sa.ForeignKey("products.id"), nullable=False),
        sa.Column("sales_line_id", sa.Integer, sa.ForeignKey("sales_order_lines.id"), index=True),
        sa.Column("printer_id", sa.Integer, sa.ForeignKey("printers.id")),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.CheckConstraint("quantity > 0", "quantity_positive"),
    )
    op.create_index(
        "uq_production_orders_running_printer",
        "production_orders",
        ["printer_id"],
        unique=True,
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_table(
        "purchase_orders",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String, nullable=False, unique=True),
        sa.Column("vendor_id", sa.Integer, sa.ForeignKey("vendors.id"), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
    )
    op.create_table(
        "purchase_order_lines",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "order_id",
            sa.Integer,
            sa.ForeignKey("purchase_orders.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("items.id"), nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("cost_cents", sa.Integer, nullable=False),
        sa.Column("received", sa.Integer, nullable=False),
        sa.CheckConstraint("quantity > 0", "quantity_positive"),
        sa.CheckConstraint("received >= 0 AND received <= quantity", "no_more_than_ordered"),
    )


def downgrade() -> None:
    for name in ("purchase_order_lines", "purchase_orders", "production_orders", "printers"):
        op.drop_table(name)
