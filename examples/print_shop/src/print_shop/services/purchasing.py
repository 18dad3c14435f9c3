"""Buying materials."""

from __future__ import annotations

from collections.abc import Mapping

from print_shop.errors import TooManyError
from print_shop.models import PurchaseOrder, PurchaseOrderLine
from print_shop.repositories.store import Store
from print_shop.schemas import NewPurchaseOrder
from print_shop.services.codes import PURCHASE_ORDER, draw_code
from print_shop.services.finding import found, pick
from print_shop.services.inventory import InventoryService
from print_shop.states import PurchaseState, Reason


class PurchasingService:
    """Orders materials and receives them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def place(self, new: NewPurchaseOrder) -> PurchaseOrder:
        """Order materials."""
        found(self._store.vendors.find(new.vendor_id), "vendor", new.vendor_id)
        for line in new.lines:
            found(self._store.items.find(line.item_id), "item", line.item_id)
        return self._store.purchases.add(
            PurchaseOrder(
                code=draw_code(self._store, PURCHASE_ORDER),
                vendor_id=new.vendor_id,
                lines=[PurchaseOrderLine(**line.model_dump()) for line in new.lines],
            )
        )

    def receive(self, order_id: int, quantities: Mapping[int, int]) -> PurchaseOrder:
        """Put what has arrived of each line into stock.

        Raises:
            NotFoundError: There is no such order, or it has no such line.
            TooManyError: More has arrived than was still to come.
        """
        order = found(self._store.purchases.lock(order_id), "purchase order", order_id)
        lines = {line.id: line for line in order.lines}
        chosen = pick(lines, quantities, "purchase order line")
        inventory = InventoryService(self._store)
        for line, quantity in sorted(chosen, key=lambda pair: pair[0].item_id):
            still_open = line.quantity - line.received
            if quantity > still_open:
                raise TooManyError(quantity, still_open, "received")
            line.received += quantity
            inventory.move_item(line.item_id, quantity, Reason.RECEIVED, order.code)
        complete = all(line.received == line.quantity for line in order.lines)
        order.state = PurchaseState.RECEIVED if complete else PurchaseState.PARTLY_RECEIVED
        return order
