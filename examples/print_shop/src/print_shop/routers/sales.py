"""``/sales-orders``, and what is shipped for them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from print_shop.routers.dependencies import RequestStore, logged_in
from print_shop.schemas import (
    LineQuantities,
    NewSalesOrder,
    SalesOrderPage,
    ShownSalesOrder,
    ShownShipment,
)
from print_shop.services.sales import SalesService
from print_shop.services.shipping import ShippingService
from print_shop.states import OrderState

router = APIRouter(prefix="/sales-orders", dependencies=[logged_in])


@router.post("", status_code=201)
def place_order(new: NewSalesOrder, store: RequestStore) -> ShownSalesOrder:
    """Order at the prices of the day: 404 for an unknown customer or product."""
    return ShownSalesOrder.model_validate(SalesService(store).place(new))


@router.get("")
def list_orders(
    store: RequestStore,
    state: OrderState | None = None,
    page: Annotated[int, Query(ge=1)] = 1,
    size: Annotated[int, Query(ge=1, le=100)] = 20,
) -> SalesOrderPage:
    """List orders with their lines, latest first."""
    orders, total = store.orders.list_page(state, offset=(page - 1) * size, limit=size)
    items = [ShownSalesOrder.model_validate(order) for order in orders]
    return SalesOrderPage(items=items, total=total, page=page, size=size)


@router.get("/{order_id}")
def show_order(order_id: int, store: RequestStore) -> ShownSalesOrder:
    """Show an order."""
    return ShownSalesOrder.model_validate(SalesService(store).find(order_id))


@router.post("/{order_id}/cancellation")
def cancel_order(order_id: int, store: RequestStore) -> ShownSalesOrder:
    """Cancel an order: 409 where it was shipped or is being produced."""
    return ShownSalesOrder.model_validate(SalesService(store).cancel(order_id))


@router.post("/{order_id}/shipments", status_code=201)
def ship_order(order_id: int, parcel: LineQuantities, store: RequestStore) -> ShownShipment:
    """Ship some of an order: 409 for more than is ordered, produced or in stock."""
    return ShownShipment.model_validate(ShippingService(store).ship(order_id, parcel.lines))


@router.get("/{order_id}/shipments")
def list_shipments(order_id: int, store: RequestStore) -> list[ShownShipment]:
    """List what was shipped for an order."""
    SalesService(store).find(order_id)
    return [ShownShipment.model_validate(one) for one in store.shipments.list_of(order_id)]
