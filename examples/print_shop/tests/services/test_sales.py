"""Placing and cancelling sales orders."""

from __future__ import annotations

import pytest

from print_shop.clock import now
from print_shop.errors import InProductionError, NotFoundError, WrongStateError
from print_shop.repositories.store import Store
from print_shop.schemas import NewSalesLine, NewSalesOrder
from print_shop.services.sales import SalesService
from print_shop.states import OrderState, ProductionState, Reason
from tests.factories import (
    CustomerFactory,
    ProductFactory,
    ProductionOrderFactory,
    SalesOrderFactory,
)


def _order(customer_id: int, *lines: tuple[int, int]) -> NewSalesOrder:
    wanted = [NewSalesLine(product_id=product, quantity=quantity) for product, quantity in lines]
    return NewSalesOrder(customer_id=customer_id, lines=wanted)


@pytest.mark.usefixtures("may")
def test_an_order_keeps_the_prices_of_its_day(store: Store) -> None:
    """A later change of the price does not change what was ordered."""
    customer, vase = CustomerFactory.create(), ProductFactory.create(price_cents=2500)
    cup = ProductFactory.create(price_cents=900)
    order = SalesService(store).place(_order(customer.id, (vase.id, 2), (cup.id, 3)))
    vase.price_cents = 9999

    assert (order.code, order.state) == ("SO-2026-0001", OrderState.OPEN)
    assert (order.customer, order.quote_id, order.ordered_at) == (customer, None, now())
    assert [(line.product_id, line.quantity) for line in order.lines] == [(vase.id, 2), (cup.id, 3)]
    assert order.total_cents == 2 * 2500 + 3 * 900


def test_only_customers_order(store: Store) -> None:
    """An unknown customer gets no order."""
    product = ProductFactory.create()

    with pytest.raises(NotFoundError, match="there is no customer 7"):
        SalesService(store).place(_order(7, (product.id, 1)))


def test_only_products_are_ordered(store: Store) -> None:
    """An unknown product cannot be ordered."""
    customer = CustomerFactory.create()

    with pytest.raises(NotFoundError, match="there is no product 7"):
        SalesService(store).place(_order(customer.id, (7, 1)))


def test_an_order_is_found_by_its_id(store: Store) -> None:
    """What was ordered can be found, and nothing else."""
    order = SalesOrderFactory.create()

    assert SalesService(store).find(order.id) is order
    with pytest.raises(NotFoundError, match=f"there is no sales order {order.id + 1}"):
        SalesService(store).find(order.id + 1)


def test_what_waits_for_a_cancelled_order_goes_to_stock(store: Store) -> None:
    """Pieces that were produced for an order are free when it is cancelled."""
    vase, cup = ProductFactory.create(stock=1), ProductFactory.create(stock=1)
    order = SalesOrderFactory.create(
        lines=[{"product": vase, "quantity": 3, "reserved": 2}, {"product": cup}]
    )

    cancelled = SalesService(store).cancel(order.id)

    assert cancelled.state is OrderState.CANCELLED
    assert (vase.stock, cup.stock) == (3, 1)
    assert [line.reserved for line in cancelled.lines] == [0, 0]
    [booked] = store.inventory.list_by()
    assert (booked.product_id, booked.quantity) == (vase.id, 2)
    assert (booked.reason, booked.reference) == (Reason.RELEASED, order.code)


@pytest.mark.parametrize(
    "state", [OrderState.PARTLY_SHIPPED, OrderState.SHIPPED, OrderState.CANCELLED]
)
def test_only_an_open_order_can_be_cancelled(store: Store, state: OrderState) -> None:
    """What has left the house cannot be called back."""
    order = SalesOrderFactory.create(state=state)

    with pytest.raises(WrongStateError, match=f"SO-2020-0001 is {state}: it cannot be cancelled"):
        SalesService(store).cancel(order.id)


@pytest.mark.parametrize("state", [ProductionState.PLANNED, ProductionState.RUNNING])
def test_an_order_in_production_cannot_be_cancelled(store: Store, state: ProductionState) -> None:
    """What is planned or printed for the order has to be dropped first."""
    order = SalesOrderFactory.create(lines=[{"quantity": 5}])
    ProductionOrderFactory.create(state=state, to_order=True, sales_line=order.lines[0])

    with pytest.raises(
        InProductionError, match="SO-2020-0001 cannot be cancelled: MO-2020-0001 is produced for it"
    ):
        SalesService(store).cancel(order.id)


@pytest.mark.parametrize(
    "state", [ProductionState.DONE, ProductionState.FAILED, ProductionState.CANCELLED]
)
def test_production_that_ended_does_not_hold_an_order(store: Store, state: ProductionState) -> None:
    """Only what is still to come keeps an order from being cancelled."""
    order = SalesOrderFactory.create(lines=[{"quantity": 5}])
    ProductionOrderFactory.create(state=state, to_order=True, sales_line=order.lines[0])

    assert SalesService(store).cancel(order.id).state is OrderState.CANCELLED


def test_an_unknown_order_cannot_be_cancelled(store: Store) -> None:
    """There is nothing to cancel."""
    with pytest.raises(NotFoundError, match="there is no sales order 7"):
        SalesService(store).cancel(7)
