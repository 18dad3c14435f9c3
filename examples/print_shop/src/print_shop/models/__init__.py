"""The tables of the shop."""

from print_shop.models.accounts import User
from print_shop.models.catalog import Item, Product, ProductLine
from print_shop.models.codes import CodeCounter
from print_shop.models.inventory import InventoryTransaction
from print_shop.models.model import Model
from print_shop.models.parties import Customer, Vendor
from print_shop.models.production import Printer, ProductionOrder
from print_shop.models.purchasing import PurchaseOrder, PurchaseOrderLine
from print_shop.models.sales import (
    Quote,
    QuoteLine,
    SalesOrder,
    SalesOrderLine,
    Shipment,
    ShipmentLine,
)

__all__ = [
    "CodeCounter",
    "Customer",
    "InventoryTransaction",
    "Item",
    "Model",
    "Printer",
    "Product",
    "ProductLine",
    "ProductionOrder",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "Quote",
    "QuoteLine",
    "SalesOrder",
    "SalesOrderLine",
    "Shipment",
    "ShipmentLine",
    "User",
    "Vendor",
]
