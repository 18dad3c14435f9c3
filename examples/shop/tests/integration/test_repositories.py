"""The repositories on a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from shop.database import Database
from shop.models import Order, Product
from shop.repositories.orders import OrderRepository
from shop.repositories.products import ProductRepository


@pytest.fixture
async def session(tmp_path: Path) -> AsyncIterator[AsyncSession]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/shop.db")
    await database.create_tables()
    async with AsyncSession(database.engine) as session:
        yield session
    await database.engine.dispose()


async def test_a_product_is_found_by_the_id_that_it_was_given(session: AsyncSession) -> None:
    """What was added can be found, and nothing else."""
    products = ProductRepository(session)
    tea = await products.add(Product(name="tea", price=350, stock=12))

    assert await products.find(tea.id) is tea
    assert await products.find(tea.id + 1) is None


async def test_products_in_stock_are_listed_by_name(session: AsyncSession) -> None:
    """The order is the database's, and what is sold out is left out."""
    products = ProductRepository(session)
    for name, stock in (("tea", 1), ("cups", 0), ("biscuits", 5)):
        await products.add(Product(name=name, price=100, stock=stock))

    assert [product.name for product in await products.list_available()] == ["biscuits", "tea"]


async def test_no_more_is_taken_than_there_is(session: AsyncSession) -> None:
    """The last one can be taken once."""
    products = ProductRepository(session)
    tea = await products.add(Product(name="tea", price=350, stock=1))

    assert [await products.take(tea.id, 1), await products.take(tea.id, 1)] == [True, False]


async def test_totals_add_up(session: AsyncSession) -> None:
    """No orders bring in nothing; two bring in their sum."""
    orders = OrderRepository(session)
    tea = await ProductRepository(session).add(Product(name="tea", price=350, stock=9))

    assert await orders.sum_totals() == 0

    for quantity in (1, 2):
        await orders.add(Order(product_id=tea.id, quantity=quantity, total=350 * quantity))

    assert await orders.sum_totals() == 1050
