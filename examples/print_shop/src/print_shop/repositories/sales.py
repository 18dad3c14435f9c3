"""Sales orders, quotes and shipments in the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from print_shop.models import Quote, SalesOrder, SalesOrderLine, Shipment
from print_shop.states import OrderState


class SalesOrderRepository:
    """Finds and stores sales orders."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, order: SalesOrder) -> SalesOrder:
        """Store an order with its lines and return it with its id."""
        self._session.add(order)
        self._session.flush()
        return order

    def find(self, order_id: int) -> SalesOrder | None:
        """Return the order with that id."""
        return self._session.get(SalesOrder, order_id)

    def find_line(self, line_id: int) -> SalesOrderLine | None:
        """Return the line with that id."""
        return self._session.get(SalesOrderLine, line_id)

    def lock(self, order_id: int) -> SalesOrder | None:
        """Return the order and its lines as they are now; nobody else changes them."""
        query = (
            select(SalesOrder)
            .where(SalesOrder.id == order_id)
            .options(selectinload(SalesOrder.lines))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return self._session.scalar(query)

    def list_page(
        self, state: OrderState | None, *, offset: int, limit: int
    ) -> tuple[Sequence[SalesOrder], int]:
        """Return some orders, latest first, and how many there are.

        Customers, lines and their products come along, in a fixed number of queries.
        """
        wanted = select(SalesOrder)
        if state is not None:
            wanted = wanted.where(SalesOrder.state == state)
        total = self._session.scalar(select(func.count()).select_from(wanted.subquery()))
        lines = selectinload(SalesOrder.lines).joinedload(SalesOrderLine.product)
        page = (
            wanted.options(joinedload(SalesOrder.customer), lines)
            .order_by(SalesOrder.id.desc())
            .offset(offset)
            .limit(limit)
        )
        return self._session.scalars(page).all(), total or 0


class QuoteRepository:
    """Finds and stores quotes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, quote: Quote) -> Quote:
        """Store a quote with its lines and return it with its id."""
        self._session.add(quote)
        self._session.flush()
        return quote

    def lock(self, quote_id: int) -> Quote | None:
        """Return the quote as it is now; nobody else changes it until the commit."""
        return self._session.get(Quote, quote_id, with_for_update=True, populate_existing=True)

    def list_all(self) -> Sequence[Quote]:
        """Return all quotes, latest first, with their lines."""
        query = select(Quote).options(selectinload(Quote.lines)).order_by(Quote.id.desc())
        return self._session.scalars(query).all()


class ShipmentRepository:
    """Finds and stores shipments."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, shipment: Shipment) -> Shipment:
        """Store a shipment with its lines and return it with its id."""
        self._session.add(shipment)
        self._session.flush()
        return shipment

    def list_of(self, order_id: int) -> Sequence[Shipment]:
        """Return what was shipped for an order, in that sequence."""
        query = (
            select(Shipment)
            .where(Shipment.order_id == order_id)
            .options(selectinload(Shipment.lines))
            .order_by(Shipment.id)
        )
        return self._session.scalars(query).all()
