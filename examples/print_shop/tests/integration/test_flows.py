"""A job from the quote to the door, over HTTP alone."""

from __future__ import annotations

from typing import Any

import pytest
from httpx2 import AsyncClient


class Desk:
    """Somebody who sends requests and expects them to succeed."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def post(self, path: str, **body: Any) -> Any:
        answer = await self._client.post(path, json=body or None)
        assert answer.is_success, answer.text
        return answer.json()

    async def get(self, path: str) -> Any:
        return (await self._client.get(path)).json()


@pytest.mark.usefixtures("may")
async def test_from_the_quote_to_the_door(auth_client: AsyncClient) -> None:
    """Material is bought, a quote accepted, vases printed to order, and shipped."""
    desk = Desk(auth_client)
    item = await desk.post("/items", sku="PLA", name="filament")
    bill = [{"item_id": item["id"], "quantity": 90}]
    vase = await desk.post("/products", sku="VASE", name="vase", price_cents=2500, lines=bill)
    vendor = await desk.post("/vendors", name="Filaments", email="sales@example.com")
    customer = await desk.post("/customers", name="Ann", email="ann@example.com")
    printer = await desk.post("/printers", name="Ada")

    wanted = [{"item_id": item["id"], "quantity": 1000, "cost_cents": 3}]
    purchase = await desk.post("/purchase-orders", vendor_id=vendor["id"], lines=wanted)
    arrived = {purchase["lines"][0]["id"]: 1000}
    await desk.post(f"/purchase-orders/{purchase['id']}/receipts", lines=arrived)

    quote = await desk.post(
        "/quotes",
        customer_id=customer["id"],
        valid_until="2026-05-31",
        lines=[{"product_id": vase["id"], "quantity": 3}],
    )
    order = await desk.post(f"/quotes/{quote['id']}/order")
    line = order["lines"][0]["id"]
    job = await desk.post("/production-orders/to-order", sales_line_id=line, quantity=3)
    await desk.post(f"/production-orders/{job['id']}/start", printer_id=printer["id"])
    await desk.post(f"/production-orders/{job['id']}/finish")
    await desk.post(f"/sales-orders/{order['id']}/shipments", lines={line: 3})

    shipped = await desk.get(f"/sales-orders/{order['id']}")
    assert (shipped["code"], shipped["state"]) == ("SO-2026-0001", "shipped")
    [kept] = await desk.get("/items")
    booked = await desk.get("/inventory/transactions")
    assert kept["stock"] == sum(one["quantity"] for one in booked) == 1000 - 3 * 90


@pytest.mark.usefixtures("may")
async def test_what_a_cancelled_order_leaves_is_shipped_to_another(
    auth_client: AsyncClient,
) -> None:
    """Pieces that were printed for an order are free once it is cancelled."""
    desk = Desk(auth_client)
    item = await desk.post("/items", sku="PLA", name="filament")
    await desk.post("/inventory/adjustments", item_id=item["id"], quantity=500, note="found")
    bill = [{"item_id": item["id"], "quantity": 90}]
    vase = await desk.post("/products", sku="VASE", name="vase", price_cents=2500, lines=bill)
    printer = await desk.post("/printers", name="Ada")
    ann = await desk.post("/customers", name="Ann", email="ann@example.com")
    wanted = [{"product_id": vase["id"], "quantity": 2}]
    first = await desk.post("/sales-orders", customer_id=ann["id"], lines=wanted)
    second = await desk.post("/sales-orders", customer_id=ann["id"], lines=wanted)
    job = await desk.post(
        "/production-orders/to-order", sales_line_id=first["lines"][0]["id"], quantity=2
    )
    await desk.post(f"/production-orders/{job['id']}/start", printer_id=printer["id"])
    await desk.post(f"/production-orders/{job['id']}/finish")

    parcel = {"lines": {second["lines"][0]["id"]: 2}}
    early = await auth_client.post(f"/sales-orders/{second['id']}/shipments", json=parcel)
    await desk.post(f"/sales-orders/{first['id']}/cancellation")
    await desk.post(f"/sales-orders/{second['id']}/shipments", **parcel)

    assert (early.status_code, early.json()["detail"]) == (409, "VASE: 2 needed, 0 in stock")
    listed = (await desk.get("/sales-orders"))["items"]
    assert [order["state"] for order in listed] == ["shipped", "cancelled"]
