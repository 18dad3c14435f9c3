"""Shipping: only what was produced for an order or is in stock."""

from __future__ import annotations

import pytest

from print_shop.clock import now
from print_shop.errors import NotFoundError, OutOfStockError, TooManyError, WrongStateError
from print_shop.repositories.store import Store
from print_shop.services.shipping import ShippingService
from print_shop.states import OrderState, Reason
from tests.factories import ProductFactory, SalesOrderFactory


@pytest.mark.usefixtures("may")
def test_what_was_produced_for_a_line_is_shipped_first(store: Store) -> None:
    """Reserved pieces leave before those in stock, which are booked."""
    vase = ProductFactory.create(stock=10)
    order = SalesOrderFactory.create(lines=[{"product": vase, "quantity": 5, "reserved": 3}])
    [line] = order.lines

    shipment = ShippingService(store).ship(order.id, {line.id: 4})

    assert (shipment.code, shipment.order, shipment.shipped_at) == ("SH-2026-0001", order, now())
    assert [(one.sales_line_id, one.quantity) for one in shipment.lines] == [(line.id, 4)]
    assert (line.reserved, line.shipped, vase.stock) == (0, 4, 9)
    [booked] = store.inventory.list_by()
    assert (booked.product_id, booked.quantity) == (vase.id, -1)
    assert (booked.reason, booked.reference) == (Reason.SHIPPED, "SH-2026-0001")


def test_reserved_pieces_alone_leave_the_stock_as_it_is(store: Store) -> None:
    """What never was in stock is not booked out of it."""
    order = SalesOrderFactory.create(lines=[{"quantity": 5, "reserved": 3}])
    [line] = order.lines

    ShippingService(store).ship(order.id, {line.id: 2})

    assert (line.reserved, line.shipped) == (1, 2)
    assert store.inventory.list_by() == []


def test_what_is_not_there_is_not_shipped(store: Store) -> None:
    """One piece more than is produced and in stock is one too many."""
    vase = ProductFactory.create(sku="VASE", stock=1)
    order = SalesOrderFactory.create(lines=[{"product": vase, "quantity": 5, "reserved": 3}])
    [line] = order.lines

    with pytest.raises(OutOfStockError, match="VASE: 2 needed, 1 in stock"):
        ShippingService(store).ship(order.id, {line.id: 5})
    assert (line.reserved, line.shipped, vase.stock) == (3, 0, 1)


def test_no_more_is_shipped_than_was_ordered(store: Store) -> None:
    """Pieces that were shipped before count."""
    order = SalesOrderFactory.create(
        lines=[{"quantity": 5, "shipped": 2, "product__stock": 10}],
        state=OrderState.PARTLY_SHIPPED,
    )
    [line] = order.lines

    with pytest.raises(TooManyError, match="4 cannot be shipped: 3 are open"):
        ShippingService(store).ship(order.id, {line.id: 4})


def test_parcels_of_a_line_add_up(store: Store) -> None:
    """What was shipped before stays shipped."""
    order = SalesOrderFactory.create(lines=[{"quantity": 5, "product__stock": 5}])
    [line] = order.lines

    for quantity in (2, 1):
        ShippingService(store).ship(order.id, {line.id: quantity})

    assert (line.shipped, line.unshipped) == (3, 2)


def test_an_order_is_shipped_when_nothing_is_open(store: Store) -> None:
    """Parcels follow until each line is complete."""
    vase = ProductFactory.create(stock=10)
    order = SalesOrderFactory.create(
        lines=[{"product": vase, "quantity": 2}, {"product": vase, "quantity": 3}]
    )
    first, second = order.lines
    shipping = ShippingService(store)

    states = []
    for parcel in ({first.id: 2}, {second.id: 3}):
        shipping.ship(order.id, parcel)
        states.append(order.state)

    assert states == [OrderState.PARTLY_SHIPPED, OrderState.SHIPPED]
    assert vase.stock == 5
    assert [len(one.lines) for one in store.shipments.list_of(order.id)] == [1, 1]


@pytest.mark.parametrize("state", [OrderState.SHIPPED, OrderState.CANCELLED])
def test_nothing_is_shipped_for_an_order_that_is_over(store: Store, state: OrderState) -> None:
    """A shipped order is complete, and a cancelled one is not wanted."""
    order = SalesOrderFactory.create(state=state)

    with pytest.raises(WrongStateError, match=f"SO-2020-0001 is {state}: it cannot be shipped"):
        ShippingService(store).ship(order.id, {order.lines[0].id: 1})


def test_stock_is_locked_in_the_order_of_ids(store: Store) -> None:
    """Two parcels at once cannot wait for each other: both begin with the same product."""
    vase, cup = ProductFactory.create_batch(2, stock=9)
    order = SalesOrderFactory.create(lines=[{"product": cup}, {"product": vase}])

    ShippingService(store).ship(order.id, {line.id: 1 for line in order.lines})

    assert [one.product_id for one in reversed(store.inventory.list_by())] == [vase.id, cup.id]


def test_a_parcel_names_the_orders_own_lines(store: Store) -> None:
    """A line of another order cannot be shipped with this one."""
    order, other = SalesOrderFactory.create_batch(2)
    foreign = other.lines[0].id

    with pytest.raises(NotFoundError, match=f"there is no sales order line {foreign}"):
        ShippingService(store).ship(order.id, {foreign: 1})
    with pytest.raises(NotFoundError, match="there is no sales order 0"):
        ShippingService(store).ship(0, {foreign: 1})
