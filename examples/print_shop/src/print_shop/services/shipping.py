"""Shipping: only what was produced for an order or is in stock."""

from __future__ import annotations

from collections.abc import Mapping

from print_shop.clock import now
from print_shop.errors import TooManyError, WrongStateError
from print_shop.models import SalesOrder, SalesOrderLine, Shipment, ShipmentLine
from print_shop.repositories.store import Store
from print_shop.services.codes import SHIPMENT, draw_code
from print_shop.services.finding import found, pick
from print_shop.services.inventory import InventoryService
from print_shop.states import OrderState, Reason


class ShippingService:
    """Packs parcels."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._inventory = InventoryService(store)

    def ship(self, order_id: int, quantities: Mapping[int, int]) -> Shipment:
        """Ship so many of each line: first what was produced for it, then from stock.

        Raises:
            NotFoundError: There is no such order, or it has no such line.
            WrongStateError: The order is shipped or cancelled.
            TooManyError: The customer waits for fewer.
            OutOfStockError: More would leave the stock than is there; nothing is shipped then.
        """
        order = found(self._store.orders.lock(order_id), "sales order", order_id)
        if order.state in (OrderState.SHIPPED, OrderState.CANCELLED):
            raise WrongStateError(order.code, order.state, "shipped")
        lines = {line.id: line for line in order.lines}
        chosen = pick(lines, quantities, "sales order line")
        code = draw_code(self._store, SHIPMENT)
        for line, quantity in sorted(chosen, key=lambda pair: pair[0].product_id):
            self._take(line, quantity, code)
        order.state = _state_of(order)
        return self._store.shipments.add(
            Shipment(
                code=code,
                order_id=order.id,
                shipped_at=now(),
                lines=[
                    ShipmentLine(sales_line_id=line.id, quantity=quantity)
                    for line, quantity in chosen
                ],
            )
        )

    def _take(self, line: SalesOrderLine, quantity: int, code: str) -> None:
        if quantity > line.unshipped:
            raise TooManyError(quantity, line.unshipped, "shipped")
        reserved = min(quantity, line.reserved)
        if quantity > reserved:
            rest = quantity - reserved
            self._inventory.move_product(line.product_id, -rest, Reason.SHIPPED, code)
        line.reserved -= reserved
        line.shipped += quantity


def _state_of(order: SalesOrder) -> OrderState:
    complete = all(line.unshipped == 0 for line in order.lines)
    return OrderState.SHIPPED if complete else OrderState.PARTLY_SHIPPED
