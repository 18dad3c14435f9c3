"""Items and products in the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from print_shop.models import Item, Product


class ItemRepository:
    """Finds and stores items."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, item: Item) -> Item:
        """Store an item and return it with its id."""
        self._session.add(item)
        self._session.flush()
        return item

    def find(self, item_id: int) -> Item | None:
        """Return the item with that id."""
        return self._session.get(Item, item_id)

    def find_by_sku(self, sku: str) -> Item | None:
        """Return the item with that number."""
        return self._session.scalar(select(Item).where(Item.sku == sku))

    def lock(self, item_id: int) -> Item | None:
        """Return the item as it is now; nobody else changes it until the commit."""
        return self._session.get(Item, item_id, with_for_update=True, populate_existing=True)

    def list_all(self) -> Sequence[Item]:
        """Return all items by their number."""
        return self._session.scalars(select(Item).order_by(Item.sku)).all()


class ProductRepository:
    """Finds and stores products with their bills of materials."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, product: Product) -> Product:
        """Store a product and return it with its id."""
        self._session.add(product)
        self._session.flush()
        return product

    def find(self, product_id: int) -> Product | None:
        """Return the product with that id."""
        return self._session.get(Product, product_id)

    def find_by_sku(self, sku: str) -> Product | None:
        """Return the product with that number."""
        return self._session.scalar(select(Product).where(Product.sku == sku))

    def lock(self, product_id: int) -> Product | None:
        """Return the product as it is now; nobody else changes it until the commit."""
        return self._session.get(Product, product_id, with_for_update=True, populate_existing=True)

    def list_all(self) -> Sequence[Product]:
        """Return all products by their number, with their lines."""
        query = select(Product).options(selectinload(Product.lines)).order_by(Product.sku)
        return self._session.scalars(query).all()
