"""Products in the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shop.models import Product


class ProductRepository:
    """Finds and changes products within the session of one request."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, product: Product) -> Product:
        """Store a product and return it with its id."""
        self._session.add(product)
        await self._session.flush()
        await self._session.refresh(product)
        return product

    async def find(self, product_id: int) -> Product | None:
        """Return the product with that id, or ``None``."""
        return await self._session.get(Product, product_id)

    async def list_available(self) -> Sequence[Product]:
        """Return the products that are in stock, by name."""
        query = select(Product).where(Product.stock > 0).order_by(Product.name)
        result = await self._session.scalars(query)
        return result.all()

    async def take(self, product_id: int, quantity: int) -> bool:
        """Reduce the stock in one statement; return whether there was enough."""
        taken = await self._session.execute(
            update(Product)
            .where(Product.id == product_id, Product.stock >= quantity)
            .values(stock=Product.stock - quantity)
            .returning(Product.id)
        )
        return taken.first() is not None
