"""Stock. It changes here alone, and each change is booked."""

from __future__ import annotations

from print_shop.clock import now
from print_shop.errors import OutOfStockError
from print_shop.models import InventoryTransaction, Item, Product
from print_shop.repositories.store import Store
from print_shop.schemas import NewAdjustment
from print_shop.services.finding import found
from print_shop.states import Reason


class InventoryService:
    """Moves stock in (more than nothing) and out (less than nothing)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def adjust(self, new: NewAdjustment) -> InventoryTransaction:
        """Book a difference that somebody counted."""
        if new.item_id is not None:
            return self.move_item(new.item_id, new.quantity, Reason.ADJUSTED, new.note)
        assert new.product_id is not None  # the schema asks for one of the two
        return self.move_product(new.product_id, new.quantity, Reason.ADJUSTED, new.note)

    def move_item(
        self, item_id: int, quantity: int, reason: Reason, reference: str
    ) -> InventoryTransaction:
        """Change the stock of an item.

        Raises:
            NotFoundError: There is no such item.
            OutOfStockError: Less is there than would be taken.
        """
        item = found(self._store.items.lock(item_id), "item", item_id)
        _change(item, quantity)
        return self._book(quantity, reason, reference, item_id=item_id)

    def move_product(
        self, product_id: int, quantity: int, reason: Reason, reference: str
    ) -> InventoryTransaction:
        """Change the stock of a product.

        Raises:
            NotFoundError: There is no such product.
            OutOfStockError: Less is there than would be taken.
        """
        product = found(self._store.products.lock(product_id), "product", product_id)
        _change(product, quantity)
        return self._book(quantity, reason, reference, product_id=product_id)

    def _book(
        self,
        quantity: int,
        reason: Reason,
        reference: str,
        *,
        item_id: int | None = None,
        product_id: int | None = None,
    ) -> InventoryTransaction:
        return self._store.inventory.add(
            InventoryTransaction(
                item_id=item_id,
                product_id=product_id,
                quantity=quantity,
                reason=reason,
                reference=reference,
                booked_at=now(),
            )
        )


def _change(stocked: Item | Product, quantity: int) -> None:
    if stocked.stock + quantity < 0:
        raise OutOfStockError(stocked.sku, -quantity, stocked.stock)
    stocked.stock += quantity
