"""Buying materials: what arrives goes into stock."""

from __future__ import annotations

import pytest

from print_shop.errors import NotFoundError, TooManyError
from print_shop.repositories.store import Store
from print_shop.schemas import NewPurchaseLine, NewPurchaseOrder
from print_shop.services.purchasing import PurchasingService
from print_shop.states import PurchaseState, Reason
from tests.factories import ItemFactory, PurchaseOrderFactory, VendorFactory


def _purchase(vendor_id: int, item_id: int) -> NewPurchaseOrder:
    line = NewPurchaseLine(item_id=item_id, quantity=500, cost_cents=3)
    return NewPurchaseOrder(vendor_id=vendor_id, lines=[line])


@pytest.mark.usefixtures("may")
def test_materials_are_ordered(store: Store) -> None:
    """An order has a code and its lines, and nothing has arrived."""
    vendor, item = VendorFactory.create(), ItemFactory.create(stock=7)

    order = PurchasingService(store).place(_purchase(vendor.id, item.id))

    assert (order.code, order.state) == ("PO-2026-0001", PurchaseState.ORDERED)
    assert (order.vendor, item.stock) == (vendor, 7)
    [line] = order.lines
    assert (line.item, line.quantity, line.cost_cents, line.received) == (item, 500, 3, 0)


def test_orders_name_what_is_known(store: Store) -> None:
    """Neither an unknown vendor nor an unknown item can be ordered from."""
    vendor, item = VendorFactory.create(), ItemFactory.create()

    with pytest.raises(NotFoundError, match="there is no vendor 0"):
        PurchasingService(store).place(_purchase(0, item.id))
    with pytest.raises(NotFoundError, match="there is no item 0"):
        PurchasingService(store).place(_purchase(vendor.id, 0))


def test_what_arrives_goes_into_stock(store: Store) -> None:
    """A part of an order is received and booked; the rest is still to come."""
    item = ItemFactory.create(stock=10)
    order = PurchaseOrderFactory.create(lines=[{"item": item, "quantity": 500}, {}])
    first, second = order.lines

    received = PurchasingService(store).receive(order.id, {first.id: 200})

    assert (received.state, item.stock) == (PurchaseState.PARTLY_RECEIVED, 210)
    assert (first.received, second.received) == (200, 0)
    [booked] = store.inventory.list_by(item_id=item.id)
    assert (booked.quantity, booked.reason, booked.reference) == (200, Reason.RECEIVED, order.code)


def test_an_order_is_received_when_all_of_it_has_arrived(store: Store) -> None:
    """The last delivery closes the order."""
    order = PurchaseOrderFactory.create(lines=[{"quantity": 5, "received": 2}, {"quantity": 4}])
    first, second = order.lines

    received = PurchasingService(store).receive(order.id, {second.id: 4, first.id: 3})

    assert received.state is PurchaseState.RECEIVED
    assert [line.received for line in order.lines] == [5, 4]


def test_a_line_that_has_arrived_does_not_close_its_order(store: Store) -> None:
    """As long as anything of another line is to come, the order is open."""
    order = PurchaseOrderFactory.create(lines=[{"quantity": 5}, {"quantity": 4}])

    received = PurchasingService(store).receive(order.id, {order.lines[0].id: 5})

    assert received.state is PurchaseState.PARTLY_RECEIVED


def test_stock_is_locked_in_the_order_of_ids(store: Store) -> None:
    """Two receipts at once cannot wait for each other: both begin with the same item."""
    item, later = ItemFactory.create_batch(2)
    order = PurchaseOrderFactory.create(lines=[{"item": later}, {"item": item}])
    first, second = order.lines

    PurchasingService(store).receive(order.id, {first.id: 1, second.id: 1})

    assert [one.item_id for one in reversed(store.inventory.list_by())] == [item.id, later.id]


def test_no_more_arrives_than_was_ordered(store: Store) -> None:
    """What was not ordered is not taken in."""
    order = PurchaseOrderFactory.create(lines=[{"quantity": 5, "received": 2}])

    with pytest.raises(TooManyError, match="4 cannot be received: 3 are open"):
        PurchasingService(store).receive(order.id, {order.lines[0].id: 4})
    assert order.lines[0].received == 2


def test_a_receipt_names_the_orders_own_lines(store: Store) -> None:
    """A line of another order cannot be received with this one."""
    order, other = PurchaseOrderFactory.create_batch(2)
    foreign = other.lines[0].id

    with pytest.raises(NotFoundError, match=f"there is no purchase order line {foreign}"):
        PurchasingService(store).receive(order.id, {foreign: 1})
    with pytest.raises(NotFoundError, match="there is no purchase order 0"):
        PurchasingService(store).receive(0, {foreign: 1})
