"""``/customers`` and ``/vendors``."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from layerproof.testing import assert_json_equal, assert_validation_error

ANN = {"name": "Ann", "email": "ann@example.com"}


@pytest.mark.parametrize(("path", "kind"), [("/customers", "customer"), ("/vendors", "vendor")])
def test_parties_are_kept_and_listed(shop: TestClient, path: str, kind: str) -> None:
    """Parties are listed by name, and an address is taken once."""
    shop.post(path, json={"name": "Bob", "email": "bob@example.com"})
    kept = shop.post(path, json=ANN)
    refused = shop.post(path, json=ANN)

    assert kept.status_code == 201
    assert_json_equal(kept.json(), ANN, ignoring=("id",))
    assert [party["name"] for party in shop.get(path).json()] == ["Ann", "Bob"]
    detail = {"detail": f"{kind} ann@example.com exists already"}
    assert (refused.status_code, refused.json()) == (409, detail)


@pytest.mark.parametrize("email", ["", "ann", "ann@", "a nn@example.com"])
def test_an_address_looks_like_one(shop: TestClient, email: str) -> None:
    """What nobody can write to is not kept."""
    answer = shop.post("/customers", json={**ANN, "email": email})

    assert_validation_error(answer, "email", only=True)
