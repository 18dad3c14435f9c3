"""Materials that are on their way."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from print_shop.models.catalog import Item
from print_shop.models.model import Model
from print_shop.models.parties import Vendor
from print_shop.states import PurchaseState


class PurchaseOrder(Model):
    """What was ordered from a vendor."""

    __tablename__ = "purchase_orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendors.id"))
    state: Mapped[PurchaseState] = mapped_column(default=PurchaseState.ORDERED)
    vendor: Mapped[Vendor] = relationship()
    lines: Mapped[list[PurchaseOrderLine]] = relationship(
        cascade="all, delete-orphan", order_by="PurchaseOrderLine.id"
    )


class PurchaseOrderLine(Model):
    """An item, how much of it, and how much has arrived."""

    __tablename__ = "purchase_order_lines"
    __table_args__ = (
        CheckConstraint("quantity > 0", "quantity_positive"),
        CheckConstraint("received >= 0 AND received <= quantity", "no_more_than_ordered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(
        ForeignKey("purchase_orders.id", ondelete="CASCADE"), index=True
    )
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    quantity: Mapped[int]
    cost_cents: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    item: Mapped[Item] = relationship()
