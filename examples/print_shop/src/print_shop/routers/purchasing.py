"""``/purchase-orders``."""

from __future__ import annotations

from fastapi import APIRouter

from print_shop.routers.dependencies import RequestStore, logged_in
from print_shop.schemas import LineQuantities, NewPurchaseOrder, ShownPurchaseOrder
from print_shop.services.purchasing import PurchasingService

router = APIRouter(prefix="/purchase-orders", dependencies=[logged_in])


@router.post("", status_code=201)
def place_purchase(new: NewPurchaseOrder, store: RequestStore) -> ShownPurchaseOrder:
    """Order materials: 404 for an unknown vendor or item."""
    return ShownPurchaseOrder.model_validate(PurchasingService(store).place(new))


@router.get("")
def list_purchases(store: RequestStore) -> list[ShownPurchaseOrder]:
    """List purchase orders, latest first."""
    return [ShownPurchaseOrder.model_validate(order) for order in store.purchases.list_all()]


@router.post("/{order_id}/receipts")
def receive_purchase(
    order_id: int, receipt: LineQuantities, store: RequestStore
) -> ShownPurchaseOrder:
    """Put what has arrived into stock: 409 for more than was to come."""
    received = PurchasingService(store).receive(order_id, receipt.lines)
    return ShownPurchaseOrder.model_validate(received)
