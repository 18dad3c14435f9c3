"""What PostgreSQL cannot store or compare is refused, and is no error of the server."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.factories import ItemFactory

TOO_LARGE = 2**31
ANN = {"name": "Ann", "email": "ann@example.com"}


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("POST", "/login", {"data": {"username": "a\0", "password": "b"}}),
        ("POST", "/customers", {"json": {**ANN, "name": "Ann\0"}}),
        ("POST", "/customers", {"json": {**ANN, "email": "ann\0@example.com"}}),
        ("GET", f"/sales-orders/{TOO_LARGE}", {}),
        ("GET", f"/sales-orders?page={2**63}", {}),
        ("GET", f"/inventory/transactions?item_id={TOO_LARGE}", {}),
    ],
)
def test_what_is_not_storable_is_refused(
    shop: TestClient, method: str, path: str, sent: dict[str, Any]
) -> None:
    """A character 0, or a number that no row can have: 422, wherever it comes in."""
    refused = shop.request(method, path, **sent)

    assert (refused.status_code, refused.json()) == (
        422,
        {"detail": "a value is too large, or has a character 0"},
    )


def test_stock_has_an_end(shop: TestClient) -> None:
    """More than a row can hold is refused, and nothing is booked."""
    item = ItemFactory.create(stock=TOO_LARGE - 1)
    more = {"item_id": item.id, "quantity": 1, "note": "found"}

    assert shop.post("/inventory/adjustments", json=more).status_code == 422
    assert shop.get("/inventory/transactions").json() == []
