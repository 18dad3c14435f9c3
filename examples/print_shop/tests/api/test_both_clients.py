"""One synchronous backend through an asynchronous client and a synchronous one."""

from __future__ import annotations

from httpx2 import AsyncClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from print_shop.models import Customer

ANN = {"name": "Ann", "email": "ann@example.com"}
BOB = {"name": "Bob", "email": "bob@example.com"}


def test_a_customer_is_kept(auth_sync_client: TestClient, db: Session) -> None:
    """What a request commits, the test's session sees."""
    answer = auth_sync_client.post("/customers", json=ANN)

    assert answer.status_code == 201
    assert db.scalars(select(Customer.name)).all() == ["Ann"]


async def test_a_customer_is_kept_without_waiting(auth_client: AsyncClient, db: Session) -> None:
    """The same through the asynchronous client, on the same session."""
    answer = await auth_client.post("/customers", json=ANN)

    assert answer.status_code == 201
    assert db.scalars(select(Customer.name)).all() == ["Ann"]


async def test_both_see_one_shop(auth_client: AsyncClient, auth_sync_client: TestClient) -> None:
    """Each sees what the other stored."""
    await auth_client.post("/customers", json=BOB)
    auth_sync_client.post("/customers", json=ANN)

    seen = [(await auth_client.get("/customers")).json(), auth_sync_client.get("/customers").json()]

    assert seen[0] == seen[1]
    assert [customer["name"] for customer in seen[0]] == ["Ann", "Bob"]
