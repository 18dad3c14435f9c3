"""``/quotes``."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from layerproof.testing import assert_json_equal
from tests.factories import CustomerFactory, ProductFactory, QuoteFactory

pytestmark = pytest.mark.usefixtures("may")


def test_a_quote_is_given_and_listed(shop: TestClient) -> None:
    """A quote is shown with its code, its last day and its prices."""
    customer, vase = CustomerFactory.create(), ProductFactory.create(price_cents=2500)
    line = {"product_id": vase.id, "quantity": 2}
    wanted = {"customer_id": customer.id, "valid_until": "2026-05-31", "lines": [line]}

    quote = shop.post("/quotes", json=wanted)

    assert quote.status_code == 201
    shown = {**wanted, "code": "QU-2026-0001", "state": "open"}
    shown["lines"] = [{**line, "price_cents": 2500}]
    assert_json_equal(quote.json(), shown, ignoring=("id", "lines.*.id"))
    assert shop.get("/quotes").json() == [quote.json()]


def test_a_quote_is_turned_into_an_order(shop: TestClient) -> None:
    """The order has the quote's prices, and there is one at most."""
    quote = QuoteFactory.create(lines=[{"quantity": 2, "price_cents": 2000}])

    order = shop.post(f"/quotes/{quote.id}/order")
    again = shop.post(f"/quotes/{quote.id}/order")

    assert order.status_code == 201
    assert (order.json()["quote_id"], order.json()["total_cents"]) == (quote.id, 4000)
    assert (again.status_code, shop.get("/quotes").json()[0]["state"]) == (409, "accepted")


def test_an_expired_quote_is_refused(shop: TestClient) -> None:
    """The answer says until when it was valid."""
    quote = QuoteFactory.create(valid_until="2026-05-03")

    answer = shop.post(f"/quotes/{quote.id}/order")

    detail = "QU-2020-0001 is valid until 2026-05-03 and no longer"
    assert (answer.status_code, answer.json()) == (409, {"detail": detail})
