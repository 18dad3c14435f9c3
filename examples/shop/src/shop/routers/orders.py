"""``/orders``."""

from fastapi import APIRouter, HTTPException

from shop.database import RequestSession
from shop.repositories.orders import OrderRepository
from shop.repositories.products import ProductRepository
from shop.schemas import NewOrder, ShownOrder
from shop.services.orders import OrderService, OutOfStockError, UnknownProductError

router = APIRouter(prefix="/orders")


@router.post("", status_code=201)
async def place_order(order: NewOrder, session: RequestSession) -> ShownOrder:
    """Place an order: 404 for an unknown product, 409 where too few are left."""
    service = OrderService(ProductRepository(session), OrderRepository(session))
    try:
        placed = await service.place(order.product_id, order.quantity)
    except UnknownProductError as error:
        raise HTTPException(404, str(error)) from error
    except OutOfStockError as error:
        raise HTTPException(409, str(error)) from error
    return ShownOrder.model_validate(placed)
