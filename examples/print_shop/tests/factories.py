"""A factory for each entity. Lines are given as a list of what is to be different in each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import factory

from layerproof.testing import SQLAlchemyFactory
from print_shop.models import (
    Customer,
    InventoryTransaction,
    Item,
    Printer,
    Product,
    ProductionOrder,
    ProductLine,
    PurchaseOrder,
    PurchaseOrderLine,
    Quote,
    QuoteLine,
    SalesOrder,
    SalesOrderLine,
    Shipment,
    ShipmentLine,
    User,
    Vendor,
)
from print_shop.passwords import hash_password
from print_shop.states import ProductionState, Reason

Line = TypeVar("Line")

#: One line, as its factory makes it.
ONE_LINE: tuple[Mapping[str, Any], ...] = ({},)
#: Codes of a year in which no test draws one from the counter.
YEAR = 2020


class UserFactory(SQLAlchemyFactory[User]):
    class Params:
        password = "open sesame"

    username = factory.Sequence(lambda n: f"user-{n}")
    password_hash = factory.LazyAttribute(lambda made: hash_password(made.password))


class CustomerFactory(SQLAlchemyFactory[Customer]):
    name = factory.Faker("company")
    email = factory.Sequence(lambda n: f"buyer-{n}@example.com")


class VendorFactory(SQLAlchemyFactory[Vendor]):
    name = factory.Faker("company")
    email = factory.Sequence(lambda n: f"seller-{n}@example.com")


class ItemFactory(SQLAlchemyFactory[Item]):
    sku = factory.Sequence(lambda n: f"PLA-{n}")
    name = "filament, in grams"
    stock = 1000


class ProductLineFactory(SQLAlchemyFactory[ProductLine]):
    item = factory.SubFactory(ItemFactory)
    quantity = 100


class ProductFactory(SQLAlchemyFactory[Product]):
    sku = factory.Sequence(lambda n: f"VASE-{n}")
    name = "vase"
    price_cents = 2500
    stock = 0
    lines = ONE_LINE

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        return {**kwargs, "lines": _build(ProductLineFactory, kwargs["lines"])}


class QuoteLineFactory(SQLAlchemyFactory[QuoteLine]):
    product = factory.SubFactory(ProductFactory)
    quantity = 1
    price_cents = factory.SelfAttribute("product.price_cents")


class QuoteFactory(SQLAlchemyFactory[Quote]):
    code = factory.Sequence(lambda n: f"QU-{YEAR}-{n + 1:04d}")
    customer = factory.SubFactory(CustomerFactory)
    valid_until = date(2026, 5, 31)
    lines = ONE_LINE

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        return {**kwargs, "lines": _build(QuoteLineFactory, kwargs["lines"])}


class SalesOrderLineFactory(SQLAlchemyFactory[SalesOrderLine]):
    product = factory.SubFactory(ProductFactory)
    quantity = 1
    price_cents = factory.SelfAttribute("product.price_cents")
    reserved = 0
    shipped = 0


class SalesOrderFactory(SQLAlchemyFactory[SalesOrder]):
    code = factory.Sequence(lambda n: f"SO-{YEAR}-{n + 1:04d}")
    customer = factory.SubFactory(CustomerFactory)
    ordered_at = datetime(2026, 5, 4, 9, tzinfo=UTC)
    lines = ONE_LINE

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        return {**kwargs, "lines": _build(SalesOrderLineFactory, kwargs["lines"])}


class ShipmentLineFactory(SQLAlchemyFactory[ShipmentLine]):
    quantity = 1


class ShipmentFactory(SQLAlchemyFactory[Shipment]):
    code = factory.Sequence(lambda n: f"SH-{YEAR}-{n + 1:04d}")
    order = factory.SubFactory(SalesOrderFactory)
    shipped_at = datetime(2026, 5, 5, 9, tzinfo=UTC)
    lines = factory.LazyAttribute(lambda made: [{"sales_line": one} for one in made.order.lines])

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        return {**kwargs, "lines": _build(ShipmentLineFactory, kwargs["lines"])}


class PrinterFactory(SQLAlchemyFactory[Printer]):
    name = factory.Sequence(lambda n: f"printer-{n}")


class ProductionOrderFactory(SQLAlchemyFactory[ProductionOrder]):
    class Params:
        running = factory.Trait(
            state=ProductionState.RUNNING, printer=factory.SubFactory(PrinterFactory)
        )
        to_order = factory.Trait(product=factory.SelfAttribute("sales_line.product"))

    code = factory.Sequence(lambda n: f"MO-{YEAR}-{n + 1:04d}")
    product = factory.SubFactory(ProductFactory)
    quantity = 2


class PurchaseOrderLineFactory(SQLAlchemyFactory[PurchaseOrderLine]):
    item = factory.SubFactory(ItemFactory)
    quantity = 500
    cost_cents = 3
    received = 0


class PurchaseOrderFactory(SQLAlchemyFactory[PurchaseOrder]):
    code = factory.Sequence(lambda n: f"PO-{YEAR}-{n + 1:04d}")
    vendor = factory.SubFactory(VendorFactory)
    lines = ONE_LINE

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        return {**kwargs, "lines": _build(PurchaseOrderLineFactory, kwargs["lines"])}


class InventoryTransactionFactory(SQLAlchemyFactory[InventoryTransaction]):
    item = factory.SubFactory(ItemFactory)
    quantity = 100
    reason = Reason.ADJUSTED
    reference = "counted"
    booked_at = datetime(2026, 5, 4, 9, tzinfo=UTC)


def _build(kind: type[SQLAlchemyFactory[Line]], lines: Iterable[Mapping[str, Any]]) -> list[Line]:
    """Build the lines of a document; they are saved together with it."""
    return [kind.build(**line) for line in lines]
