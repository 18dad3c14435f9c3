"""``/purchase-orders``."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from layerproof.testing import assert_json_equal
from tests.factories import ItemFactory, PurchaseOrderFactory, VendorFactory


@pytest.mark.usefixtures("may")
def test_materials_are_ordered_and_listed(shop: TestClient) -> None:
    """An order is shown with its code, and with what has arrived of each line."""
    vendor, item = VendorFactory.create(), ItemFactory.create()
    line = {"item_id": item.id, "quantity": 500, "cost_cents": 3}
    wanted: dict[str, Any] = {"vendor_id": vendor.id, "lines": [line]}

    order = shop.post("/purchase-orders", json=wanted)

    assert order.status_code == 201
    expected = {**wanted, "code": "PO-2026-0001", "state": "ordered"}
    expected["lines"] = [{**line, "received": 0}]
    assert_json_equal(order.json(), expected, ignoring=("id", "lines.*.id"))
    assert shop.get("/purchase-orders").json() == [order.json()]


def test_what_arrives_goes_into_stock(shop: TestClient) -> None:
    """A receipt names lines by their ids, and changes the stock."""
    order = PurchaseOrderFactory.create(lines=[{"quantity": 500, "item__stock": 10}])
    receipts = f"/purchase-orders/{order.id}/receipts"
    line = order.lines[0].id

    received = shop.post(receipts, json={"lines": {line: 500}})
    refused = shop.post(receipts, json={"lines": {line: 1}})

    assert (received.status_code, received.json()["state"]) == (200, "received")
    assert shop.get("/items").json()[0]["stock"] == 510
    assert (refused.status_code, refused.json()) == (
        409,
        {"detail": "1 cannot be received: 0 are open"},
    )
