"""The constraints behind the rules, for whoever gets past a service."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.exc import IntegrityError

from print_shop.repositories.store import Store
from print_shop.states import ProductionState
from tests.factories import (
    InventoryTransactionFactory,
    ItemFactory,
    PrinterFactory,
    ProductFactory,
    ProductionOrderFactory,
    PurchaseOrderFactory,
    QuoteFactory,
    SalesOrderFactory,
    ShipmentFactory,
)


def _run_twice_on_one_printer() -> object:
    printer = PrinterFactory.create()
    return ProductionOrderFactory.create_batch(2, running=True, printer=printer)


def _order_a_quote_twice() -> object:
    quote = QuoteFactory.create()
    return SalesOrderFactory.create_batch(2, quote_id=quote.id)


def _name_an_item_twice() -> object:
    item = ItemFactory.create()
    return ProductFactory.create(lines=[{"item": item}, {"item": item}])


BROKEN: dict[str, Callable[[], object]] = {
    "ck_items_stock_not_negative": lambda: ItemFactory.create(stock=-1),
    "ck_products_stock_not_negative": lambda: ProductFactory.create(stock=-1),
    "ck_products_price_not_negative": lambda: ProductFactory.create(price_cents=-1),
    "ck_product_lines_quantity_positive": lambda: ProductFactory.create(lines=[{"quantity": 0}]),
    "uq_product_lines_product_id_item_id": _name_an_item_twice,
    "ck_quote_lines_quantity_positive": lambda: QuoteFactory.create(lines=[{"quantity": 0}]),
    "ck_sales_order_lines_quantity_positive": lambda: SalesOrderFactory.create(
        lines=[{"quantity": 0}]
    ),
    "ck_sales_order_lines_reserved_not_negative": lambda: SalesOrderFactory.create(
        lines=[{"reserved": -1}]
    ),
    "ck_sales_order_lines_no_more_than_ordered": lambda: SalesOrderFactory.create(
        lines=[{"quantity": 2, "reserved": 1, "shipped": 2}]
    ),
    "uq_sales_orders_code": lambda: SalesOrderFactory.create_batch(2, code="SO-2026-0001"),
    "uq_sales_orders_quote_id": _order_a_quote_twice,
    "ck_shipment_lines_quantity_positive": lambda: ShipmentFactory.create(
        lines=[{"sales_line": SalesOrderFactory.create().lines[0], "quantity": 0}]
    ),
    "ck_production_orders_quantity_positive": lambda: ProductionOrderFactory.create(quantity=0),
    "uq_production_orders_running_printer": _run_twice_on_one_printer,
    "ck_purchase_order_lines_quantity_positive": lambda: PurchaseOrderFactory.create(
        lines=[{"quantity": 0}]
    ),
    "ck_purchase_order_lines_no_more_than_ordered": lambda: PurchaseOrderFactory.create(
        lines=[{"quantity": 2, "received": 3}]
    ),
    "ck_inventory_transactions_item_or_product": lambda: InventoryTransactionFactory.create(
        product=ProductFactory.create()
    ),
    "ck_inventory_transactions_quantity_not_zero": lambda: InventoryTransactionFactory.create(
        quantity=0
    ),
}


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("constraint", BROKEN)
def test_the_database_refuses_what_breaks_a_rule(constraint: str) -> None:
    """Each constraint refuses the row that it is there for."""
    with pytest.raises(IntegrityError, match=f'"{constraint}"'):
        BROKEN[constraint]()


def test_a_printer_may_have_had_many_orders(store: Store) -> None:
    """Only running orders are barred from sharing a printer."""
    printer = PrinterFactory.create()
    for state in (ProductionState.DONE, ProductionState.DONE, ProductionState.RUNNING):
        ProductionOrderFactory.create(printer=printer, state=state)

    assert len(store.production.list_all()) == 3
