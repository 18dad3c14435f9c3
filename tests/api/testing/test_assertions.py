"""The assertions on a real application, through the clients that tests use."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI, HTTPException, Query
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from starlette.testclient import TestClient

from layerproof.testing import (
    assert_json_equal,
    assert_paginated,
    assert_permission_denied,
    assert_unauthenticated,
    assert_validation_error,
)

app = FastAPI()


class Order(BaseModel):
    """What is ordered."""

    item: str
    price: int


@app.post("/orders", dependencies=[Depends(HTTPBearer())])
def place(order: Order) -> Order:
    """Take an order of whoever has a token."""
    return order


@app.get("/orders")
def list_orders(page: Annotated[int, Query(ge=1)] = 1) -> dict[str, Any]:
    """Return a page of five orders out of seven."""
    ids = list(range(1, 8))[(page - 1) * 5 : page * 5]
    return {"items": [{"id": number} for number in ids], "total": 7, "page": page, "size": 5}


@app.delete("/orders")
def delete_orders() -> None:
    """Refuse everybody."""
    raise HTTPException(403)


@pytest.fixture
def http() -> Iterator[TestClient]:
    """Return Starlette's client, on whichever library it has."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with TestClient(app) as client:
            yield client


def test_refusals_of_fastapi(http: TestClient) -> None:
    """FastAPI's own answers are what the assertions take them for."""
    token = {"Authorization": "Bearer x"}
    refused = http.post("/orders", json={"price": "low"}, headers=token)

    assert assert_unauthenticated(http.post("/orders"), challenge="Bearer") == "Bearer"
    assert assert_permission_denied(http.delete("/orders")) == {"detail": "Forbidden"}
    assert [
        fault.field for fault in assert_validation_error(refused, "item", "price", only=True)
    ] == ["item", "price"]
    assert_validation_error(http.get("/orders?page=0"), "query.page", only=True)


def test_pages_and_documents(http: TestClient) -> None:
    """A list is a page on each page, and a document is compared from its response."""
    assert assert_paginated(http.get("/orders"), total=7, page=1, items=5).size == 5
    assert_paginated(http.get("/orders?page=2"), page=2, items=[{"id": 6}, {"id": 7}])
    assert_json_equal(
        http.get("/orders?page=2"),
        {"items": [{}, {}], "page": 2, "size": 5, "total": 7},
        ignoring=["items.*.id"],
    )


def test_the_message_shows_the_request(http: TestClient) -> None:
    """The failing request of a test client is in the message."""
    with pytest.raises(AssertionError, match="GET http://testserver/orders answered 200 OK"):
        assert_permission_denied(http.get("/orders"))
