"""Sales orders."""

from __future__ import annotations

from collections.abc import Iterable

from print_shop.clock import now
from print_shop.errors import InProductionError, WrongStateError
from print_shop.models import QuoteLine, SalesOrder, SalesOrderLine
from print_shop.repositories.store import Store
from print_shop.schemas import NewSalesLine, NewSalesOrder
from print_shop.services.codes import SALES_ORDER, draw_code
from print_shop.services.finding import found
from print_shop.services.inventory import InventoryService
from print_shop.states import OrderState, Reason


class SalesService:
    """Places and cancels orders."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def place(self, new: NewSalesOrder) -> SalesOrder:
        """Order at the prices of the day."""
        found(self._store.customers.find(new.customer_id), "customer", new.customer_id)
        lines = [self._price(line) for line in new.lines]
        return self._add(new.customer_id, lines)

    def place_quoted(
        self, customer_id: int, quote_id: int, quoted: Iterable[QuoteLine]
    ) -> SalesOrder:
        """Order at the prices of a quote."""
        lines = [
            SalesOrderLine(
                product_id=line.product_id, quantity=line.quantity, price_cents=line.price_cents
            )
            for line in quoted
        ]
        return self._add(customer_id, lines, quote_id)

    def find(self, order_id: int) -> SalesOrder:
        """Return an order."""
        return found(self._store.orders.find(order_id), "sales order", order_id)

    def cancel(self, order_id: int) -> SalesOrder:
        """Cancel an order; what was produced for it goes to stock.

        Raises:
            WrongStateError: Something was shipped, or it is cancelled already.
            InProductionError: Something is planned or printed for it.
        """
        order = found(self._store.orders.lock(order_id), "sales order", order_id)
        if order.state is not OrderState.OPEN:
            raise WrongStateError(order.code, order.state, "cancelled")
        for production in self._store.production.list_active_for(order_id):
            raise InProductionError(order.code, production.code)
        inventory = InventoryService(self._store)
        for line in sorted(order.lines, key=lambda line: line.product_id):
            if line.reserved:
                inventory.move_product(line.product_id, line.reserved, Reason.RELEASED, order.code)
                line.reserved = 0
        order.state = OrderState.CANCELLED
        return order

    def _price(self, line: NewSalesLine) -> SalesOrderLine:
        product = found(self._store.products.find(line.product_id), "product", line.product_id)
        return SalesOrderLine(
            product_id=product.id, quantity=line.quantity, price_cents=product.price_cents
        )

    def _add(
        self, customer_id: int, lines: list[SalesOrderLine], quote_id: int | None = None
    ) -> SalesOrder:
        return self._store.orders.add(
            SalesOrder(
                code=draw_code(self._store, SALES_ORDER),
                customer_id=customer_id,
                quote_id=quote_id,
                ordered_at=now(),
                lines=lines,
            )
        )
