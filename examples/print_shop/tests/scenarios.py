"""Worlds for tests that look at the shop from outside."""

from __future__ import annotations

from sqlalchemy.orm import Session

from print_shop.states import OrderState
from tests.factories import ProductFactory, SalesOrderFactory, UserFactory


def build_busy_shop(_db: Session) -> dict[str, str]:
    """One user, and three orders in three states."""
    user = UserFactory.create(username="clerk", password="open sesame")
    vase = ProductFactory.create(price_cents=2505)
    for state in (OrderState.OPEN, OrderState.PARTLY_SHIPPED, OrderState.SHIPPED):
        SalesOrderFactory.create(
            customer__name="Ann & Daughters", state=state, lines=[{"product": vase, "quantity": 2}]
        )
    return {"username": user.username, "password": "open sesame"}
