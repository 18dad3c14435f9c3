"""Shipments, and how much of each order's line is reserved and shipped."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Not looked at in rows that are there: the next revision does that, without keeping writers out.
CHECKS = {
    "ck_sales_order_lines_reserved_not_negative": "reserved >= 0",
    "ck_sales_order_lines_no_more_than_ordered": "reserved + shipped <= quantity",
}


def upgrade() -> None:
    for name in ("reserved", "shipped"):
        column = sa.Column(name, sa.Integer, nullable=False, server_default="0")
        op.add_column("sales_order_lines", column)
    for name, condition in CHECKS.items():
        op.create_check_constraint(
            op.f(name), "sales_order_lines", condition, postgresql_not_valid=True
        )
    op.create_table(
        "shipments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String, nullable=False, unique=True),
        sa.Column(
            "order_id", sa.Integer, sa.ForeignKey("sales_orders.id"), nullable=False, index=True
        ),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "shipment_lines",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "shipment_id",
            sa.Integer,
            sa.ForeignKey("shipments.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column(
            "sales_line_id", sa.Integer, sa.ForeignKey("sales_order_lines.id"), nullable=False
        ),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.CheckConstraint("quantity > 0", "quantity_positive"),
    )


def downgrade() -> None:
    op.drop_table("shipment_lines")
    op.drop_table("shipments")
    for name in CHECKS:
        op.drop_constraint(op.f(name), "sales_order_lines")
    op.drop_column("sales_order_lines", "shipped")
    op.drop_column("sales_order_lines", "reserved")
