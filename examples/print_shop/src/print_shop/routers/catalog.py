"""``/items`` and ``/products``."""

from __future__ import annotations

from fastapi import APIRouter

from print_shop.routers.dependencies import RequestStore, logged_in
from print_shop.schemas import NewItem, NewProduct, ShownItem, ShownProduct
from print_shop.services.catalog import CatalogService

router = APIRouter(dependencies=[logged_in])


@router.post("/items", status_code=201)
def add_item(new: NewItem, store: RequestStore) -> ShownItem:
    """Keep a material: 409 where the number is taken."""
    return ShownItem.model_validate(CatalogService(store).add_item(new))


@router.get("/items")
def list_items(store: RequestStore) -> list[ShownItem]:
    """List the materials and their stock."""
    return [ShownItem.model_validate(item) for item in store.items.list_all()]


@router.post("/products", status_code=201)
def add_product(new: NewProduct, store: RequestStore) -> ShownProduct:
    """Keep a product: 404 for an unknown item, 409 where the number is taken."""
    return ShownProduct.model_validate(CatalogService(store).add_product(new))


@router.get("/products")
def list_products(store: RequestStore) -> list[ShownProduct]:
    """List the products, their stock and their bills of materials."""
    return [ShownProduct.model_validate(product) for product in store.products.list_all()]
