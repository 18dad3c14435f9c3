"""``/printers`` and ``/production-orders``."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from layerproof.testing import assert_json_equal
from tests.factories import (
    PrinterFactory,
    ProductFactory,
    ProductionOrderFactory,
    SalesOrderFactory,
)


def test_printers_are_kept_and_listed(shop: TestClient) -> None:
    """A printer is idle until something runs on it."""
    busy = PrinterFactory.create(name="Grace")
    job = ProductionOrderFactory.create(running=True, printer=busy)

    kept = shop.post("/printers", json={"name": "Ada"})
    taken = shop.post("/printers", json={"name": "Ada"})

    ada = {"id": kept.json()["id"], "name": "Ada", "state": "idle", "job": None}
    grace = {"id": busy.id, "name": "Grace", "state": "busy", "job": job.code}
    assert (kept.status_code, kept.json()) == (201, ada)
    assert (taken.status_code, taken.json()["detail"]) == (409, "printer Ada exists already")
    assert shop.get("/printers").json() == [ada, grace]


@pytest.mark.usefixtures("may")
def test_production_is_planned(shop: TestClient) -> None:
    """Orders to stock and to order are listed, latest first."""
    product = ProductFactory.create()
    [line] = SalesOrderFactory.create(lines=[{"product": product, "quantity": 3}]).lines

    stock = {"product_id": product.id, "quantity": 5}
    to_stock = shop.post("/production-orders/to-stock", json=stock)
    ordered = {"sales_line_id": line.id, "quantity": 3}
    to_order = shop.post("/production-orders/to-order", json=ordered)
    again = shop.post("/production-orders/to-order", json=ordered)

    assert (to_stock.status_code, to_order.status_code) == (201, 201)
    planned: dict[str, Any] = {"state": "planned", "printer_id": None, "product_id": product.id}
    assert_json_equal(
        to_stock.json(),
        {**planned, "code": "MO-2026-0001", "quantity": 5, "sales_line_id": None},
        ignoring=("id",),
    )
    assert_json_equal(
        to_order.json(), {**planned, **ordered, "code": "MO-2026-0002"}, ignoring=("id",)
    )
    assert (again.status_code, again.json()) == (
        409,
        {"detail": "3 cannot be produced: 0 are open"},
    )
    assert shop.get("/production-orders").json() == [to_order.json(), to_stock.json()]


def test_an_order_is_printed(shop: TestClient) -> None:
    """An order is started on a printer, which is busy until it is finished."""
    order, later = ProductionOrderFactory.create_batch(2)
    printer = PrinterFactory.create(name="Ada")
    on = {"printer_id": printer.id}

    started = shop.post(f"/production-orders/{order.id}/start", json=on)
    refused = shop.post(f"/production-orders/{later.id}/start", json=on)
    finished = shop.post(f"/production-orders/{order.id}/finish")

    assert (started.json()["state"], started.json()["printer_id"]) == ("running", printer.id)
    assert (refused.status_code, refused.json()) == (
        409,
        {"detail": f"Ada is printing {order.code}"},
    )
    assert (finished.status_code, finished.json()["state"]) == (200, "done")


def test_a_print_goes_wrong(shop: TestClient) -> None:
    """A running order can fail."""
    order = ProductionOrderFactory.create(running=True)

    assert shop.post(f"/production-orders/{order.id}/failure").json()["state"] == "failed"


def test_an_order_is_dropped(shop: TestClient) -> None:
    """A planned order can be cancelled, and then not be started."""
    order = ProductionOrderFactory.create()

    dropped = shop.post(f"/production-orders/{order.id}/cancellation")
    refused = shop.post(f"/production-orders/{order.id}/start", json={"printer_id": 1})

    assert dropped.json()["state"] == "cancelled"
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "MO-2020-0001 is cancelled: it cannot be started",
    )
