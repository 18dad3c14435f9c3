"""``/sales-orders``, and what is shipped for them."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from layerproof.testing import (
    assert_json_equal,
    assert_paginated,
    assert_validation_error,
    count_queries,
)
from print_shop.states import OrderState
from tests.factories import CustomerFactory, ProductFactory, SalesOrderFactory, ShipmentFactory


@pytest.mark.usefixtures("may")
def test_an_order_is_placed_and_shown(shop: TestClient) -> None:
    """An order is shown with its code, its customer, its prices and how far it is."""
    ann = CustomerFactory.create(name="Ann", email="ann@example.com")
    vase = ProductFactory.create(price_cents=2500)
    line = {"product_id": vase.id, "quantity": 2}

    order = shop.post("/sales-orders", json={"customer_id": ann.id, "lines": [line]})

    assert order.status_code == 201
    expected = {
        "code": "SO-2026-0001",
        "customer": {"id": ann.id, "name": "Ann", "email": "ann@example.com"},
        "quote_id": None,
        "state": "open",
        "ordered_at": "2026-05-04T12:00:00Z",
        "total_cents": 5000,
        "lines": [{**line, "price_cents": 2500, "reserved": 0, "shipped": 0}],
    }
    assert_json_equal(order.json(), expected, ignoring=("id", "lines.*.id"))
    assert shop.get(f"/sales-orders/{order.json()['id']}").json() == order.json()


@pytest.mark.usefixtures("may")
def test_a_refused_order_uses_up_no_code(shop: TestClient) -> None:
    """The request is undone as a whole, its number as well."""
    customer, vase = CustomerFactory.create(), ProductFactory.create()
    lines = [{"product_id": vase.id, "quantity": 1}]
    wanted: dict[str, Any] = {"customer_id": customer.id, "lines": lines}
    codes = [shop.post("/sales-orders", json=wanted).json()["code"]]

    refused = shop.post("/sales-orders", json={**wanted, "customer_id": 0})
    codes.append(shop.post("/sales-orders", json=wanted).json()["code"])

    assert (refused.status_code, refused.json()) == (404, {"detail": "there is no customer 0"})
    assert codes == ["SO-2026-0001", "SO-2026-0002"]


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ([], "lines"),
        ([{"product_id": 1, "quantity": 0}], "lines.0.quantity"),
        ([{"product_id": 1, "quantity": 1_000_001}], "lines.0.quantity"),
        ([{"quantity": 1}], "lines.0.product_id"),
    ],
)
def test_an_order_without_sense_is_refused(
    shop: TestClient, lines: list[dict[str, int]], field: str
) -> None:
    """An order has lines, and a line has a product and a quantity."""
    answer = shop.post("/sales-orders", json={"customer_id": 1, "lines": lines})

    assert_validation_error(answer, field, only=True)


def test_orders_are_listed_by_page(shop: TestClient) -> None:
    """The latest orders stand first, and pages do not overlap."""
    orders = SalesOrderFactory.create_batch(5)

    pages = [
        assert_paginated(shop.get("/sales-orders", params={"size": 2, "page": page}), total=5)
        for page in (1, 2, 3)
    ]

    ids = [[order["id"] for order in page.items] for page in pages]
    expected = [order.id for order in reversed(orders)]
    assert ids == [expected[:2], expected[2:4], expected[4:]]


@pytest.mark.parametrize(("name", "value"), [("page", 0), ("size", 0), ("size", 101)])
def test_a_page_has_bounds(shop: TestClient, name: str, value: int) -> None:
    """Nobody reads all orders at once, or what comes before the first."""
    assert_validation_error(shop.get("/sales-orders", params={name: value}), name, only=True)


def test_orders_are_listed_by_state(shop: TestClient) -> None:
    """A state leaves out the orders of other states, in the total as well."""
    SalesOrderFactory.create_batch(2)
    shipped = SalesOrderFactory.create(state=OrderState.SHIPPED)

    page = assert_paginated(shop.get("/sales-orders", params={"state": "shipped"}), total=1)

    assert [order["id"] for order in page.items] == [shipped.id]


def test_a_list_of_many_orders_takes_as_many_queries_as_one_order(shop: TestClient) -> None:
    """The user, the count, orders with customers, and lines: four, however many there are."""
    SalesOrderFactory.create(lines=[{}, {}])
    with count_queries() as one:
        shop.get("/sales-orders")

    SalesOrderFactory.create_batch(19, lines=[{}, {}, {}])
    with count_queries() as many:
        listed = shop.get("/sales-orders")

    assert len(listed.json()["items"]) == 20
    assert (one.count, many.count) == (4, 4)


def test_an_order_is_cancelled(shop: TestClient) -> None:
    """An open order can be cancelled, once."""
    order = SalesOrderFactory.create()

    cancelled = shop.post(f"/sales-orders/{order.id}/cancellation")
    again = shop.post(f"/sales-orders/{order.id}/cancellation")

    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    detail = "SO-2020-0001 is cancelled: it cannot be cancelled"
    assert (again.status_code, again.json()) == (409, {"detail": detail})


@pytest.mark.usefixtures("may")
def test_an_order_is_shipped(shop: TestClient) -> None:
    """A parcel names its lines by their ids, and is listed with the order."""
    order = SalesOrderFactory.create(lines=[{"quantity": 3, "product__stock": 2}])
    line = order.lines[0].id

    parcel = shop.post(f"/sales-orders/{order.id}/shipments", json={"lines": {line: 2}})
    short = shop.post(f"/sales-orders/{order.id}/shipments", json={"lines": {line: 1}})

    assert parcel.status_code == 201
    expected = {
        "code": "SH-2026-0001",
        "order_id": order.id,
        "shipped_at": "2026-05-04T12:00:00Z",
        "lines": [{"sales_line_id": line, "quantity": 2}],
    }
    assert_json_equal(parcel.json(), expected, ignoring=("id",))
    assert (short.status_code, short.json()) == (409, {"detail": "VASE-0: 1 needed, 0 in stock"})
    assert shop.get(f"/sales-orders/{order.id}/shipments").json() == [parcel.json()]


def test_shipments_are_listed_for_their_order(shop: TestClient) -> None:
    """What was shipped for another order is not shown, and an unknown order is not found."""
    parcel, other = ShipmentFactory.create_batch(2)

    listed = shop.get(f"/sales-orders/{parcel.order_id}/shipments").json()

    assert [shown["code"] for shown in listed] == [parcel.code]
    assert shop.get(f"/sales-orders/{other.order_id + 1}/shipments").status_code == 404
