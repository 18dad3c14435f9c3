"""The shop through its HTTP interface."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from shop.main import create_app

TEA = {"name": "tea", "price": 350, "stock": 12}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(f"sqlite+aiosqlite:///{tmp_path}/shop.db")
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://shop") as client,
    ):
        yield client


async def test_a_product_can_be_put_on_sale_and_is_listed(client: httpx.AsyncClient) -> None:
    """What one request stored, the next one sees."""
    created = await client.post("/products", json=TEA)
    listed = await client.get("/products")

    assert (created.status_code, created.json()) == (201, {**TEA, "id": 1})
    assert listed.json() == [{**TEA, "id": 1}]


async def test_an_order_is_placed(client: httpx.AsyncClient) -> None:
    """An order answers with its price and reduces the stock."""
    await client.post("/products", json=TEA)
    placed = await client.post("/orders", json={"product_id": 1, "quantity": 2})
    listed = await client.get("/products")

    assert placed.status_code == 201
    assert placed.json() == {"id": 1, "product_id": 1, "quantity": 2, "total": 700}
    assert listed.json()[0]["stock"] == 10


@pytest.mark.parametrize(
    ("order", "status", "detail"),
    [
        ({"product_id": 7, "quantity": 1}, 404, "no product has the id 7"),
        ({"product_id": 1, "quantity": 13}, 409, "fewer than 13 of tea are left"),
    ],
)
async def test_a_refused_order_says_why(
    client: httpx.AsyncClient, order: dict[str, int], status: int, detail: str
) -> None:
    """Each refusal has its status and a reason, and changes nothing."""
    await client.post("/products", json=TEA)
    refused = await client.post("/orders", json=order)
    listed = await client.get("/products")

    assert (refused.status_code, refused.json()) == (status, {"detail": detail})
    assert listed.json()[0]["stock"] == 12
