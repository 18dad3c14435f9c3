"""The factories: overrides, nested lines, and sequences that restart."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from layerproof.testing import SQLAlchemyFactory
from print_shop.models import CodeCounter, Customer, Model
from tests import factories
from tests.factories import (
    CustomerFactory,
    ItemFactory,
    ProductFactory,
    ProductionOrderFactory,
    PurchaseOrderFactory,
    SalesOrderFactory,
    ShipmentFactory,
)

KINDS = [
    kind
    for kind in vars(factories).values()
    if isinstance(kind, type) and issubclass(kind, SQLAlchemyFactory)
]
#: These need a parent, and are made with it.
LINES = [kind for kind in KINDS if kind.__name__.endswith("LineFactory")]
DOCUMENTS = [kind for kind in KINDS if kind not in (*LINES, SQLAlchemyFactory)]


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("kind", DOCUMENTS, ids=lambda kind: kind.__name__)
def test_a_factory_needs_no_arguments(kind: type[SQLAlchemyFactory[object]]) -> None:
    """Each can be called twice in one test."""
    first, second = kind.create_batch(2)

    assert first is not second


def test_no_entity_is_without_a_factory() -> None:
    """Every table has one, but the counter of codes, which is no entity."""
    made = {type(kind.build()) for kind in (*DOCUMENTS, *LINES)}

    assert {mapper.class_ for mapper in Model.registry.mappers} - made == {CodeCounter}


def test_fields_are_overridden(db: Session) -> None:
    """What is named is taken, in a sub-factory by its path; what is given is not made anew."""
    ann = CustomerFactory.create(name="Ann")
    order = SalesOrderFactory.create(customer=ann)
    other = SalesOrderFactory.create(customer__name="Bob")

    assert (order.customer is ann, other.customer.name) == (True, "Bob")
    assert db.query(Customer).count() == 2


@pytest.mark.usefixtures("db")
def test_lines_are_nested() -> None:
    """Each line is made with what is different in it, into sub-factories of its own."""
    vase = ProductFactory.create(price_cents=2500)
    order = SalesOrderFactory.create(
        lines=[
            {"product": vase, "quantity": 3},
            {"product__price_cents": 700, "product__lines": [{"item__sku": "PLA"}]},
            {"price_cents": 1},
        ]
    )

    assert [(line.quantity, line.price_cents) for line in order.lines] == [
        (3, 2500),
        (1, 700),
        (1, 1),
    ]
    assert order.lines[1].product.lines[0].item.sku == "PLA"
    assert all(line.id for line in order.lines)


@pytest.mark.usefixtures("db")
def test_a_document_has_one_line_unless_lines_are_given() -> None:
    """No lines at all can be asked for as well; a parcel has its order's lines."""
    order = SalesOrderFactory.create(lines=[{}, {}])

    assert len(PurchaseOrderFactory.create().lines) == 1
    assert ProductFactory.create(lines=[]).lines == []
    assert [line.sales_line for line in ShipmentFactory.create(order=order).lines] == order.lines


@pytest.mark.usefixtures("db")
def test_traits_name_what_belongs_together() -> None:
    """A running order has a printer, and one to order makes its line's product."""
    [line] = SalesOrderFactory.create().lines

    assert ProductionOrderFactory.create().printer is None
    assert ProductionOrderFactory.create(running=True).printer is not None
    assert ProductionOrderFactory.create(to_order=True, sales_line=line).product is line.product


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("turn", ["first", "second"])
def test_sequences_restart_with_each_test(turn: str) -> None:
    """Whatever other tests made before, numbers begin at the beginning."""
    assert [item.sku for item in ItemFactory.create_batch(2)] == ["PLA-0", "PLA-1"], turn
    assert SalesOrderFactory.create().code == "SO-2020-0001"


def test_nothing_is_stored_by_build() -> None:
    """Without a database an entity can be built, lines included."""
    order = SalesOrderFactory.build(lines=[{"quantity": 2, "price_cents": 5}])

    assert order.id is None
    assert order.total_cents == 10
