"""What goes in and out over HTTP. Money is in cents, stock in whole units."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from print_shop.states import (
    OrderState,
    PrinterState,
    ProductionState,
    PurchaseState,
    QuoteState,
    Reason,
)

Name = Annotated[str, Field(min_length=1, max_length=200)]
Cents = Annotated[int, Field(ge=0, le=100_000_000)]
Quantity = Annotated[int, Field(gt=0, le=1_000_000)]


class Shown(BaseModel):
    """Something that is read off a row."""

    model_config = ConfigDict(from_attributes=True)


class Token(BaseModel):
    """What a login answers with."""

    access_token: str
    token_type: str = "bearer"


class NewParty(BaseModel):
    """A customer or a vendor to keep."""

    name: Name
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=200)]


class ShownParty(Shown):
    """A customer or a vendor."""

    id: int
    name: str
    email: str


class NewItem(BaseModel):
    """A material to keep; its first stock is booked by an adjustment or a purchase."""

    sku: Name
    name: Name


class ShownItem(Shown):
    """A material."""

    id: int
    sku: str
    name: str
    stock: int


class Material(Shown):
    """A line of a bill of materials."""

    item_id: int
    quantity: Quantity


class NewProduct(BaseModel):
    """A product to sell."""

    sku: Name
    name: Name
    price_cents: Cents
    lines: Annotated[list[Material], Field(min_length=1)]

    @model_validator(mode="after")
    def _name_each_item_once(self) -> Self:
        if len({line.item_id for line in self.lines}) < len(self.lines):
            raise ValueError("an item stands in two lines of the bill of materials")
        return self


class ShownProduct(Shown):
    """A product and its bill of materials."""

    id: int
    sku: str
    name: str
    price_cents: int
    stock: int
    lines: list[Material]


class NewAdjustment(BaseModel):
    """A difference that somebody counted, of an item or of a product."""

    item_id: int | None = None
    product_id: int | None = None
    quantity: Annotated[int, Field(ge=-1_000_000, le=1_000_000)]
    note: Name

    @model_validator(mode="after")
    def _change_one_thing(self) -> Self:
        if (self.item_id is None) == (self.product_id is None):
            raise ValueError("name an item or a product")
        if self.quantity == 0:
            raise ValueError("nothing is no difference")
        return self


class ShownTransaction(Shown):
    """A change of stock."""

    id: int
    item_id: int | None
    product_id: int | None
    quantity: int
    reason: Reason
    reference: str
    booked_at: datetime


class NewSalesLine(BaseModel):
    """A product and how many."""

    product_id: int
    quantity: Quantity


class NewSalesOrder(BaseModel):
    """An order at the prices of the day."""

    customer_id: int
    lines: Annotated[list[NewSalesLine], Field(min_length=1)]


class NewQuote(BaseModel):
    """Prices of the day, promised for a while."""

    customer_id: int
    valid_until: date
    lines: Annotated[list[NewSalesLine], Field(min_length=1)]


class ShownQuoteLine(Shown):
    """A product, how many, and the price of one."""

    id: int
    product_id: int
    quantity: int
    price_cents: int


class ShownQuote(Shown):
    """A quote."""

    id: int
    code: str
    customer_id: int
    valid_until: date
    state: QuoteState
    lines: list[ShownQuoteLine]


class ShownSalesLine(Shown):
    """A line of an order, and how far it is."""

    id: int
    product_id: int
    quantity: int
    price_cents: int
    reserved: int
    shipped: int


class ShownSalesOrder(Shown):
    """A sales order."""

    id: int
    code: str
    customer: ShownParty
    quote_id: int | None
    state: OrderState
    ordered_at: datetime
    total_cents: int
    lines: list[ShownSalesLine]


class SalesOrderPage(BaseModel):
    """Some of the orders."""

    items: list[ShownSalesOrder]
    total: int
    page: int
    size: int


class LineQuantities(BaseModel):
    """How many of each line, by its id, are shipped or received."""

    lines: Annotated[dict[int, Quantity], Field(min_length=1)]


class ShownShipmentLine(Shown):
    """How many of an order's line are in a parcel."""

    sales_line_id: int
    quantity: int


class ShownShipment(Shown):
    """A parcel."""

    id: int
    code: str
    order_id: int
    shipped_at: datetime
    lines: list[ShownShipmentLine]


class NewProduction(BaseModel):
    """Pieces to print to stock."""

    product_id: int
    quantity: Quantity


class NewProductionToOrder(BaseModel):
    """Pieces to print for a line of a sales order."""

    sales_line_id: int
    quantity: Quantity


class Start(BaseModel):
    """Where a production order is to run."""

    printer_id: int


class ShownProduction(Shown):
    """A production order."""

    id: int
    code: str
    product_id: int
    sales_line_id: int | None
    printer_id: int | None
    quantity: int
    state: ProductionState


class NewPrinter(BaseModel):
    """A machine that was bought."""

    name: Name


class ShownPrinter(BaseModel):
    """A machine, and what it prints."""

    id: int
    name: str
    state: PrinterState
    job: str | None = None


class NewPurchaseLine(BaseModel):
    """An item, how much, and what one unit costs."""

    item_id: int
    quantity: Quantity
    cost_cents: Cents


class NewPurchaseOrder(BaseModel):
    """Materials to buy."""

    vendor_id: int
    lines: Annotated[list[NewPurchaseLine], Field(min_length=1)]


class ShownPurchaseLine(Shown):
    """A line of a purchase order, and how much of it has arrived."""

    id: int
    item_id: int
    quantity: int
    cost_cents: int
    received: int


class ShownPurchaseOrder(Shown):
    """A purchase order."""

    id: int
    code: str
    vendor_id: int
    state: PurchaseState
    lines: list[ShownPurchaseLine]
