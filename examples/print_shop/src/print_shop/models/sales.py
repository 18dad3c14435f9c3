"""Quotes, sales orders and shipments."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from print_shop.models.catalog import Product
from print_shop.models.model import Model
from print_shop.models.parties import Customer
from print_shop.states import OrderState, QuoteState


class Quote(Model):
    """Prices that are promised until a day."""

    __tablename__ = "quotes"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    valid_until: Mapped[date]
    state: Mapped[QuoteState] = mapped_column(default=QuoteState.OPEN)
    customer: Mapped[Customer] = relationship()
    lines: Mapped[list[QuoteLine]] = relationship(
        cascade="all, delete-orphan", order_by="QuoteLine.id"
    )


class QuoteLine(Model):
    """A product, how many, and the promised price of one."""

    __tablename__ = "quote_lines"
    __table_args__ = (CheckConstraint("quantity > 0", "quantity_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    quote_id: Mapped[int] = mapped_column(ForeignKey("quotes.id", ondelete="CASCADE"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    quantity: Mapped[int]
    price_cents: Mapped[int]
    product: Mapped[Product] = relationship()


class SalesOrder(Model):
    """What a customer ordered. A quote becomes one order at most."""

    __tablename__ = "sales_orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("quotes.id"), unique=True)
    state: Mapped[OrderState] = mapped_column(default=OrderState.OPEN)
    ordered_at: Mapped[datetime]
    customer: Mapped[Customer] = relationship()
    lines: Mapped[list[SalesOrderLine]] = relationship(
        back_populates="order", cascade="all, delete-orphan", order_by="SalesOrderLine.id"
    )

    @property
    def total_cents(self) -> int:
        """What the customer pays."""
        return sum(line.quantity * line.price_cents for line in self.lines)


class SalesOrderLine(Model):
    """A product and how many.

    ``reserved`` pieces were produced for this line and wait for it; ``shipped`` ones have left.
    """

    __tablename__ = "sales_order_lines"
    __table_args__ = (
        CheckConstraint("quantity > 0", "quantity_positive"),
        CheckConstraint("reserved >= 0", "reserved_not_negative"),
        CheckConstraint("reserved + shipped <= quantity", "no_more_than_ordered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(
        ForeignKey("sales_orders.id", ondelete="CASCADE"), index=True
    )
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    quantity: Mapped[int]
    price_cents: Mapped[int]
    reserved: Mapped[int] = mapped_column(default=0, server_default="0")
    shipped: Mapped[int] = mapped_column(default=0, server_default="0")
    order: Mapped[SalesOrder] = relationship(back_populates="lines")
    product: Mapped[Product] = relationship()

    @property
    def unshipped(self) -> int:
        """How many the customer still waits for."""
        return self.quantity - self.shipped


class Shipment(Model):
    """A parcel for an order."""

    __tablename__ = "shipments"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("sales_orders.id"), index=True)
    shipped_at: Mapped[datetime]
    order: Mapped[SalesOrder] = relationship()
    lines: Mapped[list[ShipmentLine]] = relationship(
        cascade="all, delete-orphan", order_by="ShipmentLine.id"
    )


class ShipmentLine(Model):
    """How many of an order's line are in a parcel."""

    __tablename__ = "shipment_lines"
    __table_args__ = (CheckConstraint("quantity > 0", "quantity_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shipment_id: Mapped[int] = mapped_column(
        ForeignKey("shipments.id", ondelete="CASCADE"), index=True
    )
    sales_line_id: Mapped[int] = mapped_column(ForeignKey("sales_order_lines.id"))
    quantity: Mapped[int]
    sales_line: Mapped[SalesOrderLine] = relationship()
