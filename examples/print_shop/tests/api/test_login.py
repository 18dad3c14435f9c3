"""``/login``, and what is shut without it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import jwt
import pytest
from httpx2 import AsyncClient
from starlette.testclient import TestClient

from layerproof.testing import assert_unauthenticated, assert_validation_error
from print_shop.settings import Settings, read_settings
from print_shop.tokens import make_token
from tests.factories import UserFactory


def test_a_login_answers_with_a_token(sync_client: TestClient) -> None:
    """A name and a password, sent as a form, give a bearer token that opens the shop."""
    UserFactory.create(username="ann", password="secret")

    answer = sync_client.post("/login", data={"username": "ann", "password": "secret"})

    assert (answer.status_code, answer.json()["token_type"]) == (200, "bearer")
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert sync_client.get("/items", headers=headers).json() == []


def test_a_wrong_password_is_refused(sync_client: TestClient) -> None:
    """A login that fails answers 401 and says nothing more."""
    UserFactory.create(username="ann", password="secret")

    answer = sync_client.post("/login", data={"username": "ann", "password": "wrong"})

    assert_unauthenticated(answer, challenge="Bearer")
    assert answer.json() == {"detail": "wrong credentials"}


def test_a_login_needs_both_fields(sync_client: TestClient) -> None:
    """A form without a password is no login."""
    answer = sync_client.post("/login", data={"username": "ann"})

    assert_validation_error(answer, "password", only=True)


@pytest.mark.parametrize(
    "path",
    [
        "/customers",
        "/vendors",
        "/items",
        "/products",
        "/inventory/transactions",
        "/quotes",
        "/sales-orders",
        "/sales-orders/1/shipments",
        "/printers",
        "/production-orders",
        "/purchase-orders",
    ],
)
async def test_nothing_is_shown_to_strangers(client: AsyncClient, path: str) -> None:
    """Every list asks for a token."""
    assert_unauthenticated(await client.get(path), challenge="Bearer")


def test_a_token_expires(auth_sync_client: TestClient, may: Any) -> None:
    """After eight hours one has to log in again."""
    life = read_settings().token_life
    token = make_token("clerk", read_settings())
    headers = {"Authorization": f"Bearer {token}"}
    may.shift(life - timedelta(seconds=1))
    assert auth_sync_client.get("/items", headers=headers).status_code == 200

    may.shift(timedelta(seconds=1))

    assert_unauthenticated(auth_sync_client.get("/items", headers=headers))


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize("claims", [{"sub": "clerk"}, {"exp": 4_000_000_000}])
def test_a_token_says_who_and_until_when(sync_client: TestClient, claims: dict[str, Any]) -> None:
    """One that says less is not believed, though its signature is ours."""
    token = jwt.encode(claims, read_settings().secret, "HS256")

    refused = sync_client.get("/items", headers={"Authorization": f"Bearer {token}"})

    assert_unauthenticated(refused, challenge="Bearer")


@pytest.mark.usefixtures("clerk")
def test_a_token_of_somebody_else_is_refused(sync_client: TestClient) -> None:
    """A token that was signed with another secret opens nothing."""
    token = make_token("clerk", Settings(secret="another secret that is long enough"))

    refused = sync_client.get("/items", headers={"Authorization": f"Bearer {token}"})

    assert_unauthenticated(refused)


def test_a_token_of_somebody_who_left_is_refused(sync_client: TestClient) -> None:
    """The user is looked up with each request."""
    headers = {"Authorization": f"Bearer {make_token('gone', read_settings())}"}

    assert_unauthenticated(sync_client.get("/items", headers=headers))
