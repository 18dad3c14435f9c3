"""Several people at once, in transactions that really commit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from layerproof.testing import run_concurrently
from print_shop.errors import OutOfStockError, PrinterBusyError, TooManyError, WrongStateError
from print_shop.models import Item, Product, SalesOrder
from print_shop.repositories.store import Store
from print_shop.schemas import NewProductionToOrder, NewSalesLine, NewSalesOrder
from print_shop.services.inventory import InventoryService
from print_shop.services.production import ProductionService
from print_shop.services.quotes import QuoteService
from print_shop.services.sales import SalesService
from print_shop.services.shipping import ShippingService
from print_shop.states import Reason
from tests.factories import (
    CustomerFactory,
    ItemFactory,
    PrinterFactory,
    ProductFactory,
    ProductionOrderFactory,
    QuoteFactory,
    SalesOrderFactory,
)

PEOPLE = 5


class ChangedMindError(Exception):
    """Somebody does not want it after all."""


def _in_turn(engine: Engine, act: Callable[[Store, int], object]) -> Callable[[int], None]:
    """Return a function that acts in a session of its own, and commits."""

    def run(index: int) -> None:
        with Session(engine) as session, session.begin():
            act(Store(session), index)

    return run


@pytest.mark.usefixtures("may")
def test_codes_have_no_gaps_and_no_doubles(committed_db: Session, engine: Engine) -> None:
    """Ten orders at once, three of which are undone, take the first seven codes."""
    customer, product = CustomerFactory.create(), ProductFactory.create()
    line = NewSalesLine(product_id=product.id, quantity=1)
    new = NewSalesOrder(customer_id=customer.id, lines=[line])

    def order(store: Store, index: int) -> None:
        SalesService(store).place(new)
        if index % 3 == 1:
            raise ChangedMindError

    outcomes = run_concurrently(10, _in_turn(engine, order))

    codes = committed_db.scalars(select(SalesOrder.code).order_by(SalesOrder.code)).all()
    assert outcomes.count(ChangedMindError) == 3
    assert codes == [f"SO-2026-{number:04d}" for number in range(1, 8)]


def test_the_last_of_a_material_is_taken_once(committed_db: Session, engine: Engine) -> None:
    """Of five who take all that is left, one gets it."""
    item = ItemFactory.create(stock=10)
    item_id = item.id

    def take(store: Store, _index: int) -> None:
        InventoryService(store).move_item(item_id, -10, Reason.CONSUMED, "MO-1")

    outcomes = run_concurrently(PEOPLE, _in_turn(engine, take))

    assert (len(outcomes.results), outcomes.count(OutOfStockError)) == (1, PEOPLE - 1)
    assert _stock(committed_db, item) == 0


def test_a_printer_takes_one_of_many_jobs(committed_db: Session, engine: Engine) -> None:
    """Of five jobs that are started at once on one printer, one runs."""
    item = ItemFactory.create(stock=10_000)
    product = ProductFactory.create(lines=[{"item": item, "quantity": 100}])
    jobs = [job.id for job in ProductionOrderFactory.create_batch(PEOPLE, product=product)]
    printer_id = PrinterFactory.create().id

    def start(store: Store, index: int) -> None:
        ProductionService(store).start(jobs[index], printer_id)

    outcomes = run_concurrently(PEOPLE, _in_turn(engine, start))

    assert (len(outcomes.results), outcomes.count(PrinterBusyError)) == (1, PEOPLE - 1)
    assert _stock(committed_db, item) == 10_000 - 2 * 100


@pytest.mark.usefixtures("may", "committed_db")
def test_a_quote_becomes_one_order(engine: Engine) -> None:
    """Of five who accept a quote at once, one is the customer's order."""
    quote_id = QuoteFactory.create().id

    def accept(store: Store, _index: int) -> None:
        QuoteService(store).accept(quote_id)

    outcomes = run_concurrently(PEOPLE, _in_turn(engine, accept))

    assert (len(outcomes.results), outcomes.count(WrongStateError)) == (1, PEOPLE - 1)


@pytest.mark.usefixtures("committed_db")
def test_a_line_is_planned_once(engine: Engine) -> None:
    """Of five who plan all that a line waits for, one plans it."""
    [line] = SalesOrderFactory.create(lines=[{"quantity": 4}]).lines
    new = NewProductionToOrder(sales_line_id=line.id, quantity=4)

    def plan(store: Store, _index: int) -> None:
        ProductionService(store).plan_to_order(new)

    outcomes = run_concurrently(PEOPLE, _in_turn(engine, plan))

    assert (len(outcomes.results), outcomes.count(TooManyError)) == (1, PEOPLE - 1)


def test_a_line_is_shipped_once(committed_db: Session, engine: Engine) -> None:
    """Of five who ship an order at once, one parcel leaves."""
    order = SalesOrderFactory.create(lines=[{"quantity": 4, "product__stock": 100}])
    [line] = order.lines
    order_id, line_id, product = order.id, line.id, line.product

    def ship(store: Store, _index: int) -> None:
        ShippingService(store).ship(order_id, {line_id: 4})

    outcomes = run_concurrently(PEOPLE, _in_turn(engine, ship))

    assert (len(outcomes.results), outcomes.count(WrongStateError)) == (1, PEOPLE - 1)
    assert _stock(committed_db, product) == 96


def _stock(db: Session, stocked: Item | Product) -> int:
    """Return the stock as others have left it."""
    db.rollback()
    db.refresh(stocked)
    return stocked.stock
