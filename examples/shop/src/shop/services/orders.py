"""The rules of ordering; knows neither HTTP nor SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from shop.models import Order, Product


class UnknownProductError(LookupError):
    """There is no such product."""


class OutOfStockError(ValueError):
    """There is less of the product than was ordered."""


class Products(Protocol):
    """What ordering needs to know of products."""

    async def find(self, product_id: int) -> Product | None:
        """Return a product, or ``None``."""

    async def list_available(self) -> Sequence[Product]:
        """Return the products in stock."""

    async def take(self, product_id: int, quantity: int) -> bool:
        """Reduce the stock; return whether there was enough."""


class Orders(Protocol):
    """Where orders are kept."""

    async def add(self, order: Order) -> Order:
        """Store an order."""


#: From this quantity on a tenth is taken off.
WHOLESALE = 10


class OrderService:
    """Places orders."""

    def __init__(self, products: Products, orders: Orders) -> None:
        self._products = products
        self._orders = orders

    async def offer(self) -> Sequence[Product]:
        """Return what can be ordered."""
        return await self._products.list_available()

    async def place(self, product_id: int, quantity: int) -> Order:
        """Take the goods from the stock and return the order.

        :raises UnknownProductError: there is no such product.
        :raises OutOfStockError: there is not enough of it.
        """
        product = await self._products.find(product_id)
        if product is None:
            raise UnknownProductError(f"no product has the id {product_id}")
        total = product.price * quantity
        if quantity >= WHOLESALE:
            total -= total // 10
        if not await self._products.take(product_id, quantity):
            raise OutOfStockError(f"fewer than {quantity} of {product.name} are left")
        return await self._orders.add(Order(product_id=product_id, quantity=quantity, total=total))
