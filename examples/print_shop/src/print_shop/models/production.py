"""Printers and what they print."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from print_shop.models.catalog import Product
from print_shop.models.model import Model
from print_shop.models.sales import SalesOrderLine
from print_shop.states import ProductionState


class Printer(Model):
    """A machine. It is busy while a production order runs on it."""

    __tablename__ = "printers"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class ProductionOrder(Model):
    """Pieces to print: to order, for a line of a sales order, or else to stock."""

    __tablename__ = "production_orders"
    __table_args__ = (
        CheckConstraint("quantity > 0", "quantity_positive"),
        Index(
            "uq_production_orders_running_printer",
            "printer_id",
            unique=True,
            postgresql_where=text("state = 'running'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    sales_line_id: Mapped[int | None] = mapped_column(
        ForeignKey("sales_order_lines.id"), index=True
    )
    printer_id: Mapped[int | None] = mapped_column(ForeignKey("printers.id"))
    quantity: Mapped[int]
    state: Mapped[ProductionState] = mapped_column(default=ProductionState.PLANNED)
    product: Mapped[Product] = relationship()
    sales_line: Mapped[SalesOrderLine | None] = relationship()
    printer: Mapped[Printer | None] = relationship()
