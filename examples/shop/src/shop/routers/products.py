"""``/products``."""

from fastapi import APIRouter

from shop.database import RequestSession
from shop.models import Product
from shop.repositories.orders import OrderRepository
from shop.repositories.products import ProductRepository
from shop.schemas import NewProduct, ShownProduct
from shop.services.orders import OrderService

router = APIRouter(prefix="/products")


@router.post("", status_code=201)
async def create_product(product: NewProduct, session: RequestSession) -> ShownProduct:
    """Put a product on sale."""
    stored = await ProductRepository(session).add(Product(**product.model_dump()))
    return ShownProduct.model_validate(stored)


@router.get("")
async def list_products(session: RequestSession) -> list[ShownProduct]:
    """List what can be ordered."""
    service = OrderService(ProductRepository(session), OrderRepository(session))
    return [ShownProduct.model_validate(product) for product in await service.offer()]
