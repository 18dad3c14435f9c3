"""The ledger of stock in the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from print_shop.models import InventoryTransaction


class InventoryRepository:
    """Books and lists changes of stock."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, transaction: InventoryTransaction) -> InventoryTransaction:
        """Book a change, together with the stock that it changes."""
        self._session.add(transaction)
        self._session.flush()
        return transaction

    def list_by(
        self, *, item_id: int | None = None, product_id: int | None = None
    ) -> Sequence[InventoryTransaction]:
        """Return the changes, latest first; of one item or product where one is named."""
        query = select(InventoryTransaction).order_by(InventoryTransaction.id.desc())
        if item_id is not None:
            query = query.where(InventoryTransaction.item_id == item_id)
        if product_id is not None:
            query = query.where(InventoryTransaction.product_id == product_id)
        return self._session.scalars(query).all()
