"""``/items`` and ``/products``."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from layerproof.testing import assert_json_equal, assert_validation_error
from tests.factories import ItemFactory

PLA = {"sku": "PLA", "name": "filament"}


def _vase(*item_ids: int, **changes: Any) -> dict[str, Any]:
    lines = [{"item_id": item_id, "quantity": 90} for item_id in item_ids]
    return {"sku": "VASE", "name": "vase", "price_cents": 2500, "lines": lines, **changes}


def test_items_are_kept_and_listed(shop: TestClient) -> None:
    """An item begins without stock, and its number is taken once."""
    kept = shop.post("/items", json=PLA)
    refused = shop.post("/items", json=PLA)
    shop.post("/items", json={**PLA, "sku": "ABS"})

    assert kept.status_code == 201
    assert_json_equal(kept.json(), {**PLA, "stock": 0}, ignoring=("id",))
    assert (refused.status_code, refused.json()["detail"]) == (409, "item PLA exists already")
    assert [item["sku"] for item in shop.get("/items").json()] == ["ABS", "PLA"]


def test_products_are_kept_and_listed(shop: TestClient) -> None:
    """A product is shown with its bill of materials."""
    item = ItemFactory.create()

    kept = shop.post("/products", json=_vase(item.id))

    assert kept.status_code == 201
    assert_json_equal(kept.json(), {**_vase(item.id), "stock": 0}, ignoring=("id",))
    assert shop.get("/products").json() == [kept.json()]


def test_a_product_of_an_unknown_item_is_not_found(shop: TestClient) -> None:
    """The answer names what is missing."""
    answer = shop.post("/products", json=_vase(7))

    assert (answer.status_code, answer.json()) == (404, {"detail": "there is no item 7"})


@pytest.mark.parametrize(
    ("product", "field"),
    [
        (_vase(), "lines"),
        (_vase(1, price_cents=-1), "price_cents"),
        (_vase(1, name=""), "name"),
        (_vase(lines=[{"item_id": 1, "quantity": 0}]), "lines.0.quantity"),
    ],
)
def test_a_product_that_makes_no_sense_is_refused(
    shop: TestClient, product: dict[str, Any], field: str
) -> None:
    """The answer names the field."""
    assert_validation_error(shop.post("/products", json=product), field, only=True)


def test_an_item_stands_in_one_line(shop: TestClient) -> None:
    """Two lines of one item would be one line."""
    [fault] = assert_validation_error(shop.post("/products", json=_vase(1, 1)))

    assert fault.message.endswith("an item stands in two lines of the bill of materials")
