"""Who buys from the shop, and from whom the shop buys."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from print_shop.models.model import Model


class Customer(Model):
    """Somebody who orders."""

    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)


class Vendor(Model):
    """Somebody who sells materials."""

    __tablename__ = "vendors"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
