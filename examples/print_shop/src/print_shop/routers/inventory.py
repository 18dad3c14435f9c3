"""``/inventory``: the ledger of stock."""

from __future__ import annotations

from fastapi import APIRouter

from print_shop.routers.dependencies import RequestStore, logged_in
from print_shop.schemas import NewAdjustment, ShownTransaction
from print_shop.services.inventory import InventoryService

router = APIRouter(prefix="/inventory", dependencies=[logged_in])


@router.post("/adjustments", status_code=201)
def adjust_stock(new: NewAdjustment, store: RequestStore) -> ShownTransaction:
    """Book what was counted: 409 where the stock would go below zero."""
    return ShownTransaction.model_validate(InventoryService(store).adjust(new))


@router.get("/transactions")
def list_transactions(
    store: RequestStore, item_id: int | None = None, product_id: int | None = None
) -> list[ShownTransaction]:
    """List changes of stock, latest first; of one item or product where one is named."""
    found = store.inventory.list_by(item_id=item_id, product_id=product_id)
    return [ShownTransaction.model_validate(transaction) for transaction in found]
