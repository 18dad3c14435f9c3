"""Materials, and the products that are printed from them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from print_shop.models.model import Model


class Item(Model):
    """A material, such as a filament in grams."""

    __tablename__ = "items"
    __table_args__ = (CheckConstraint("stock >= 0", "stock_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    stock: Mapped[int] = mapped_column(default=0)


class Product(Model):
    """Something to sell; its lines are its bill of materials."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("stock >= 0", "stock_not_negative"),
        CheckConstraint("price_cents >= 0", "price_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    price_cents: Mapped[int]
    stock: Mapped[int] = mapped_column(default=0)
    lines: Mapped[list[ProductLine]] = relationship(
        cascade="all, delete-orphan", order_by="ProductLine.id"
    )


class ProductLine(Model):
    """How much of one item goes into one piece of a product."""

    __tablename__ = "product_lines"
    __table_args__ = (
        UniqueConstraint("product_id", "item_id"),
        CheckConstraint("quantity > 0", "quantity_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    quantity: Mapped[int]
    item: Mapped[Item] = relationship()
