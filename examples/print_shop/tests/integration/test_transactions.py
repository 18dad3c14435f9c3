"""A request is committed as a whole, or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from print_shop.models import Customer
from print_shop.repositories.store import Store
from tests.factories import ItemFactory, PrinterFactory, ProductFactory, ProductionOrderFactory

ANN = {"name": "Ann", "email": "ann@example.com"}


def test_a_start_that_fails_half_way_takes_nothing(
    auth_sync_client: TestClient, store: Store
) -> None:
    """The first material was there and the second was not: the first stays in stock."""
    enough, short = ItemFactory.create(stock=1000), ItemFactory.create(stock=0)
    product = ProductFactory.create(lines=[{"item": enough}, {"item": short}])
    order = ProductionOrderFactory.create(product=product)

    refused = auth_sync_client.post(
        f"/production-orders/{order.id}/start", json={"printer_id": PrinterFactory.create().id}
    )

    assert refused.status_code == 409
    assert (enough.stock, store.inventory.list_by(), order.printer_id) == (1000, [], None)


def test_a_lost_race_is_a_conflict(
    auth_sync_client: TestClient, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a constraint is what notices, the answer is 409 and not an error of the server."""
    monkeypatch.setattr("print_shop.repositories.parties.CustomerRepository.find_by_email", _blind)
    auth_sync_client.post("/customers", json=ANN)

    late = auth_sync_client.post("/customers", json=ANN)

    detail = {"detail": "somebody else changed the same: try again"}
    assert (late.status_code, late.json()) == (409, detail)
    assert db.query(Customer).count() == 1


def test_a_commit_that_fails_is_no_success(auth_sync_client: TestClient) -> None:
    """What is committed is committed before the answer: nobody is told of what is not there."""

    def refuse(_session: Session) -> None:
        raise IntegrityError("COMMIT", None, Exception("a deferred constraint"))

    event.listen(Session, "before_commit", refuse)
    try:
        answer = auth_sync_client.post("/customers", json=ANN)
    finally:
        event.remove(Session, "before_commit", refuse)

    assert answer.status_code == 409


def _blind(_repository: object, _email: str) -> None:
    """See nothing, as before the other transaction has committed."""
