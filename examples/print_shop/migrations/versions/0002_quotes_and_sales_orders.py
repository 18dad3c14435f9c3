"""Codes, quotes and sales orders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "code_counters",
        sa.Column("prefix", sa.String(4), primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer, nullable=False),
    )
    op.create_table(
        "quotes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String, nullable=False, unique=True),
        sa.Column("customer_id", sa.Integer, sa.ForeignKey("customers.id"), nullable=False),
        sa.Column("valid_until", sa.Date, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
    )
    _create_lines("quote_lines", "quote_id", "quotes.id")
    op.create_table(
        "sales_orders",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String, nullable=False, unique=True),
        sa.Column("customer_id", sa.Integer, sa.ForeignKey("customers.id"), nullable=False),
        sa.Column("quote_id", sa.Integer, sa.ForeignKey("quotes.id"), unique=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
    )
    _create_lines("sales_order_lines", "order_id", "sales_orders.id")


def downgrade() -> None:
    for name in ("sales_order_lines", "sales_orders", "quote_lines", "quotes", "code_counters"):
        op.drop_table(name)


def _create_lines(table: str, column: str, parent: str) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            column,
            sa.Integer,
            sa.ForeignKey(parent, ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("product_id", sa.Integer, sa.ForeignKey("products.id"), nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("price_cents", sa.Integer, nullable=False),
        sa.CheckConstraint("quantity > 0", "quantity_positive"),
    )
