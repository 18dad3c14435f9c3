"""Purchase orders in the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from print_shop.models import PurchaseOrder


class PurchaseOrderRepository:
    """Finds and stores purchase orders."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, order: PurchaseOrder) -> PurchaseOrder:
        """Store an order with its lines and return it with its id."""
        self._session.add(order)
        self._session.flush()
        return order

    def lock(self, order_id: int) -> PurchaseOrder | None:
        """Return the order and its lines as they are now; nobody else changes them."""
        query = (
            select(PurchaseOrder)
            .where(PurchaseOrder.id == order_id)
            .options(selectinload(PurchaseOrder.lines))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return self._session.scalar(query)

    def list_all(self) -> Sequence[PurchaseOrder]:
        """Return all orders, latest first, with their lines."""
        lines = selectinload(PurchaseOrder.lines)
        query = select(PurchaseOrder).options(lines).order_by(PurchaseOrder.id.desc())
        return self._session.scalars(query).all()
