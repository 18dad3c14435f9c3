"""Orders in the database."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shop.models import Order


class OrderRepository:
    """Finds and stores orders within the session of one request."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, order: Order) -> Order:
        """Store an order and return it with its id."""
        self._session.add(order)
        await self._session.flush()
        return order

    async def sum_totals(self) -> int:
        """Return what all orders together brought in, in cents."""
        total = await self._session.scalar(select(func.sum(Order.total)))
        return total or 0
