"""``/inventory``."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from layerproof.testing import assert_json_equal, assert_validation_error
from tests.factories import InventoryTransactionFactory, ItemFactory, ProductFactory


def test_a_difference_is_booked_and_listed(shop: TestClient) -> None:
    """What was counted changes the stock and stands in the ledger."""
    item = ItemFactory.create(stock=10)

    booked = shop.post(
        "/inventory/adjustments", json={"item_id": item.id, "quantity": -3, "note": "spilt"}
    )

    assert booked.status_code == 201
    shown = {"item_id": item.id, "product_id": None, "quantity": -3, "reason": "adjusted"}
    assert_json_equal(booked.json(), {**shown, "reference": "spilt"}, ignoring=("id", "booked_at"))
    assert shop.get("/inventory/transactions").json() == [booked.json()]
    assert shop.get("/items").json()[0]["stock"] == 7


def test_stock_cannot_go_below_zero(shop: TestClient) -> None:
    """The answer says what is missing, and nothing has changed."""
    item = ItemFactory.create(sku="PLA", stock=10)

    refused = shop.post(
        "/inventory/adjustments", json={"item_id": item.id, "quantity": -11, "note": "spilt"}
    )

    assert (refused.status_code, refused.json()) == (
        409,
        {"detail": "PLA: 11 needed, 10 in stock"},
    )
    assert shop.get("/inventory/transactions").json() == []


def test_the_ledger_can_be_read_of_one_thing(shop: TestClient) -> None:
    """Changes of an item, or of a product, latest first."""
    first, other = InventoryTransactionFactory.create_batch(2)
    later = InventoryTransactionFactory.create(item=first.item)
    made = InventoryTransactionFactory.create(item=None, product=ProductFactory.create())

    def read(**filters: int | None) -> list[int]:
        answer = shop.get("/inventory/transactions", params=filters)
        return [booked["id"] for booked in answer.json()]

    assert read() == [made.id, later.id, other.id, first.id]
    assert read(item_id=first.item_id) == [later.id, first.id]
    assert read(product_id=made.product_id) == [made.id]


@pytest.mark.parametrize(
    ("adjustment", "reason"),
    [
        ({"quantity": 1}, "name an item or a product"),
        ({"quantity": 1, "item_id": 1, "product_id": 1}, "name an item or a product"),
        ({"quantity": 0, "item_id": 1}, "nothing is no difference"),
    ],
)
def test_a_difference_is_one_of_one_thing(
    shop: TestClient, adjustment: dict[str, Any], reason: str
) -> None:
    """An adjustment names an item or a product, and a difference."""
    answer = shop.post("/inventory/adjustments", json={**adjustment, "note": "counted"})

    [fault] = assert_validation_error(answer)
    assert fault.message.endswith(reason)
