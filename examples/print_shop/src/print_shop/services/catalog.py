"""Items, and products with their bills of materials."""

from __future__ import annotations

from print_shop.errors import TakenError
from print_shop.models import Item, Product, ProductLine
from print_shop.repositories.store import Store
from print_shop.schemas import NewItem, NewProduct
from print_shop.services.finding import found


class CatalogService:
    """Keeps what is sold and what it is made of. Stock begins at nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add_item(self, new: NewItem) -> Item:
        """Store an item."""
        if self._store.items.find_by_sku(new.sku):
            raise TakenError("item", new.sku)
        return self._store.items.add(Item(sku=new.sku, name=new.name))

    def add_product(self, new: NewProduct) -> Product:
        """Store a product, whose materials are known."""
        if self._store.products.find_by_sku(new.sku):
            raise TakenError("product", new.sku)
        for line in new.lines:
            found(self._store.items.find(line.item_id), "item", line.item_id)
        lines = [ProductLine(item_id=line.item_id, quantity=line.quantity) for line in new.lines]
        return self._store.products.add(
            Product(sku=new.sku, name=new.name, price_cents=new.price_cents, lines=lines)
        )
