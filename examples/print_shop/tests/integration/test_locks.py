"""What is about to change is locked: whoever comes second waits until the first has ended.

Held against a lock, since a race that is only run may be won by chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from layerproof.testing import SQLAlchemyFactory
from print_shop.repositories.store import Store
from print_shop.schemas import NewProductionToOrder
from print_shop.services.production import ProductionService
from print_shop.states import ProductionState
from tests.factories import (
    ItemFactory,
    PrinterFactory,
    ProductFactory,
    ProductionOrderFactory,
    PurchaseOrderFactory,
    QuoteFactory,
    SalesOrderFactory,
)

#: Each kind of row that is locked, and the repository's method that does it.
LOCKS: dict[type[SQLAlchemyFactory[Any]], Callable[[Store, int], object]] = {
    ItemFactory: lambda store, key: store.items.lock(key),
    PrinterFactory: lambda store, key: store.printers.lock(key),
    ProductFactory: lambda store, key: store.products.lock(key),
    ProductionOrderFactory: lambda store, key: store.production.lock(key),
    PurchaseOrderFactory: lambda store, key: store.purchases.lock(key),
    QuoteFactory: lambda store, key: store.quotes.lock(key),
    SalesOrderFactory: lambda store, key: store.orders.lock(key),
}


@contextmanager
def _two_transactions(engine: Engine) -> Iterator[tuple[Store, Store]]:
    """Give two people's repositories; the second does not wait long."""
    with Session(engine) as first, Session(engine) as second:
        second.execute(text("SET LOCAL lock_timeout = '50ms'"))
        yield Store(first), Store(second)


@pytest.mark.isolation("reset")
@pytest.mark.parametrize("kind", LOCKS, ids=lambda kind: kind.__name__)
def test_what_is_locked_is_waited_for(engine: Engine, kind: type[SQLAlchemyFactory[Any]]) -> None:
    """A row that one transaction has locked is not given to another one."""
    key = kind.create().id
    with _two_transactions(engine) as (first, second):
        LOCKS[kind](first, key)
        with pytest.raises(OperationalError, match="lock timeout"):
            LOCKS[kind](second, key)


@pytest.mark.isolation("reset")
def test_production_for_a_line_waits_for_its_order(engine: Engine) -> None:
    """Neither planned nor finished: both count what the line waits for."""
    order = SalesOrderFactory.create(lines=[{"quantity": 4}])
    [line] = order.lines
    job = ProductionOrderFactory.create(
        to_order=True, sales_line=line, state=ProductionState.RUNNING
    )
    new = NewProductionToOrder(sales_line_id=line.id, quantity=1)
    order_id, job_id = order.id, job.id

    acts: list[Callable[[Store], object]] = [
        lambda store: ProductionService(store).plan_to_order(new),
        lambda store: ProductionService(store).finish(job_id),
    ]
    for act in acts:
        with _two_transactions(engine) as (first, second):
            first.orders.lock(order_id)
            with pytest.raises(OperationalError, match="lock timeout"):
                act(second)
