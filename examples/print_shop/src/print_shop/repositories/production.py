"""Printers and production orders in the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from print_shop.models import Printer, ProductionOrder, SalesOrderLine
from print_shop.states import ProductionState

_ACTIVE = (ProductionState.PLANNED, ProductionState.RUNNING)


class PrinterRepository:
    """Finds and stores printers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, printer: Printer) -> Printer:
        """Store a printer and return it with its id."""
        self._session.add(printer)
        self._session.flush()
        return printer

    def lock(self, printer_id: int) -> Printer | None:
        """Return the printer; nobody else gives it a job until the commit."""
        return self._session.get(Printer, printer_id, with_for_update=True)

    def find_by_name(self, name: str) -> Printer | None:
        """Return the printer of that name."""
        return self._session.scalar(select(Printer).where(Printer.name == name))

    def list_with_jobs(self) -> Sequence[tuple[Printer, ProductionOrder | None]]:
        """Return all printers by name, each with the job that runs on it."""
        running = (ProductionOrder.printer_id == Printer.id) & (
            ProductionOrder.state == ProductionState.RUNNING
        )
        query = (
            select(Printer, ProductionOrder)
            .outerjoin(ProductionOrder, running)
            .order_by(Printer.name)
        )
        return [(printer, job) for printer, job in self._session.execute(query)]


class ProductionRepository:
    """Finds and stores production orders."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, order: ProductionOrder) -> ProductionOrder:
        """Store a production order and return it with its id."""
        self._session.add(order)
        self._session.flush()
        return order

    def lock(self, order_id: int) -> ProductionOrder | None:
        """Return the order as it is now; nobody else changes it until the commit."""
        return self._session.get(
            ProductionOrder, order_id, with_for_update=True, populate_existing=True
        )

    def find_running(self, printer_id: int) -> ProductionOrder | None:
        """Return what runs on a printer."""
        return self._session.scalar(
            select(ProductionOrder).where(
                ProductionOrder.printer_id == printer_id,
                ProductionOrder.state == ProductionState.RUNNING,
            )
        )

    def list_active_for(self, sales_order_id: int) -> Sequence[ProductionOrder]:
        """Return what is planned or printed for the lines of a sales order."""
        query = (
            select(ProductionOrder)
            .join(ProductionOrder.sales_line)
            .where(SalesOrderLine.order_id == sales_order_id, ProductionOrder.state.in_(_ACTIVE))
            .order_by(ProductionOrder.id)
        )
        return self._session.scalars(query).all()

    def list_all(self) -> Sequence[ProductionOrder]:
        """Return all production orders, latest first."""
        query = select(ProductionOrder).order_by(ProductionOrder.id.desc())
        return self._session.scalars(query).all()
