"""Stock: never below zero, and every change booked."""

from __future__ import annotations

import pytest

from print_shop.clock import now
from print_shop.errors import NotFoundError, OutOfStockError
from print_shop.repositories.store import Store
from print_shop.schemas import NewAdjustment
from print_shop.services.inventory import InventoryService
from print_shop.states import Reason
from tests.factories import ItemFactory, ProductFactory


@pytest.mark.usefixtures("may")
def test_a_change_of_an_item_is_booked(store: Store) -> None:
    """The stock and the ledger change together."""
    item = ItemFactory.create(stock=10)

    booked = InventoryService(store).move_item(item.id, -4, Reason.CONSUMED, "MO-1")

    assert item.stock == 6
    assert (booked.item_id, booked.product_id, booked.quantity) == (item.id, None, -4)
    assert (booked.reason, booked.reference) == (Reason.CONSUMED, "MO-1")
    assert booked.booked_at == now()


def test_a_change_of_a_product_is_booked(store: Store) -> None:
    """Products have a ledger as items have."""
    product = ProductFactory.create(stock=1)

    booked = InventoryService(store).move_product(product.id, 2, Reason.PRODUCED, "MO-1")

    assert product.stock == 3
    assert (booked.item_id, booked.product_id, booked.quantity) == (None, product.id, 2)
    assert (booked.reason, booked.reference) == (Reason.PRODUCED, "MO-1")


def test_the_last_piece_can_be_taken(store: Store) -> None:
    """Stock may go down to nothing."""
    item = ItemFactory.create(stock=10)

    InventoryService(store).move_item(item.id, -10, Reason.CONSUMED, "MO-1")

    assert item.stock == 0


def test_stock_cannot_go_below_zero(store: Store) -> None:
    """More than is there is not taken, and nothing is booked."""
    item = ItemFactory.create(sku="PLA", stock=10)

    with pytest.raises(OutOfStockError, match="PLA: 11 needed, 10 in stock"):
        InventoryService(store).move_item(item.id, -11, Reason.CONSUMED, "MO-1")

    assert item.stock == 10
    assert store.inventory.list_by(item_id=item.id) == []


def test_what_is_not_kept_has_no_stock(store: Store) -> None:
    """Unknown items and products are told apart."""
    inventory = InventoryService(store)

    with pytest.raises(NotFoundError, match="there is no item 7"):
        inventory.move_item(7, 1, Reason.ADJUSTED, "counted")
    with pytest.raises(NotFoundError, match="there is no product 7"):
        inventory.move_product(7, 1, Reason.ADJUSTED, "counted")


def test_a_counted_difference_is_booked(store: Store) -> None:
    """An adjustment goes to the item or to the product that it names."""
    item, product = ItemFactory.create(stock=10), ProductFactory.create(stock=10)
    inventory = InventoryService(store)

    lost = inventory.adjust(NewAdjustment(item_id=item.id, quantity=-3, note="spilt"))
    won = inventory.adjust(NewAdjustment(product_id=product.id, quantity=2, note="found"))

    assert (item.stock, product.stock) == (7, 12)
    assert (lost.reason, lost.reference) == (Reason.ADJUSTED, "spilt")
    assert (won.reason, won.reference) == (Reason.ADJUSTED, "found")
