"""Printing: to order or to stock, one job on a printer at a time."""

from __future__ import annotations

from print_shop.errors import PrinterBusyError, TakenError, TooManyError, WrongStateError
from print_shop.models import Printer, ProductionOrder, SalesOrderLine
from print_shop.repositories.store import Store
from print_shop.schemas import NewPrinter, NewProduction, NewProductionToOrder
from print_shop.services.codes import PRODUCTION_ORDER, draw_code
from print_shop.services.finding import found
from print_shop.services.inventory import InventoryService
from print_shop.states import OrderState, ProductionState, Reason


class ProductionService:
    """Plans, starts and ends production orders."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._inventory = InventoryService(store)

    def add_printer(self, new: NewPrinter) -> Printer:
        """Store a printer."""
        if self._store.printers.find_by_name(new.name):
            raise TakenError("printer", new.name)
        return self._store.printers.add(Printer(name=new.name))

    def plan_to_stock(self, new: NewProduction) -> ProductionOrder:
        """Plan pieces that nobody has ordered yet."""
        found(self._store.products.find(new.product_id), "product", new.product_id)
        return self._plan(new.product_id, new.quantity)

    def plan_to_order(self, new: NewProductionToOrder) -> ProductionOrder:
        """Plan pieces for a line of a sales order.

        Raises:
            WrongStateError: The order is shipped or cancelled.
            TooManyError: The line waits for fewer, those counted that are made for it already.
        """
        line = self._lock_line(new.sales_line_id)
        if line.order.state in (OrderState.SHIPPED, OrderState.CANCELLED):
            raise WrongStateError(line.order.code, line.order.state, "produced for")
        active = self._store.production.list_active_for(line.order_id)
        planned = sum(order.quantity for order in active if order.sales_line_id == line.id)
        still_open = line.unshipped - line.reserved - planned
        if new.quantity > still_open:
            raise TooManyError(new.quantity, still_open, "produced")
        return self._plan(line.product_id, new.quantity, line.id)

    def start(self, order_id: int, printer_id: int) -> ProductionOrder:
        """Put an order on an idle printer; its materials leave the stock.

        Raises:
            WrongStateError: The order is not planned.
            PrinterBusyError: The printer has a running job.
            OutOfStockError: There is too little of a material; nothing is taken then.
        """
        order = self._lock(order_id, ProductionState.PLANNED, "started")
        printer = found(self._store.printers.lock(printer_id), "printer", printer_id)
        running = self._store.production.find_running(printer_id)
        if running:
            raise PrinterBusyError(printer.name, running.code)
        # In the order of their ids: two starts never wait for each other's items.
        for line in sorted(order.product.lines, key=lambda line: line.item_id):
            needed = line.quantity * order.quantity
            self._inventory.move_item(line.item_id, -needed, Reason.CONSUMED, order.code)
        order.printer_id = printer.id
        order.state = ProductionState.RUNNING
        return order

    def finish(self, order_id: int) -> ProductionOrder:
        """Take the pieces off the printer: onto the line they were made for, else to stock.

        What the line does not wait for any more goes to stock as well.
        """
        order = self._lock(order_id, ProductionState.RUNNING, "finished")
        kept = 0
        if order.sales_line_id is not None:
            line = self._lock_line(order.sales_line_id)
            kept = min(order.quantity, line.unshipped - line.reserved)
            line.reserved += kept
        if order.quantity > kept:
            rest = order.quantity - kept
            self._inventory.move_product(order.product_id, rest, Reason.PRODUCED, order.code)
        order.state = ProductionState.DONE
        return order

    def fail(self, order_id: int) -> ProductionOrder:
        """Note that a print went wrong: the printer is idle again, the materials are gone."""
        order = self._lock(order_id, ProductionState.RUNNING, "failed")
        order.state = ProductionState.FAILED
        return order

    def cancel(self, order_id: int) -> ProductionOrder:
        """Drop an order that has not started."""
        order = self._lock(order_id, ProductionState.PLANNED, "cancelled")
        order.state = ProductionState.CANCELLED
        return order

    def _plan(
        self, product_id: int, quantity: int, sales_line_id: int | None = None
    ) -> ProductionOrder:
        return self._store.production.add(
            ProductionOrder(
                code=draw_code(self._store, PRODUCTION_ORDER),
                product_id=product_id,
                quantity=quantity,
                sales_line_id=sales_line_id,
            )
        )

    def _lock(self, order_id: int, state: ProductionState, action: str) -> ProductionOrder:
        order = found(self._store.production.lock(order_id), "production order", order_id)
        if order.state is not state:
            raise WrongStateError(order.code, order.state, action)
        return order

    def _lock_line(self, line_id: int) -> SalesOrderLine:
        """Return a line whose order is locked, as everybody does who changes lines."""
        line = found(self._store.orders.find_line(line_id), "sales order line", line_id)
        self._store.orders.lock(line.order_id)
        return line
