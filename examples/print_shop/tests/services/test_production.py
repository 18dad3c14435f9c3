"""Printing to order and to stock."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from print_shop.errors import (
    NotFoundError,
    OutOfStockError,
    PrinterBusyError,
    TakenError,
    TooManyError,
    WrongStateError,
)
from print_shop.models import ProductionOrder
from print_shop.repositories.store import Store
from print_shop.schemas import NewPrinter, NewProduction, NewProductionToOrder
from print_shop.services.production import ProductionService
from print_shop.states import OrderState, ProductionState, Reason
from tests.factories import (
    ItemFactory,
    PrinterFactory,
    ProductFactory,
    ProductionOrderFactory,
    SalesOrderFactory,
)


def _to_order(line_id: int, quantity: int) -> NewProductionToOrder:
    return NewProductionToOrder(sales_line_id=line_id, quantity=quantity)


def test_a_printers_name_is_taken_once(store: Store) -> None:
    """A second printer of the name is refused."""
    assert ProductionService(store).add_printer(NewPrinter(name="Ada")).name == "Ada"

    with pytest.raises(TakenError, match="printer Ada exists already"):
        ProductionService(store).add_printer(NewPrinter(name="Ada"))


@pytest.mark.usefixtures("may")
def test_pieces_can_be_planned_to_stock(store: Store) -> None:
    """An order to stock belongs to no sales order."""
    product = ProductFactory.create()

    planned = ProductionService(store).plan_to_stock(
        NewProduction(product_id=product.id, quantity=4)
    )

    assert (planned.code, planned.state) == ("MO-2026-0001", ProductionState.PLANNED)
    assert (planned.product, planned.quantity) == (product, 4)
    assert (planned.sales_line_id, planned.printer_id) == (None, None)
    with pytest.raises(NotFoundError, match="there is no product 0"):
        ProductionService(store).plan_to_stock(NewProduction(product_id=0, quantity=4))


def test_pieces_can_be_planned_to_order(store: Store) -> None:
    """An order for a line makes the line's product."""
    [line] = SalesOrderFactory.create(lines=[{"quantity": 5}]).lines

    planned = ProductionService(store).plan_to_order(_to_order(line.id, 5))

    assert (planned.product_id, planned.sales_line_id) == (line.product_id, line.id)
    assert planned.quantity == 5
    with pytest.raises(NotFoundError, match="there is no sales order line 0"):
        ProductionService(store).plan_to_order(_to_order(0, 1))


def test_no_more_is_planned_than_a_line_waits_for(store: Store) -> None:
    """Shipped, reserved and planned pieces count; those of other lines and ended ones do not."""
    order = SalesOrderFactory.create(
        lines=[{"quantity": 10, "shipped": 1, "reserved": 2}, {"quantity": 10}]
    )
    line, other = order.lines
    for state in ProductionState:
        ProductionOrderFactory.create(to_order=True, sales_line=line, quantity=2, state=state)
    ProductionOrderFactory.create(to_order=True, sales_line=other, quantity=9)

    with pytest.raises(TooManyError, match="4 cannot be produced: 3 are open"):
        ProductionService(store).plan_to_order(_to_order(line.id, 4))
    assert ProductionService(store).plan_to_order(_to_order(line.id, 3)).quantity == 3


@pytest.mark.parametrize("state", [OrderState.SHIPPED, OrderState.CANCELLED])
def test_nothing_is_planned_for_an_order_that_is_over(store: Store, state: OrderState) -> None:
    """Nobody waits for a shipped or a cancelled order."""
    [line] = SalesOrderFactory.create(state=state).lines

    with pytest.raises(WrongStateError, match=f"SO-2020-0001 is {state}: it cannot be produced"):
        ProductionService(store).plan_to_order(_to_order(line.id, 1))


@pytest.mark.parametrize("state", [OrderState.OPEN, OrderState.PARTLY_SHIPPED])
def test_an_order_that_waits_can_be_produced_for(store: Store, state: OrderState) -> None:
    """The rest of an order is produced as its beginning was."""
    [line] = SalesOrderFactory.create(state=state).lines

    assert ProductionService(store).plan_to_order(_to_order(line.id, 1)).sales_line_id == line.id


def test_a_start_takes_the_materials(store: Store) -> None:
    """Each line of the bill of materials leaves the stock, times the pieces."""
    body, lid = ItemFactory.create_batch(2, stock=1000)
    product = ProductFactory.create(
        lines=[{"item": lid, "quantity": 10}, {"item": body, "quantity": 90}]
    )
    order = ProductionOrderFactory.create(product=product, quantity=3)
    printer = PrinterFactory.create()

    started = ProductionService(store).start(order.id, printer.id)

    assert (started.state, started.printer) == (ProductionState.RUNNING, printer)
    assert (body.stock, lid.stock) == (730, 970)
    booked = store.inventory.list_by()
    assert {(b.item_id, b.quantity) for b in booked} == {(body.id, -270), (lid.id, -30)}
    assert {(b.reason, b.reference) for b in booked} == {(Reason.CONSUMED, order.code)}


def test_materials_are_locked_in_the_order_of_their_ids(store: Store) -> None:
    """Two starts at once cannot wait for each other: both begin with the same item."""
    first, second = ItemFactory.create_batch(2)
    product = ProductFactory.create(lines=[{"item": second}, {"item": first}])
    order = ProductionOrderFactory.create(product=product)

    ProductionService(store).start(order.id, PrinterFactory.create().id)

    booked = [one.item_id for one in reversed(store.inventory.list_by())]
    assert booked == [first.id, second.id]


def test_a_start_needs_the_materials(store: Store) -> None:
    """An order whose material runs out stays planned."""
    product = ProductFactory.create(lines=[{"item__sku": "PLA", "item__stock": 299}])
    order = ProductionOrderFactory.create(product=product, quantity=3)

    with pytest.raises(OutOfStockError, match="PLA: 300 needed, 299 in stock"):
        ProductionService(store).start(order.id, PrinterFactory.create().id)
    assert (order.state, order.printer_id) == (ProductionState.PLANNED, None)


def test_a_printer_has_one_job(store: Store) -> None:
    """A busy printer takes no second order; an idle one beside it does."""
    busy, idle = PrinterFactory.create(name="Ada"), PrinterFactory.create()
    ProductionOrderFactory.create(running=True, printer=busy)
    order = ProductionOrderFactory.create()

    with pytest.raises(PrinterBusyError, match="Ada is printing MO-2020-0001"):
        ProductionService(store).start(order.id, busy.id)
    assert ProductionService(store).start(order.id, idle.id).printer is idle


def test_a_start_needs_a_printer_and_an_order(store: Store) -> None:
    """Unknown printers and orders are told apart."""
    order, printer = ProductionOrderFactory.create(), PrinterFactory.create()

    with pytest.raises(NotFoundError, match="there is no printer 0"):
        ProductionService(store).start(order.id, 0)
    with pytest.raises(NotFoundError, match="there is no production order 0"):
        ProductionService(store).start(0, printer.id)


def test_pieces_to_stock_go_to_stock(store: Store) -> None:
    """A finished order to stock adds to the product, and the printer is idle."""
    printer = PrinterFactory.create()
    order = ProductionOrderFactory.create(
        running=True, printer=printer, quantity=2, product__stock=1
    )

    finished = ProductionService(store).finish(order.id)

    assert (finished.state, finished.product.stock) == (ProductionState.DONE, 3)
    assert store.production.find_running(printer.id) is None
    [booked] = store.inventory.list_by(product_id=order.product_id)
    assert (booked.quantity, booked.reason, booked.reference) == (2, Reason.PRODUCED, order.code)


def test_pieces_to_order_wait_for_their_line(store: Store) -> None:
    """What was printed for a line is reserved for it and no one else's."""
    [line] = SalesOrderFactory.create(lines=[{"quantity": 5, "reserved": 1}]).lines
    order = ProductionOrderFactory.create(running=True, to_order=True, sales_line=line, quantity=3)

    ProductionService(store).finish(order.id)

    assert (line.reserved, line.product.stock) == (4, 0)
    assert store.inventory.list_by() == []


def test_pieces_that_their_line_does_not_wait_for_go_to_stock(store: Store) -> None:
    """Others were shipped from stock meanwhile: what is too much is free."""
    [line] = SalesOrderFactory.create(lines=[{"quantity": 5, "shipped": 3, "reserved": 1}]).lines
    order = ProductionOrderFactory.create(running=True, to_order=True, sales_line=line, quantity=3)

    ProductionService(store).finish(order.id)

    assert (line.reserved, line.product.stock) == (2, 2)


def test_a_failed_print_frees_the_printer(store: Store) -> None:
    """Nothing comes of it, and the printer can be used again."""
    printer = PrinterFactory.create()
    order = ProductionOrderFactory.create(running=True, printer=printer, product__stock=1)

    failed = ProductionService(store).fail(order.id)

    assert (failed.state, failed.product.stock) == (ProductionState.FAILED, 1)
    assert store.production.find_running(printer.id) is None


def test_a_planned_order_can_be_dropped(store: Store) -> None:
    """Nothing was taken for it, so nothing goes back."""
    order = ProductionOrderFactory.create()

    assert ProductionService(store).cancel(order.id).state is ProductionState.CANCELLED
    assert store.inventory.list_by() == []


STEPS: dict[str, tuple[ProductionState, Callable[[ProductionService, ProductionOrder], object]]] = {
    "started": (ProductionState.PLANNED, lambda service, order: service.start(order.id, 1)),
    "finished": (ProductionState.RUNNING, lambda service, order: service.finish(order.id)),
    "failed": (ProductionState.RUNNING, lambda service, order: service.fail(order.id)),
    "cancelled": (ProductionState.PLANNED, lambda service, order: service.cancel(order.id)),
}


WRONG = [
    (action, state)
    for action, (wanted, _) in STEPS.items()
    for state in ProductionState
    if state is not wanted
]


@pytest.mark.parametrize(("action", "state"), WRONG)
def test_each_step_has_its_state(store: Store, action: str, state: ProductionState) -> None:
    """A step from any state but its own is refused."""
    order = ProductionOrderFactory.create(state=state)
    _, step = STEPS[action]

    with pytest.raises(WrongStateError, match=f"MO-2020-0001 is {state}: it cannot be {action}"):
        step(ProductionService(store), order)
