"""Ordering, with repositories that keep everything in memory."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from shop.models import Order, Product
from shop.services.orders import OrderService, OutOfStockError, UnknownProductError


class ProductsInMemory:
    """Products in a dictionary, by id."""

    def __init__(self, *products: Product) -> None:
        self.by_id = {product.id: product for product in products}

    async def find(self, product_id: int) -> Product | None:
        return self.by_id.get(product_id)

    async def list_available(self) -> Sequence[Product]:
        return [product for product in self.by_id.values() if product.stock]

    async def take(self, product_id: int, quantity: int) -> bool:
        enough = self.by_id[product_id].stock >= quantity
        self.by_id[product_id].stock -= quantity if enough else 0
        return enough


class OrdersInMemory:
    """Orders in a list."""

    def __init__(self) -> None:
        self.placed: list[Order] = []

    async def add(self, order: Order) -> Order:
        self.placed.append(order)
        return order


@pytest.fixture
def tea() -> Product:
    return Product(id=1, name="tea", price=350, stock=12)


@pytest.fixture
def orders() -> OrdersInMemory:
    return OrdersInMemory()


@pytest.fixture
def service(tea: Product, orders: OrdersInMemory) -> OrderService:
    return OrderService(ProductsInMemory(tea), orders)


async def test_an_order_costs_price_times_quantity(service: OrderService, tea: Product) -> None:
    """A small order has the plain price and reduces the stock."""
    order = await service.place(1, 3)

    assert (order.total, tea.stock) == (1050, 9)


async def test_ten_or_more_cost_a_tenth_less(service: OrderService) -> None:
    """The wholesale price begins at exactly ten."""
    order = await service.place(1, 10)

    assert order.total == 3150


async def test_an_unknown_product_cannot_be_ordered(service: OrderService) -> None:
    """The id that was asked for is in the message."""
    with pytest.raises(UnknownProductError, match="no product has the id 7"):
        await service.place(7, 1)


async def test_nothing_is_ordered_where_too_little_is_left(
    service: OrderService, tea: Product, orders: OrdersInMemory
) -> None:
    """A refused order leaves no trace."""
    with pytest.raises(OutOfStockError, match="fewer than 13 of tea are left"):
        await service.place(1, 13)

    assert (tea.stock, orders.placed) == (12, [])


async def test_the_offer_is_what_is_in_stock(service: OrderService, tea: Product) -> None:
    """Sold-out products are not offered."""
    assert await service.offer() == [tea]

    tea.stock = 0

    assert await service.offer() == []
