"""The repositories' queries, on rows that they shall and shall not find."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from layerproof.testing import count_queries
from print_shop.repositories.store import Store
from print_shop.states import OrderState, ProductionState
from tests.factories import (
    CustomerFactory,
    InventoryTransactionFactory,
    ItemFactory,
    PrinterFactory,
    ProductFactory,
    ProductionOrderFactory,
    PurchaseOrderFactory,
    QuoteFactory,
    SalesOrderFactory,
    ShipmentFactory,
    UserFactory,
    VendorFactory,
)


def test_rows_are_found_by_what_is_unique(store: Store) -> None:
    """Each search finds its row among others, and nothing for another word."""
    user, _ = UserFactory.create_batch(2)
    customer, _ = CustomerFactory.create_batch(2)
    vendor, _ = VendorFactory.create_batch(2)
    item, _ = ItemFactory.create_batch(2)
    product, _ = ProductFactory.create_batch(2)
    printer, _ = PrinterFactory.create_batch(2)

    assert store.accounts.find(user.username) is user
    assert store.customers.find_by_email(customer.email) is customer
    assert store.vendors.find_by_email(vendor.email) is vendor
    assert store.items.find_by_sku(item.sku) is item
    assert store.products.find_by_sku(product.sku) is product
    assert store.printers.find_by_name(printer.name) is printer
    searches: list[Callable[[str], object]] = [
        store.accounts.find,
        store.customers.find_by_email,
        store.vendors.find_by_email,
        store.items.find_by_sku,
        store.products.find_by_sku,
        store.printers.find_by_name,
    ]
    assert [search("") for search in searches] == [None] * 6


def test_rows_are_found_by_their_id(store: Store) -> None:
    """Each search by id finds its row, and nothing for an id that was not given."""
    customer, vendor = CustomerFactory.create(), VendorFactory.create()
    item, product = ItemFactory.create(), ProductFactory.create()
    order = SalesOrderFactory.create()

    assert store.customers.find(customer.id) is customer
    assert store.vendors.find(vendor.id) is vendor
    assert store.items.find(item.id) is item
    assert store.products.find(product.id) is product
    assert store.orders.find(order.id) is order
    assert store.orders.find_line(order.lines[0].id) is order.lines[0]
    searches: list[Callable[[int], object]] = [
        store.customers.find,
        store.vendors.find,
        store.items.find,
        store.products.find,
        store.orders.find,
        store.orders.find_line,
        store.printers.lock,
    ]
    assert [search(0) for search in searches] == [None] * 7


def test_names_are_listed_in_their_order(store: Store) -> None:
    """People by name, and things by number."""
    for name in ("Cid", "Ann", "Bob"):
        CustomerFactory.create(name=name)
        VendorFactory.create(name=name)
        ItemFactory.create(sku=name)
        ProductFactory.create(sku=name, lines=[])

    assert [one.name for one in store.customers.list_all()] == ["Ann", "Bob", "Cid"]
    assert [one.name for one in store.vendors.list_all()] == ["Ann", "Bob", "Cid"]
    assert [one.sku for one in store.items.list_all()] == ["Ann", "Bob", "Cid"]
    assert [one.sku for one in store.products.list_all()] == ["Ann", "Bob", "Cid"]


def test_documents_are_listed_latest_first(store: Store) -> None:
    """What was written last is read first."""
    for kind, listed in (
        (QuoteFactory, store.quotes.list_all),
        (PurchaseOrderFactory, store.purchases.list_all),
        (ProductionOrderFactory, store.production.list_all),
        (InventoryTransactionFactory, store.inventory.list_by),
    ):
        first, second = kind.create_batch(2)

        assert list(listed()) == [second, first]


def test_a_page_of_orders_has_its_total(store: Store) -> None:
    """The total counts what the page leaves out, and respects the state."""
    open_orders = SalesOrderFactory.create_batch(3)
    SalesOrderFactory.create(state=OrderState.SHIPPED)

    page, total = store.orders.list_page(OrderState.OPEN, offset=1, limit=1)

    assert (list(page), total) == ([open_orders[1]], 3)
    assert store.orders.list_page(None, offset=4, limit=9) == ([], 4)


@pytest.mark.parametrize("documents", [1, 20])
def test_lists_take_a_fixed_number_of_queries(store: Store, db: Session, documents: int) -> None:
    """Lines come along with all documents at once."""
    SalesOrderFactory.create_batch(documents, lines=[{}, {}])
    PurchaseOrderFactory.create_batch(documents, lines=[{}, {}])
    QuoteFactory.create_batch(documents, lines=[{}, {}])
    db.expire_all()

    with count_queries() as orders:
        page, _ = store.orders.list_page(None, offset=0, limit=20)
        assert {line.product.name for order in page for line in order.lines} == {"vase"}
        assert all(order.customer.name for order in page)
    with count_queries() as others:
        assert {len(order.lines) for order in store.purchases.list_all()} == {2}
        assert {len(quote.lines) for quote in store.quotes.list_all()} == {2}
        assert all(product.lines for product in store.products.list_all())

    assert (orders.count, others.count) == (3, 6)


def test_shipments_are_found_by_their_order(store: Store) -> None:
    """Parcels of another order are not, and the first is listed first."""
    order, other = SalesOrderFactory.create_batch(2)
    first, _, second = (ShipmentFactory.create(order=each) for each in (order, other, order))

    assert list(store.shipments.list_of(order.id)) == [first, second]


def test_printers_are_listed_with_what_runs_on_them(store: Store) -> None:
    """What has ended on a printer is not its job, and does not list it twice."""
    busy, idle = PrinterFactory.create(name="B"), PrinterFactory.create(name="A")
    job = ProductionOrderFactory.create(running=True, printer=busy)
    for printer in (busy, idle):
        ProductionOrderFactory.create_batch(2, printer=printer, state=ProductionState.DONE)

    assert list(store.printers.list_with_jobs()) == [(idle, None), (busy, job)]
    assert store.production.find_running(busy.id) is job
    assert store.production.find_running(idle.id) is None


def test_active_production_is_found_by_its_sales_order(store: Store) -> None:
    """Planned and running orders of all the order's lines, and of no other's."""
    order, other = SalesOrderFactory.create_batch(2, lines=[{}, {}])
    made = [
        ProductionOrderFactory.create(to_order=True, sales_line=line, state=state)
        for line in (*order.lines, *other.lines)
        for state in ProductionState
    ]
    ProductionOrderFactory.create()

    active = {ProductionState.PLANNED, ProductionState.RUNNING}
    lines = [line.id for line in order.lines]
    expected = [one for one in made if one.state in active and one.sales_line_id in lines]
    assert list(store.production.list_active_for(order.id)) == expected


def test_a_lock_reads_the_row_anew(store: Store, db: Session) -> None:
    """What another transaction changed meanwhile is seen, whatever the session still holds."""
    order, purchase = SalesOrderFactory.create(), PurchaseOrderFactory.create()
    quote, production = QuoteFactory.create(), ProductionOrderFactory.create()
    item, product = ItemFactory.create(stock=1), ProductFactory.create(stock=1)
    db.connection().exec_driver_sql(
        "UPDATE sales_orders SET state = 'shipped';"
        "UPDATE purchase_orders SET state = 'received';"
        "UPDATE quotes SET state = 'accepted';"
        "UPDATE production_orders SET state = 'done';"
        "UPDATE items SET stock = 2; UPDATE products SET stock = 2;"
        "UPDATE sales_order_lines SET shipped = 1; UPDATE purchase_order_lines SET received = 7"
    )

    assert (item.stock, product.stock) == (1, 1)
    assert store.items.lock(item.id) is item
    assert store.products.lock(product.id) is product
    assert (item.stock, product.stock) == (2, 2)
    locked = [
        store.orders.lock(order.id),
        store.purchases.lock(purchase.id),
        store.quotes.lock(quote.id),
        store.production.lock(production.id),
    ]
    states = [one.state for one in (order, purchase, quote, production)]
    assert (locked, states) == (
        [order, purchase, quote, production],
        ["shipped", "received", "accepted", "done"],
    )
    assert (order.lines[0].shipped, purchase.lines[0].received) == (1, 7)
