"""The ledger of stock: what came, what went, and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from print_shop.models.catalog import Item, Product
from print_shop.models.model import Model
from print_shop.states import Reason


class InventoryTransaction(Model):
    """One change of the stock of an item or of a product; they add up to the stock."""

    __tablename__ = "inventory_transactions"
    __table_args__ = (
        CheckConstraint("(item_id IS NULL) <> (product_id IS NULL)", "item_or_product"),
        CheckConstraint("quantity <> 0", "quantity_not_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("items.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"), index=True)
    quantity: Mapped[int]
    reason: Mapped[Reason]
    reference: Mapped[str]
    booked_at: Mapped[datetime]
    item: Mapped[Item | None] = relationship()
    product: Mapped[Product | None] = relationship()
