"""Items, and products with their bills of materials."""

from __future__ import annotations

import pytest

from print_shop.errors import NotFoundError, TakenError
from print_shop.repositories.store import Store
from print_shop.schemas import Material, NewItem, NewProduct
from print_shop.services.catalog import CatalogService
from tests.factories import ItemFactory, ProductFactory


def _vase(*lines: Material) -> NewProduct:
    return NewProduct(sku="VASE", name="vase", price_cents=2500, lines=list(lines))


def test_an_item_begins_without_stock(store: Store) -> None:
    """Stock comes by booking alone."""
    item = CatalogService(store).add_item(NewItem(sku="PLA", name="filament"))

    assert (item.sku, item.name, item.stock) == ("PLA", "filament", 0)


def test_an_items_number_is_taken_once(store: Store) -> None:
    """A second item with the number is refused."""
    ItemFactory.create(sku="PLA")

    with pytest.raises(TakenError, match="item PLA exists already"):
        CatalogService(store).add_item(NewItem(sku="PLA", name="other"))


def test_a_product_has_its_bill_of_materials(store: Store) -> None:
    """Each line keeps its item and how much of it goes into one piece."""
    body, lid = ItemFactory.create_batch(2)
    wanted = _vase(Material(item_id=body.id, quantity=90), Material(item_id=lid.id, quantity=5))

    product = CatalogService(store).add_product(wanted)

    assert [(line.item_id, line.quantity) for line in product.lines] == [(body.id, 90), (lid.id, 5)]
    assert (product.sku, product.name) == ("VASE", "vase")
    assert (product.price_cents, product.stock) == (2500, 0)


def test_a_products_number_is_taken_once(store: Store) -> None:
    """A second product with the number is refused."""
    ProductFactory.create(sku="VASE")

    with pytest.raises(TakenError, match="product VASE exists already"):
        CatalogService(store).add_product(_vase(Material(item_id=1, quantity=1)))


def test_a_product_is_made_of_known_items(store: Store) -> None:
    """A bill of materials cannot name what is not kept."""
    item = ItemFactory.create()
    unknown = item.id + 1

    with pytest.raises(NotFoundError, match=f"there is no item {unknown}"):
        CatalogService(store).add_product(
            _vase(Material(item_id=item.id, quantity=1), Material(item_id=unknown, quantity=1))
        )
