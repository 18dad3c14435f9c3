"""All repositories on the session of one request."""

from __future__ import annotations

from sqlalchemy.orm import Session

from print_shop.repositories.accounts import AccountRepository
from print_shop.repositories.catalog import ItemRepository, ProductRepository
from print_shop.repositories.codes import CodeRepository
from print_shop.repositories.inventory import InventoryRepository
from print_shop.repositories.parties import CustomerRepository, VendorRepository
from print_shop.repositories.production import PrinterRepository, ProductionRepository
from print_shop.repositories.purchasing import PurchaseOrderRepository
from print_shop.repositories.sales import QuoteRepository, SalesOrderRepository, ShipmentRepository


class Store:
    """What a service needs of the database."""

    def __init__(self, session: Session) -> None:
        self.accounts = AccountRepository(session)
        self.codes = CodeRepository(session)
        self.customers = CustomerRepository(session)
        self.inventory = InventoryRepository(session)
        self.items = ItemRepository(session)
        self.orders = SalesOrderRepository(session)
        self.printers = PrinterRepository(session)
        self.production = ProductionRepository(session)
        self.products = ProductRepository(session)
        self.purchases = PurchaseOrderRepository(session)
        self.quotes = QuoteRepository(session)
        self.shipments = ShipmentRepository(session)
        self.vendors = VendorRepository(session)
